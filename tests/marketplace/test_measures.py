"""What measures do and how they end: hidden, limited, suspended; lifted and lapsed once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Membership, MembershipRole
from marketplace.actions.deals import confirm_deal, deliver_deal, propose_deal
from marketplace.actions.listing_life import publish_listing, renew_listing
from marketplace.actions.messages import send_message
from marketplace.actions.moderation import (
    begin_suspension,
    decide_notice,
    lapse_measure,
    lapse_measures,
    lift_measure,
    report,
)
from marketplace.errors import (
    ListingHidden,
    MeasureIncomplete,
    WrongMeasureState,
)
from marketplace.models import Listing, Measure, Message, Notice
from marketplace.moderation.subjects import subject_of
from tests.factories import actor_of, make_member
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
from weconomics.actor import Role
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates", "here")]


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


def decided_about_paused(market: Market, listing: Listing) -> Measure:
    """Reported while it was seen, decided after its owner paused it."""
    Listing.objects.filter(pk=listing.pk).update(state="published")
    notice = reported(market, listing)
    Listing.objects.filter(pk=listing.pk).update(state="paused")
    return decide_notice(notice=notice, decision=decision(), by=market.actor("moderator"), at=AT + DAY)
