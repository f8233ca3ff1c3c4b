"""The terms of a deal: a date where each day has its own quantity, the version that is agreed to, and the mark over it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace.actions.deals import (
    accept_deal,
    ask_for_quote,
    counter_deal,
    lapse_deal,
    propose_deal,
    start_deal,
)
from marketplace.actions.deals.steps import record
from marketplace.actions.deals.terms import agreement_of, fingerprint_of
from marketplace.enums import DealState
from marketplace.errors import DateMissing, NotEnoughLeft, TermsChanged, TermsIncomplete, WrongDealState
from marketplace.holding import held_by_day
from marketplace.models import Allocation, Deal, DealStep, DealTerms, Listing, MarketSettings
from tests.api.rows import make_deal, make_listing
from tests.factories import make_partner
from tests.marketplace.conftest import Market

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
SATURDAY = date(2026, 6, 6)


def make_room(market: Market, **fields: Any) -> Listing:
    """Two parts of a day, each day anew."""
    fields = {"unit": "daypart", "quantity": 2, "quantity_per": "day", "category": market.garden, **fields}
    return make_listing(market.community, market.provider, **fields)


def make_request(market: Market, **fields: Any) -> Listing:
    fields = {"unit": "daypart", "vat_category": "none", "vat_bp": 0, "category": market.garden, **fields}
    return make_listing(market.community, market.requester, side="request", **fields)


def propose(market: Market, listing: Listing, quantity: int = 1, **more: Any) -> Deal:
    who = "requester" if listing.is_offer else "provider"
    about = {"party": market.ref(who), "by": market.actor(who), "at": AT, **more}
    return propose_deal(listing=listing, quantity=Decimal(quantity), **about)


def counter(market: Market, deal: Deal, who: str = "provider", **terms: Any) -> Deal:
    terms = {"quantity": Decimal(1), "price_minor": 2500, **terms}
    return counter_deal(deal=deal, by=market.actor(who), at=AT, **terms)


class TestEachDayAnew:
    def test_a_counter_proposal_names_its_day_too(self, market: Market) -> None:
        hall = make_room(market)
        deal = propose(market, hall, planned_on=SATURDAY)
        with pytest.raises(DateMissing) as refused:
            counter(market, deal)
        assert refused.value.data == {"field": "planned_on"}
        deal.refresh_from_db()
        assert (deal.terms_version, deal.planned_on) == (1, SATURDAY)
        sunday = SATURDAY + timedelta(days=1)
        counter(market, deal, planned_on=sunday)
        assert held_by_day(hall, at=AT) == {sunday: 1}

    def test_an_answer_to_an_inquiry_names_its_day_too(self, market: Market) -> None:
        deal = ask_for_quote(
            listing=make_room(market),
            party=market.ref("requester"),
            quantity=Decimal(1),
            planned_on=SATURDAY,
            by=market.actor("requester"),
            at=AT,
        )
        with pytest.raises(DateMissing):
            counter(market, deal)
        assert not Allocation.objects.exists()

    def test_a_quote_with_ones_own_room_names_its_day(self, market: Market) -> None:
        with pytest.raises(DateMissing):
            propose(market, make_request(market), counterpart=make_room(market))
        assert not Deal.objects.exists()

    def test_of_one_day_no_more_than_it_has(self, market: Market) -> None:
        hall = make_room(market)
        for number in range(2):
            deal = propose(market, hall, planned_on=SATURDAY)
            if number:
                with pytest.raises(NotEnoughLeft):
                    counter(market, deal, quantity=Decimal(2), planned_on=SATURDAY)
        with pytest.raises(NotEnoughLeft):
            propose(market, hall, planned_on=SATURDAY)
        assert propose(market, hall, 2, planned_on=SATURDAY + timedelta(days=1)).state == "proposed"

    @pytest.mark.parametrize("state", ["proposed", "accepted", "agreed"])
    def test_the_database_holds_nothing_of_no_day(self, market: Market, state: str) -> None:
        deal = make_deal(make_room(market), market.requester, planned_on=SATURDAY)
        until = AT if state == "proposed" else None
        Allocation.objects.filter(deal=deal).update(state="withdrawn", held_until=None)
        with pytest.raises(IntegrityError, match="allocation_of_a_day_names_it"), transaction.atomic():
            Allocation.objects.filter(deal=deal).update(state=state, on=None, held_until=until)
        assert Allocation.objects.filter(deal=deal, on=SATURDAY).count() == 1

    def test_the_pages_ask_for_the_day(self, market: Market, client: Client) -> None:
        deal = propose(market, make_room(market), planned_on=SATURDAY)
        client.force_login(market.provider.user)
        address = reverse("marketplace:deal_counter", args=[market.community.slug, deal.public_id])
        sent = {"quantity": "1", "price_minor": "25,00", "cancellation": "flexible"}
        page = client.post(address, sent)
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["planned_on"])
        assert client.post(address, {**sent, "planned_on": "2026-06-07"}).status_code == 302


class TestTerms:
    def test_the_other_takes_no_less_than_the_listing_says(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, least_quantity=2)
        deal = propose(market, offer, 3)
        back = counter(market, deal, quantity=Decimal(1))  # one's own least binds oneself to nothing
        with pytest.raises(NotEnoughLeft):
            counter(market, back, "requester", quantity=Decimal(1))
        back.refresh_from_db()
        assert back.terms_version == 2

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"valid_until": AT - timedelta(minutes=1)}, "valid_until"),
            ({"least_quantity": Decimal(9)}, "least_quantity"),
        ],
    )
    def test_what_makes_no_sense_is_named(self, market: Market, wrong: dict[str, Any], field: str) -> None:
        deal = propose(market, make_listing(market.community, market.provider))
        with pytest.raises(TermsIncomplete) as refused:
            counter(market, deal, **wrong)
        assert refused.value.data == {"field": field}
        assert DealTerms.objects.count() == 1


class TestTheVersionThatIsAgreedTo:
    def test_one_that_changed_meanwhile_is_refused_and_shown(self, market: Market, client: Client) -> None:
        deal = propose(market, make_listing(market.community, market.provider))
        counter(market, deal, price_minor=9900, conditions="Inclusief afvoer.")
        with pytest.raises(TermsChanged) as refused:
            accept_deal(deal=deal, by=market.actor("requester"), version=1, at=AT)
        assert refused.value.data == {"version": 2}
        Deal.objects.update(proposal_until=datetime.now(UTC) + timedelta(days=1))
        client.force_login(market.requester.user)
        address = reverse("marketplace:deal_verb", args=[market.community.slug, deal.public_id, "accept"])
        for read in ({"version": "1"}, {}):
            page = client.post(address, read, follow=True)
            assert "Inclusief afvoer." in page.content.decode()
            assert Deal.objects.get().state == DealState.PROPOSED
        client.post(address, {"version": "2"})
        assert Deal.objects.get().state == DealState.AGREED

    def test_the_page_shows_the_text_its_mark_and_both_who_agreed(
        self, market: Market, client: Client
    ) -> None:
        offer = make_listing(
            market.community, market.provider, title="Heg knippen", text="Met afvoer van het snoeisel."
        )
        deal = propose(market, offer)
        Deal.objects.update(proposal_until=datetime.now(UTC) + timedelta(days=1))
        accept_deal(deal=deal, by=market.actor("provider"), version=1)
        Listing.objects.filter(pk=offer.pk).update(text="Zonder afvoer.")
        client.force_login(market.requester.user)
        page = client.get(reverse("marketplace:deal", args=[market.community.slug, deal.public_id]))
        text = page.content.decode()
        assert "Met afvoer van het snoeisel." in text
        assert DealTerms.objects.get().fingerprint[:16] in text
        yeses = page.context["agreement"].yeses
        assert [name for name, _at in yeses] == ["Ans Aanbieder", "Vera Vrager"]
        assert page.context["agreement"].vat_percent == "21"


class TestTheMark:
    def marks(self, market: Market, **change: Any) -> tuple[str, str]:
        offer = make_listing(market.community, market.provider, text="Met afvoer.")
        terms = DealTerms.objects.get(deal=propose(market, offer))
        before = terms.fingerprint
        deal = Deal.objects.get(pk=terms.deal_id)
        for name, value in change.items():
            setattr(deal.offer if name == "text" else deal, name, value)
        terms.agreement = agreement_of(deal)
        return before, fingerprint_of(terms)

    def test_the_same_text_has_the_same_mark(self, market: Market) -> None:
        before, after = self.marks(market)
        assert before == after

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Iets anders"},
            {"text": "Zonder afvoer."},
            {"vat_bp": 900},
            {"exchange_type": "barter"},
        ],
    )
    def test_another_word_has_another(self, market: Market, change: dict[str, Any]) -> None:
        before, after = self.marks(market, **change)
        assert before != after

    @pytest.mark.parametrize("side", ["provider", "requester"])
    def test_another_party_has_another(self, market: Market, side: str) -> None:
        partner = make_partner(market.community)
        before, after = self.marks(market, **{f"{side}_organisation_id": partner.pk})
        assert before != after


class TestLapsing:
    def ask(self, market: Market) -> Deal:
        return ask_for_quote(
            listing=make_listing(market.community, market.provider),
            party=market.ref("requester"),
            quantity=Decimal(1),
            by=market.actor("requester"),
            at=AT,
        )

    def test_an_inquiry_keeps_its_moment_and_lapses_at_it(self, market: Market) -> None:
        deal = self.ask(market)
        end = AT + timedelta(days=30)
        assert deal.proposal_until == end
        MarketSettings.objects.create(inquiry_days=5)
        assert lapse_deal(deal=deal, at=end - timedelta(seconds=1)).state == DealState.INQUIRY
        assert lapse_deal(deal=deal, at=end).state == DealState.LAPSED
        assert lapse_deal(deal=deal, at=end).state == DealState.LAPSED
        assert DealStep.objects.filter(deal=deal, transition="lapse_inquiry").count() == 1

    def test_one_that_was_answered_has_the_time_of_the_proposal(self, market: Market) -> None:
        deal = counter(market, self.ask(market))
        assert deal.proposal_until == AT + timedelta(days=7)


def test_no_step_is_written_that_the_table_does_not_know(market: Market) -> None:
    deal = propose(market, make_listing(market.community, market.provider))
    with pytest.raises(ValueError, match="confirm does not lead to proposed"):
        record(deal, "confirm", by=market.actor("requester"), at=AT)
    with pytest.raises(WrongDealState):
        start_deal(deal=deal, by=market.actor("provider"), at=AT)
    assert DealStep.objects.filter(deal=deal).count() == 1
