"""Two at once: moderators, judges, time and hands, the same reporter twice. And any order of measures and endings."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Membership
from marketplace.actions.moderation import (
    appeal,
    decide_notice,
    judge_appeal,
    lapse_measure,
    lapse_measures,
    lift_measure,
    report,
)
from marketplace.errors import AppealNotPossible, WrongMeasureState, WrongNoticeState
from marketplace.models import Appeal, Listing, Measure, Notice
from marketplace.moderation.queries import live
from marketplace.queries import listings_visible_to
from tests.factories import actor_of, make_member
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.moderating import AT, DAY, WORDS, decided, decision, law, offer_of, reported, subject
from tests.racing import at_once
from weconomics.actor import Actor, Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture
def committed(transactional_db: Any) -> Market:
    return make_market()


def second_moderator(market: Market) -> Actor:
    return actor_of(make_member(market.community, Role.MODERATOR, name="Mia Derator"))


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_moderators_one_decides(self, committed: Market) -> None:
        market, other = committed, second_moderator(committed)
        with scope(market.community):
            listing = offer_of(market)
            notice = reported(market, listing)
        found = at_once(
            market.community,
            [
                lambda: decide_notice(notice=notice, decision=decision("hide"), by=market.actor("moderator"), at=AT),
                lambda: decide_notice(notice=notice, decision=decision("none"), by=other, at=AT),
            ],
        )  # fmt: skip
        assert sum(isinstance(one, WrongNoticeState) for one in found) == 1
        with scope(market.community):
            measure = Measure.objects.get()
            listing.refresh_from_db()
            assert listing.state == ("hidden" if measure.kind == "hide" else "published")

    def test_time_and_a_hand_end_a_measure_once(self, committed: Market) -> None:
        market = committed
        with scope(market.community):
            listing = offer_of(market)
            measure = decided(market, listing, until=AT + 7 * DAY)
        later = AT + 8 * DAY
        found = at_once(
            market.community,
            [
                lambda: lapse_measure(measure_id=measure.pk, at=later),
                lambda: lapse_measures(later),
                lambda: lift_measure(measure=measure, by=market.actor("moderator"), at=later),
            ],
        )
        ended = [found[0] is True, found[1] == 1, isinstance(found[2], Measure)]
        assert ended.count(True) == 1
        assert isinstance(found[2], Measure | WrongMeasureState)
        with scope(market.community):
            listing.refresh_from_db()
            assert (listing.state, Measure.objects.exclude(lifted_at=None).count()) == ("published", 1)

    def test_a_new_measure_and_the_end_of_another_leave_it_hidden(self, committed: Market) -> None:
        market = committed
        with scope(market.community):
            listing = offer_of(market)
            notice = reported(market, listing, "third")
            first = decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT)
            Notice.objects.filter(pk=notice.pk).update(state="received", measure=None, decided_at=None)
        found = at_once(
            market.community,
            [
                lambda: lift_measure(measure=first, by=market.actor("moderator"), at=AT + DAY),
                lambda: decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT + DAY),
            ],
        )  # fmt: skip
        assert all(isinstance(one, Measure) for one in found)
        with scope(market.community):
            listing.refresh_from_db()
            assert (listing.state, listing.state_before) == ("hidden", "published")

    def test_an_appeal_is_judged_once(self, committed: Market) -> None:
        market, other, third = committed, second_moderator(committed), second_moderator(committed)
        with scope(market.community):
            listing = offer_of(market)
            measure = decided(market, listing)
            made = appeal(measure=measure, text="Nee.", membership_id=market.provider.pk, at=AT + 2 * DAY)
        found = at_once(
            market.community,
            [
                lambda: judge_appeal(appeal=made, is_reversed=True, judgement="Ja.", by=other, at=AT + 3 * DAY),
                lambda: judge_appeal(appeal=made, is_reversed=False, judgement="Nee.", by=third, at=AT + 3 * DAY),
            ],
        )  # fmt: skip
        assert sum(isinstance(one, AppealNotPossible) for one in found) == 1
        with scope(market.community):
            listing.refresh_from_db()
            state = Appeal.objects.get().state
            assert listing.state == ("published" if state == "reversed" else "hidden")

    def test_pressing_twice_reports_once(self, committed: Market) -> None:
        market, by = committed, committed.actor("requester")
        with scope(market.community):
            about, rule = subject(offer_of(market), by), law()
        verb = lambda: report(subject=about, rule=rule, text=WORDS, in_good_faith=True, by=by, at=AT)  # noqa: E731
        found = at_once(market.community, [verb, verb, verb])
        assert len({one.pk for one in found}) == 1
        with scope(market.community):
            assert Notice.objects.count() == 1

    def test_two_suspend_the_same_member_once(self, committed: Market) -> None:
        market, other = committed, second_moderator(committed)
        with scope(market.community):
            notices = [reported(market, offer_of(market)) for _number in range(2)]
        found = at_once(
            market.community,
            [
                lambda: decide_notice(notice=notices[0], decision=decision("suspend"), by=market.actor("moderator"), at=AT),
                lambda: decide_notice(notice=notices[1], decision=decision("suspend"), by=other, at=AT),
            ],
        )  # fmt: skip
        assert sum(isinstance(one, Measure) for one in found) == 1
        with scope(market.community):
            assert Measure.objects.filter(kind="suspend").count() == 1
            assert Membership.objects.get(pk=market.provider.pk).state == "suspended"


STEPS = st.lists(
    st.tuples(st.sampled_from(["hide", "suspend", "warning", "lift", "lapse"]), st.integers(0, 3)),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_seen_is_what_the_measures_that_hold_say(
    market: Market, steps: list[tuple[str, int]]
) -> None:
    """Two listings of one owner, one of them paused; measures come and go in any order."""
    with scope(market.community):
        listings = [offer_of(market), offer_of(market)]
        now = AT
        for step, which in steps:
            now += DAY
            _take(market, listings[which % 2], step, which, now)
            _check(market, listings)
        for measure in list(live(Measure.objects.exclude(kind="warning")).order_by("pk")):
            lift_measure(measure=measure, by=market.actor("moderator"), at=now + DAY)
        _check(market, listings)
        for listing in listings:
            listing.refresh_from_db()
            assert (listing.state, listing.state_before, listing.hidden_at) == ("published", "", None)
        assert Membership.objects.get(pk=market.provider.pk).state == "active"


def _take(market: Market, listing: Listing, step: str, which: int, now: Any) -> None:
    holding = list(live(Measure.objects.filter(kind__in=["hide", "suspend"])).order_by("pk"))
    if step == "lift" and holding:
        lift_measure(measure=holding[which % len(holding)], by=market.actor("moderator"), at=now)
    elif step == "lapse":
        lapse_measures(now)
    elif step in ("hide", "suspend", "warning"):
        if step == "suspend" and any(row.kind == "suspend" for row in holding):
            return
        notice = _notice_of(market, listing, now)
        until = now + timedelta(days=which) if which and step != "warning" else None
        made = decision(step, until=until)
        decide_notice(notice=notice, decision=made, by=market.actor("moderator"), at=now)


def _notice_of(market: Market, listing: Listing, now: Any) -> Notice:
    """Written straight, for what is hidden cannot be seen and so not be reported."""
    return Notice.objects.create(
        number=Notice.objects.count() + 1, subject_kind="listing", subject_key=f"listing:{listing.pk}",
        listing=listing, membership=market.provider, reporter=market.requester, ground_kind="law", law="fraud",
        text=WORDS, received_at=now,
    )  # fmt: skip


def _check(market: Market, listings: list[Listing]) -> None:
    holding = list(live(Measure.objects.all()).values_list("kind", "subject_key"))
    is_suspended = any(kind == "suspend" for kind, _key in holding)
    seen = set(listings_visible_to(market.actor("requester")).values_list("pk", flat=True))
    for listing in listings:
        is_hidden = is_suspended or ("hide", f"listing:{listing.pk}") in holding
        assert (listing.pk in seen) != is_hidden
    member = Membership.objects.get(pk=market.provider.pk)
    assert (member.state == "suspended") == is_suspended
