"""Reporting and deciding: what each does, to whom it is refused, and that a refusal changes nothing."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Membership
from marketplace.actions.moderation import (
    Reporter,
    decide_notice,
)
from marketplace.errors import (
    MeasureIncomplete,
    NoticeIncomplete,
    TooMuchToday,
    WrongNoticeState,
)
from marketplace.models import Listing, Measure, Notice
from marketplace.moderation.subjects import subject_of
from marketplace.queries import listings_visible_to
from tests.marketplace.conftest import Market
from tests.marketplace.moderating import (
    AT,
    DAY,
    decided,
    decision,
    law,
    offer_of,
    reported,
)
from weconomics.errors import NotAllowed

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
        assert notice.snapshot["price"] == "€\xa025,00"

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
