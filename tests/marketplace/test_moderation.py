"""Reporting, deciding, ending and appealing: what each does, to whom it is refused, and that a refusal changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Membership, MembershipRole
from marketplace.actions.deals import confirm_deal, deliver_deal, propose_deal
from marketplace.actions.listing_life import publish_listing, renew_listing
from marketplace.actions.moderation import (
    Reporter,
    appeal,
    appeal_refusal,
    begin_suspension,
    decide_notice,
    judge_appeal,
    lapse_measure,
    lapse_measures,
    lift_measure,
    report,
)
from marketplace.errors import (
    AppealNotPossible,
    ListingHidden,
    MeasureIncomplete,
    NoticeIncomplete,
    TooMuchToday,
    WrongMeasureState,
    WrongNoticeState,
)
from marketplace.models import Appeal, Listing, Measure, Message, Notice
from marketplace.moderation.subjects import subject_of
from marketplace.queries import listings_visible_to
from tests.factories import make_member
from tests.marketplace.conftest import Market
from tests.marketplace.disputes import agreed
from tests.marketplace.moderating import (
    AT,
    DAY,
    WORDS,
    decided,
    decision,
    law,
    offer_of,
    reported,
)
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates", "here")]


def seen_by(market: Market, name: str) -> set[int]:
    return set(listings_visible_to(market.actor(name)).values_list("pk", flat=True))


class TestReporting:
    def test_keeps_the_thing_as_it_is(self, market: Market) -> None:
        listing = offer_of(market, title="Ladder", text="Bijna nieuw", price_minor=2500)
        notice = reported(market, listing)
        Listing.objects.filter(pk=listing.pk).update(title="Trap", text="")
        notice.refresh_from_db()
        assert (notice.number, notice.state, notice.subject_key) == (1, "received", f"listing:{listing.pk}")
        assert (notice.membership_id, notice.reporter_id) == (market.provider.pk, market.requester.pk)
        assert (notice.snapshot["title"], notice.snapshot["text"]) == ("Ladder", "Bijna nieuw")
        assert notice.snapshot["price"] == "25.00 EUR"

    def test_twice_is_one_notice_and_of_two_people_are_two(self, market: Market) -> None:
        listing = offer_of(market)
        first = reported(market, listing)
        assert reported(market, listing).pk == first.pk
        assert reported(market, listing, "third").number == 2
        assert Notice.objects.count() == 2

    def test_nobody_reports_their_own(self, market: Market) -> None:
        listing = offer_of(market)
        with pytest.raises(NotAllowed):
            reported(market, listing, "provider")
        assert not Notice.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field"), [({"text": "  "}, "text"), ({"in_good_faith": False}, "in_good_faith")]
    )
    def test_says_beside_its_field_what_is_missing(
        self, market: Market, fields: dict[str, Any], field: str
    ) -> None:
        listing = offer_of(market)
        with pytest.raises(NoticeIncomplete) as refused:
            reported(market, listing, **fields)
        assert refused.value.data == {"field": field}
        assert not Notice.objects.exists()

    def test_a_visitor_says_who_they_are_unless_it_is_about_the_abuse_of_children(
        self, market: Market
    ) -> None:
        listing = offer_of(market)
        with pytest.raises(NoticeIncomplete) as refused:
            reported(market, listing, "visitor", reporter=Reporter("Kees"))
        assert refused.value.data == {"field": "email"}
        notice = reported(market, listing, "visitor", rule=law("minors"))
        assert (notice.reporter_name, notice.reporter_email, notice.law) == ("", "", "minors")
        known = reported(market, listing, "visitor", reporter=Reporter("Kees", "Kees@Buiten.example"))
        assert known.reporter_email == "kees@buiten.example"
        again = reported(market, listing, "visitor", reporter=Reporter("Kees", "kees@buiten.example"))
        assert again.pk == known.pk

    def test_one_address_reports_five_times_a_day(self, market: Market) -> None:
        who = Reporter("Kees", "kees@buiten.example")
        for _number in range(5):
            reported(market, offer_of(market), "visitor", reporter=who)
        with pytest.raises(TooMuchToday):
            reported(market, offer_of(market), "visitor", reporter=who)
        assert Notice.objects.count() == 5

    def test_a_new_member_reports_twice_a_day(self, market: Market) -> None:
        Membership.objects.filter(pk=market.requester.pk).update(joined_at=AT - DAY)
        for _number in range(2):
            reported(market, offer_of(market))
        with pytest.raises(TooMuchToday):
            reported(market, offer_of(market))
        assert Notice.objects.count() == 2

    def test_only_what_one_sees_is_reported(self, market: Market) -> None:
        listing = offer_of(market)
        member = subject_of("member", market.provider.public_id, by=market.actor("visitor"))
        assert member is None
        Listing.objects.filter(pk=listing.pk).update(state="paused")
        assert subject_of("listing", listing.public_id, by=market.actor("requester")) is None
        assert subject_of("onzin", listing.public_id, by=market.actor("requester")) is None
        assert subject_of("photo", listing.public_id, by=market.actor("provider")) is None


class TestDeciding:
    def test_hides_a_listing_and_answers_all_who_reported_it(self, market: Market) -> None:
        listing = offer_of(market)
        reported(market, listing, "third")
        measure = decided(market, listing)
        listing.refresh_from_db()
        assert (listing.state, listing.state_before) == ("hidden", "published")
        assert listing.hidden_at == AT + DAY
        assert (measure.number, measure.kind, measure.ground_kind, measure.law) == (1, "hide", "law", "fraud")
        assert list(Notice.objects.values_list("state", "measure_id")) == [("decided", measure.pk)] * 2
        for name in ("requester", "visitor", "provider", "moderator"):
            assert seen_by(market, name) == set()

    @pytest.mark.parametrize("name", ["requester", "provider", "third", "coordinator", "visitor"])
    def test_only_who_moderates_and_has_no_part_decides(self, market: Market, name: str) -> None:
        listing = offer_of(market)
        notice = reported(market, listing)
        with pytest.raises(NotAllowed):
            decide_notice(notice=notice, decision=decision(), by=market.actor(name), at=AT)
        notice.refresh_from_db()
        listing.refresh_from_db()
        assert (notice.state, listing.state, Measure.objects.count()) == ("received", "published", 0)

    def test_a_moderator_does_not_decide_what_they_reported_or_own(self, market: Market) -> None:
        theirs = reported(market, offer_of(market), "moderator")
        own = reported(market, offer_of(market, "moderator"))
        for notice in (theirs, own):
            with pytest.raises(NotAllowed):
                decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT)
        assert not Measure.objects.exists()

    def test_the_database_refuses_the_same(self, market: Market) -> None:
        own = reported(market, offer_of(market, "moderator"))
        fields = {
            "subject_kind": "listing",
            "listing": own.listing,
            "membership": market.moderator,
            "number": 9,
        }
        fields |= {"kind": "warning", "ground_kind": "law", "law": "fraud", "ground": "x", "facts": "x"}
        with pytest.raises(IntegrityError, match="measure_decider_has_no_part"), transaction.atomic():
            Measure.objects.create(**fields, decided_by=market.moderator, decided_at=AT)
        notice = reported(market, offer_of(market), "moderator")
        measure = decided(market, offer_of(market))
        with pytest.raises(IntegrityError, match="notice_not_decided_by_reporter"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(measure=measure, state="decided", decided_at=AT)

    @pytest.mark.parametrize(
        ("made", "field"),
        [
            ({"facts": " "}, "facts"),
            ({"rule": None}, "rule"),
            ({"kind": "limit"}, "lasts"),
            ({"until": AT}, "lasts"),
        ],
    )
    def test_says_what_is_missing(self, market: Market, made: dict[str, Any], field: str) -> None:
        notice = reported(market, offer_of(market))
        asked = decision(**{"kind": "hide", **made})
        with pytest.raises(MeasureIncomplete) as refused:
            decide_notice(notice=notice, decision=asked, by=market.actor("moderator"), at=AT + DAY)
        assert refused.value.data == {"field": field}
        assert Notice.objects.get().state == "received"

    def test_what_was_decided_is_not_decided_again(self, market: Market) -> None:
        listing = offer_of(market)
        notice = reported(market, listing)
        decided(market, listing)
        with pytest.raises(WrongNoticeState):
            decide_notice(notice=notice, decision=decision("none"), by=market.actor("moderator"), at=AT)
        assert Measure.objects.count() == 1

    def test_doing_nothing_is_a_decision_without_a_rule(self, market: Market) -> None:
        listing = offer_of(market)
        measure = decided(market, listing, "none", until=AT + 9 * DAY)
        listing.refresh_from_db()
        assert (measure.kind, measure.ground, measure.law, measure.until) == ("none", "", "", None)
        assert listing.state == "published"

    def test_a_measure_stays_as_it_was_decided(self, market: Market) -> None:
        measure = decided(market, offer_of(market))
        with pytest.raises(IntegrityError, match="measure_decision_stays"), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(facts="Iets anders")


class TestHidden:
    def test_the_owner_cannot_show_it_again(self, market: Market) -> None:
        listing = offer_of(market)
        decided(market, listing)
        for verb in (publish_listing, renew_listing):
            with pytest.raises(ListingHidden):
                verb(listing=listing, by=market.actor("provider"))
        with pytest.raises(IntegrityError, match="listing_hidden_is_not_shown"), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).update(state="published")

    def test_comes_back_as_it_was(self, market: Market) -> None:
        listing = offer_of(market)
        Listing.objects.filter(pk=listing.pk).update(state="paused")
        measure = decided_about_paused(market, listing)
        listing.refresh_from_db()
        assert listing.state == "hidden"
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT + 2 * DAY)
        listing.refresh_from_db()
        assert (listing.state, listing.state_before, listing.hidden_at) == ("paused", "", None)

    def test_what_its_owner_closed_meanwhile_stays_closed(self, market: Market) -> None:
        listing = offer_of(market)
        measure = decided(market, listing)
        Listing.objects.filter(pk=listing.pk).update(state="closed")
        lift_measure(measure=measure, by=market.actor("moderator"))
        listing.refresh_from_db()
        assert (listing.state, listing.hidden_at) == ("closed", None)

    def test_what_is_past_its_day_comes_back_expired(self, market: Market) -> None:
        listing = offer_of(market)
        measure = decided(market, listing)
        Listing.objects.filter(pk=listing.pk).update(expires_on=AT.date())
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT + 5 * DAY)
        listing.refresh_from_db()
        assert listing.state == "expired"

    def test_stays_hidden_while_another_measure_hides_it(self, market: Market) -> None:
        listing = offer_of(market)
        other = reported(market, listing, "third")
        first = decided(market, listing)
        Notice.objects.filter(pk=other.pk).update(state="received", measure=None, decided_at=None)
        second = decide_notice(
            notice=other, decision=decision(), by=market.actor("moderator"), at=AT + 2 * DAY
        )
        lift_measure(measure=first, by=market.actor("moderator"))
        listing.refresh_from_db()
        assert listing.state == "hidden"
        lift_measure(measure=second, by=market.actor("moderator"))
        listing.refresh_from_db()
        assert (listing.state, listing.state_before) == ("published", "")

    def test_a_message_and_a_review(self, market: Market) -> None:
        deal = agreed(market, quantity=1)
        from marketplace.actions.messages import send_message

        said = send_message(deal=deal, text="Jij bent dom", by=market.actor("provider"), at=AT)
        about = subject_of("message", said.public_id, by=market.actor("requester"))
        assert about is not None
        assert about.membership_id == market.provider.pk
        assert subject_of("message", said.public_id, by=market.actor("third")) is None
        notice = report(
            subject=about,
            rule=law("hate"),
            text=WORDS,
            in_good_faith=True,
            by=market.actor("requester"),
            at=AT,
        )
        measure = decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT)
        assert Message.objects.get(pk=said.pk).hidden_at == AT
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT)
        assert Message.objects.get(pk=said.pk).hidden_at is None

    def test_a_profile(self, market: Market) -> None:
        about = subject_of("member", market.provider.public_id, by=market.actor("requester"))
        assert about is not None
        notice = report(
            subject=about, rule=law(), text=WORDS, in_good_faith=True, by=market.actor("requester"), at=AT
        )
        measure = decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT)
        Membership.objects.filter(pk=market.provider.pk).update(about="Ik ben Ans")
        assert Membership.objects.get(pk=market.provider.pk).shown_about == ""
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT)
        assert Membership.objects.get(pk=market.provider.pk).shown_about == "Ik ben Ans"

    def test_a_cover(self, market: Market) -> None:
        listing = offer_of(market)
        Listing.objects.filter(pk=listing.pk).update(photo="communities/1/listings/x.webp")
        about = subject_of("photo", listing.public_id, by=market.actor("requester"))
        assert about is not None
        notice = report(
            subject=about, rule=law(), text=WORDS, in_good_faith=True, by=market.actor("requester"), at=AT
        )
        measure = decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT)
        listing.refresh_from_db()
        assert (listing.photo.name, listing.state) == ("", "published")
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT)
        listing.refresh_from_db()
        assert listing.photo.name == "communities/1/listings/x.webp"


class TestLimited:
    def test_places_and_proposes_nothing_until_it_is_over(self, market: Market) -> None:
        measure = decided(market, offer_of(market), "limit", until=AT + 900 * DAY)
        offer = offer_of(market, "third")
        draft = offer_of(market)
        Listing.objects.filter(pk=draft.pk).update(state="draft")
        by = market.actor("provider")
        with pytest.raises(NotAllowed, match=r"limited until|beperkt tot"):
            propose_deal(listing=offer, party=market.ref("provider"), quantity=1, by=by)
        with pytest.raises(NotAllowed):
            publish_listing(listing=draft, by=by)
        draft.refresh_from_db()
        assert draft.state == "draft"
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT + 2 * DAY)
        assert publish_listing(listing=draft, by=by).state == "published"


class TestSuspended:
    def suspend(self, market: Market, **more: Any) -> Measure:
        return decided(market, offer_of(market), "suspend", **more)

    def test_shuts_out_and_hides_all_they_placed(self, market: Market) -> None:
        other = offer_of(market)
        measure = self.suspend(market)
        member = Membership.objects.get(pk=market.provider.pk)
        assert (member.state, member.state_reason) == ("suspended", "De foto's laten het zien.")
        assert measure.takes_effect_at == AT + DAY
        assert set(Listing.objects.values_list("state", flat=True)) == {"hidden"}
        lift_measure(measure=measure, by=market.actor("moderator"), at=AT + 3 * DAY)
        other.refresh_from_db()
        member.refresh_from_db()
        assert (other.state, member.state) == ("published", "active")
        assert member.joined_at == market.provider.joined_at
        assert member.local_groups.count() == 1

    def test_waits_until_what_runs_is_finished(self, market: Market) -> None:
        deal = agreed(market, quantity=1)
        measure = self.suspend(market)
        assert measure.takes_effect_at is None
        assert Membership.objects.get(pk=market.provider.pk).state == "active"
        with pytest.raises(NotAllowed, match=r"nothing new|niets nieuws"):
            propose_deal(
                listing=offer_of(market, "third"),
                party=market.ref("provider"),
                quantity=1,
                by=market.actor("provider"),
            )
        assert not begin_suspension(measure_id=measure.pk)
        deal = deliver_deal(deal=deal, by=market.actor("provider"))
        confirm_deal(deal=deal, by=market.actor("requester"))
        assert begin_suspension(measure_id=measure.pk, at=AT + 9 * DAY)
        assert not begin_suspension(measure_id=measure.pk, at=AT + 9 * DAY)
        assert Membership.objects.get(pk=market.provider.pk).state == "suspended"

    def test_at_once_in_danger(self, market: Market) -> None:
        agreed(market, quantity=1)
        assert self.suspend(market, at_once=True).takes_effect_at == AT + DAY

    def test_who_carries_a_role_is_suspended_by_who_leads_and_gets_it_back(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            decided(market, offer_of(market, "coordinator"), "suspend")
        assert not Measure.objects.exists()
        leader = make_member(market.community, Role.DOMAIN_LEADER)
        notice = Notice.objects.get()
        from tests.factories import actor_of

        measure = decide_notice(notice=notice, decision=decision("suspend"), by=actor_of(leader), at=AT)
        assert not MembershipRole.objects.filter(membership=market.coordinator).exists()
        lift_measure(measure=measure, by=actor_of(leader))
        assert MembershipRole.objects.get(membership=market.coordinator).role == "coordinator"

    def test_once_at_a_time(self, market: Market) -> None:
        agreed(market, quantity=1)
        second = reported(market, offer_of(market))
        self.suspend(market)
        with pytest.raises(MeasureIncomplete):
            decide_notice(notice=second, decision=decision("suspend"), by=market.actor("moderator"), at=AT)
        assert Measure.objects.count() == 1


class TestEnding:
    def test_lapses_once_when_its_time_is_over(self, market: Market) -> None:
        listing = offer_of(market)
        measure = decided(market, listing, until=AT + 7 * DAY)
        job = Job.objects.get(kind="marketplace.lapse_measure")
        assert (job.run_after, job.payload) == (AT + 7 * DAY, {"measure_id": measure.pk})
        assert not lapse_measure(measure_id=measure.pk, at=AT + 6 * DAY)
        assert lapse_measure(measure_id=measure.pk, at=AT + 7 * DAY)
        assert not lapse_measure(measure_id=measure.pk, at=AT + 8 * DAY)
        assert lapse_measures(AT + 9 * DAY) == 0
        listing.refresh_from_db()
        measure.refresh_from_db()
        assert (listing.state, measure.lifted_because, measure.lifted_by_id) == ("published", "lapsed", None)

    def test_is_lifted_once_by_who_moderates(self, market: Market) -> None:
        listing = offer_of(market)
        measure = decided(market, listing)
        for name in ("provider", "requester", "third"):
            with pytest.raises(NotAllowed):
                lift_measure(measure=measure, by=market.actor(name))
        listing.refresh_from_db()
        assert listing.state == "hidden"
        lift_measure(measure=measure, by=market.actor("moderator"))
        with pytest.raises(WrongMeasureState):
            lift_measure(measure=measure, by=market.actor("moderator"))


@pytest.fixture
def second(market: Market) -> Actor:
    from tests.factories import actor_of

    return actor_of(make_member(market.community, Role.MODERATOR, name="Mia Derator"))


class TestAppealing:
    def make(self, market: Market, kind: str = "hide", **more: Any) -> tuple[Listing, Appeal]:
        listing = offer_of(market)
        measure = decided(market, listing, kind, **more)
        made = appeal(
            measure=measure, text="Het klopt niet.", membership_id=market.provider.pk, at=AT + 2 * DAY
        )
        return listing, made

    def test_another_moderator_undoes_it_and_all_is_as_before(self, market: Market, second: Actor) -> None:
        listing, made = self.make(market)
        listing.refresh_from_db()
        assert listing.state == "hidden"
        judged = judge_appeal(
            appeal=made, is_reversed=True, judgement="De foto is van een ander.", by=second, at=AT + 3 * DAY
        )
        listing.refresh_from_db()
        assert (judged.state, judged.judged_by_id) == ("reversed", second.membership_id)
        assert (listing.state, made.measure.lifted_because) == ("published", "")
        assert Measure.objects.get().lifted_because == "reversed"

    def test_or_lets_it_stand(self, market: Market, second: Actor) -> None:
        listing, made = self.make(market)
        judge_appeal(appeal=made, is_reversed=False, judgement="Het klopt wel.", by=second, at=AT + 3 * DAY)
        listing.refresh_from_db()
        assert (listing.state, Appeal.objects.get().state) == ("hidden", "upheld")
        with pytest.raises(AppealNotPossible):
            judge_appeal(appeal=made, is_reversed=True, judgement="Toch.", by=second)

    def test_never_by_who_decided_or_has_a_part(self, market: Market) -> None:
        listing, made = self.make(market)
        for name in ("moderator", "provider", "requester", "third"):
            with pytest.raises(NotAllowed):
                judge_appeal(appeal=made, is_reversed=True, judgement="Ja.", by=market.actor(name))
        listing.refresh_from_db()
        assert (listing.state, Appeal.objects.get().state) == ("hidden", "open")
        fields = {"state": "reversed", "judgement": "Ja.", "judged_at": AT}
        for who, name in (
            (market.moderator, "appeal_judged_by_another"),
            (market.requester, "appeal_judge_has_no_part"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Appeal.objects.filter(pk=made.pk).update(judged_by=who, **fields)

    def test_once_and_within_six_months(self, market: Market) -> None:
        _listing, made = self.make(market)
        with pytest.raises(AppealNotPossible):
            appeal(measure=made.measure, text="Nog eens.", membership_id=market.provider.pk, at=AT + 3 * DAY)
        late = decided(market, offer_of(market))
        with pytest.raises(AppealNotPossible):
            appeal(measure=late, text="Te laat.", membership_id=market.provider.pk, at=AT + 184 * DAY)
        with pytest.raises(AppealNotPossible):
            appeal(measure=late, text="Niet van mij.", membership_id=market.third.pk, at=AT + 2 * DAY)
        assert Appeal.objects.count() == 1
        appeal(
            measure=late,
            text="Net op tijd.",
            membership_id=market.provider.pk,
            at=AT + DAY + timedelta(days=182, hours=23),
        )

    def test_a_reporter_who_was_not_heard_appeals_and_something_is_done(
        self, market: Market, second: Actor
    ) -> None:
        listing = offer_of(market)
        decided(market, listing, "none")
        notice = Notice.objects.get()
        made = appeal_refusal(notice=notice, text="Kijk nog eens.", at=AT + 2 * DAY)
        assert made.appellant_id == market.requester.pk
        with pytest.raises(MeasureIncomplete):
            judge_appeal(appeal=made, is_reversed=True, judgement="Ja.", by=second, at=AT + 3 * DAY)
        judged = judge_appeal(
            appeal=made,
            is_reversed=True,
            judgement="Ja.",
            by=second,
            instead=decision("hide"),
            at=AT + 3 * DAY,
        )
        listing.refresh_from_db()
        assert (listing.state, judged.outcome_id) == ("hidden", Measure.objects.first().pk)  # type: ignore[union-attr]
        assert not Measure.objects.filter(kind="none").exclude(lifted_at=None).exists()

    def test_who_was_heard_has_nothing_to_appeal(self, market: Market) -> None:
        decided(market, offer_of(market), "reminder")
        with pytest.raises(AppealNotPossible):
            appeal_refusal(notice=Notice.objects.get(), text="Meer!", at=AT + 2 * DAY)

    def test_a_suspension_is_undone_with_what_they_were(self, market: Market, second: Actor) -> None:
        _listing, made = self.make(market, "suspend")
        judge_appeal(appeal=made, is_reversed=True, judgement="Te zwaar.", by=second, at=AT + 3 * DAY)
        member = Membership.objects.get(pk=market.provider.pk)
        assert (member.state, member.local_groups.count()) == ("active", 1)


def decided_about_paused(market: Market, listing: Listing) -> Measure:
    """Reported while it was seen, decided after its owner paused it."""
    Listing.objects.filter(pk=listing.pk).update(state="published")
    notice = reported(market, listing)
    Listing.objects.filter(pk=listing.pk).update(state="paused")
    return decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT + DAY)
