"""Awarding quotes in parts: what binds at once, what is asked, who gets a friendly no, and two at the same moment."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.interface import PartyRef
from marketplace.actions.awards import award_quotes
from marketplace.actions.deals import accept_deal, cancel_deal, counter_deal, propose_deal
from marketplace.enums import DealState
from marketplace.errors import AwardRefused, WrongDealState
from marketplace.holding import held_of, left_of
from marketplace.models import Deal, DealStep, DealTerms, Listing
from marketplace.quotes.comparing import compare
from tests.api.rows import make_listing
from tests.factories import make_member
from tests.marketplace.conftest import Market, make_market
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
NAMES = ("provider", "third", "coordinator")


def make_request(market: Market, **fields: Any) -> Listing:
    """Ten kilos of apples, the price to be agreed."""
    fields = {
        "side": "request",
        "title": "Appels",
        "quantity": 10,
        "unit": "kg",
        "price_type": "negotiable",
        "price_minor": None,
        "vat_bp": 0,
        "vat_category": "none",
        **fields,
    }
    return make_listing(market.community, market.requester, category=market.garden, **fields)


def quote(market: Market, request: Listing, name: str, quantity: Any, price_minor: int, **more: Any) -> Deal:
    return propose_deal(
        listing=request,
        party=market.ref(name),
        quantity=Decimal(quantity),
        price_minor=price_minor,
        by=market.actor(name),
        at=AT,
        **more,
    )


def award(
    market: Market, request: Listing, *takes: tuple[Deal, Any], name: str = "requester", **more: Any
) -> Any:
    chosen = {deal.pk: Decimal(quantity) for deal, quantity in takes}
    return award_quotes(request=request, takes=chosen, by=market.actor(name), at=AT, **more)


def states(deals: Sequence[Deal]) -> list[str]:
    return [Deal.objects.get(pk=deal.pk).state for deal in deals]


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestAwarding:
    def three(self, market: Market, request: Listing, **more: Any) -> list[Deal]:
        prices = ((8, 1_600), (6, 1_080), (10, 2_500))
        return [
            quote(market, request, name, much, price, **more)
            for name, (much, price) in zip(NAMES, prices, strict=True)
        ]

    def test_two_bind_at_once_and_the_third_gets_a_friendly_no(self, market: Market) -> None:
        request = make_request(market)
        ans, dirk, co = self.three(market, request, least_quantity=Decimal(1))
        done = award(market, request, (ans, 4), (dirk, 6))
        assert states([ans, dirk, co]) == ["agreed", "agreed", "declined"]
        assert [deal.pk for deal in done.agreed] == [ans.pk, dirk.pk]
        assert [deal.pk for deal in done.declined] == [co.pk]
        assert left_of(request) == 0
        part = Deal.objects.get(pk=ans.pk)
        assert (part.quantity, part.price_minor, part.terms_version) == (4, 800, 2)
        last = DealStep.objects.filter(deal=co).latest("number")
        assert (last.transition, last.by_id) == ("need_met", market.requester.pk)
        with override(market.community.default_language):
            assert last.reason == _("Others already give all that was needed. Thank you for your quote.")
        assert Deal.objects.get(pk=co.pk).ended_because == "need_met"

    def test_both_said_yes_to_the_version_of_the_part(self, market: Market) -> None:
        request = make_request(market)
        ans = quote(
            market, request, "provider", 8, 1_600, least_quantity=Decimal(2), conditions="In kratten."
        )
        award(market, request, (ans, 3))
        deal = Deal.objects.get(pk=ans.pk)
        terms = DealTerms.objects.get(deal=deal, version=2)
        assert (terms.quantity, terms.price_minor, terms.conditions) == (3, 600, "In kratten.")
        assert (deal.provider_accepted_at, deal.requester_accepted_at, deal.agreed_at) == (AT, AT, AT)

    def test_what_is_left_of_the_need_leaves_the_others_waiting(self, market: Market) -> None:
        request = make_request(market)
        ans, dirk, co = self.three(market, request)
        award(market, request, (dirk, 6))
        assert states([ans, dirk, co]) == ["proposed", "agreed", "proposed"]
        assert left_of(request) == 4

    def test_a_part_that_was_not_allowed_is_asked(self, market: Market) -> None:
        request = make_request(market)
        ans, dirk, co = self.three(market, request)
        done = award(market, request, (ans, 4), (dirk, 6))
        assert [deal.pk for deal in done.asked] == [ans.pk]
        assert states([ans, dirk, co]) == ["proposed", "agreed", "proposed"]
        asked = Deal.objects.get(pk=ans.pk)
        assert (asked.proposed_by, asked.quantity, asked.price_minor) == ("requester", 4, 800)
        accept_deal(deal=asked, by=market.actor("provider"), at=AT)
        assert left_of(request) == 0

    def test_a_part_of_an_offer_frees_the_rest_of_it(self, market: Market) -> None:
        request = make_request(market)
        offer = make_listing(
            market.community, market.provider, category=market.garden, quantity=8, unit="kg", vat_bp=0,
            vat_category="none", price_type="negotiable", price_minor=None,
        )  # fmt: skip
        deal = quote(market, request, "provider", 8, 1_600, counterpart=offer, least_quantity=Decimal(1))
        assert held_of(offer, at=AT) == 8
        award(market, request, (deal, 5))
        assert held_of(offer, at=AT) == 5

    @pytest.mark.parametrize("name", ["provider", "third", "moderator", "coordinator"])
    def test_only_who_asked_for_it_awards(self, market: Market, name: str) -> None:
        request = make_request(market)
        deal = quote(market, request, "provider", 8, 1_600)
        with pytest.raises(NotAllowed):
            award(market, request, (deal, 8), name=name)
        assert states([deal]) == ["proposed"]

    @pytest.mark.parametrize(
        ("fields", "takes"),
        [
            ({}, (8, 6, 0)),
            ({}, (9, 0, 0)),
            ({"most_providers": 1}, (4, 6, 0)),
            ({"all_or_nothing": True}, (0, 6, 0)),
            ({}, (0, 0, 0)),
        ],
    )
    def test_beyond_what_was_asked_nothing_happens(
        self, market: Market, fields: dict[str, Any], takes: tuple[int, ...]
    ) -> None:
        request = make_request(market, **fields)
        deals = self.three(market, request, least_quantity=Decimal(1))
        with pytest.raises(AwardRefused):
            award(market, request, *((deal, much) for deal, much in zip(deals, takes, strict=True) if much))
        assert states(deals) == ["proposed"] * 3
        assert left_of(request) == 10

    def test_all_or_nothing_is_agreed_in_one_go(self, market: Market) -> None:
        request = make_request(market, all_or_nothing=True)
        ans, dirk, co = self.three(market, request, least_quantity=Decimal(1))
        award(market, request, (ans, 4), (dirk, 6))
        assert states([ans, dirk, co]) == ["agreed", "agreed", "declined"]

    def test_a_quote_that_was_changed_or_has_lapsed_is_not_awarded(self, market: Market) -> None:
        request = make_request(market)
        ans, dirk, _co = self.three(market, request)
        counter_deal(deal=dirk, quantity=Decimal(6), price_minor=900, by=market.actor("requester"), at=AT)
        with pytest.raises(WrongDealState):
            award(market, request, (ans, 4), (dirk, 6))
        later = {"request": request, "takes": {ans.pk: Decimal(8)}, "by": market.actor("requester")}
        with pytest.raises(WrongDealState):
            award_quotes(**later, at=AT + timedelta(days=8))
        assert states([ans, dirk]) == ["proposed", "proposed"]

    def test_a_second_time_changes_nothing(self, market: Market) -> None:
        request = make_request(market)
        [ans, *_rest] = self.three(market, request)
        award(market, request, (ans, 8))
        with pytest.raises(WrongDealState):
            award(market, request, (ans, 8))
        assert DealStep.objects.filter(deal=ans, transition="accept").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestComparing:
    def test_each_row_says_what_it_costs_and_what_it_is_best_in(self, market: Market) -> None:
        request = make_request(market, local_group=market.group)
        ans = quote(market, request, "provider", 8, 1_600, planned_on=AT.date() + timedelta(days=3))
        dirk = quote(market, request, "third", 6, 1_080)
        table = compare(request, at=AT)
        assert [row.deal.pk for row in table.open] == [dirk.pk, ans.pk]
        assert [row.a_unit_minor for row in table.open] == [180, 200]
        assert [sorted(row.marks) for row in table.open] == [["price"], ["nearest", "soonest"]]
        assert [row.km for row in table.open] == [None, 0]
        assert [row.costs.requester_pays_minor for row in table.open] == [1_080, 1_600]

    def test_sorted_as_one_likes(self, market: Market) -> None:
        request = make_request(market, local_group=market.group)
        ans = quote(market, request, "provider", 8, 1_600, planned_on=AT.date() + timedelta(days=3))
        dirk = quote(market, request, "third", 6, 1_080)
        orders = {sort: [row.deal.pk for row in compare(request, at=AT, sort=sort).open]
                  for sort in ("price", "soonest", "nearest", "trusted", "nonsense")}  # fmt: skip
        assert orders["price"] == orders["nonsense"] == [dirk.pk, ans.pk]
        assert orders["soonest"] == orders["nearest"] == [ans.pk, dirk.pk]

    def test_heaps_by_whose_turn_it_is(self, market: Market) -> None:
        request = make_request(market)
        ans = quote(market, request, "provider", 4, 1_600)
        dirk = quote(market, request, "third", 4, 1_080)
        co = quote(market, request, "coordinator", 4, 1_200)
        award(market, request, (ans, 4))
        counter_deal(deal=dirk, quantity=Decimal(4), price_minor=900, by=market.actor("requester"), at=AT)
        cancel_deal(deal=co, reason="", by=market.actor("coordinator"), at=AT)
        table = compare(request, at=AT)
        found = [
            [row.deal.pk for row in heap] for heap in (table.open, table.waiting, table.awarded, table.ended)
        ]
        assert found == [[], [dirk.pk], [ans.pk], [co.pk]]
        assert table.need.left == 6
        assert [len(row.versions) for row in table.waiting] == [2]

    def test_ten_quotes_ask_as_many_queries_as_one(self, market: Market) -> None:
        request = make_request(market, quantity=100, local_group=market.group)

        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                compare(request, at=AT)
            return len(captured)

        def another(number: int) -> None:
            who = make_member(market.community, name=f"Aanbieder {number}", local_group=market.group)
            object.__setattr__(market, "third", who)
            deal = quote(market, request, "third", 4, 1_000 + number)
            counter_deal(deal=deal, quantity=Decimal(4), price_minor=900, by=market.actor("requester"), at=AT)

        another(1)
        once = count()
        for number in range(2, 6):
            another(number)
        assert count() == once


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_gates", "transactional_db")
class TestAtTheSameMoment:
    def test_two_awards_never_take_more_than_the_need(self) -> None:
        market = make_market()
        request = make_request(market)
        with scope(market.community):
            ans = quote(market, request, "provider", 8, 1_600)
            dirk = quote(market, request, "third", 6, 1_080)
        answers = at_once(
            market.community,
            [lambda: award(market, request, (ans, 8)), lambda: award(market, request, (dirk, 6))] * 2,
        )
        with scope(market.community):
            assert sum(not isinstance(answer, Exception) for answer in answers) == 1
            assert sorted(states([ans, dirk])) == ["agreed", "proposed"]
            assert (left_of(request) or 0) >= 0

    def test_awarding_while_the_provider_takes_it_back_leaves_one_truth(self) -> None:
        market = make_market()
        request = make_request(market)
        with scope(market.community):
            ans = quote(market, request, "provider", 8, 1_600)
        at_once(
            market.community,
            [
                lambda: award(market, request, (ans, 8)),
                lambda: cancel_deal(deal=ans, reason="Toch niet", by=market.actor("provider"), at=AT),
            ],
        )
        with scope(market.community):
            deal = Deal.objects.get()
            last = DealStep.objects.filter(deal=deal).latest("number")
            assert deal.state == last.state == DealState.CANCELLED
            assert left_of(request) == 10

    def test_a_quote_that_comes_in_meanwhile_is_not_overlooked(self) -> None:
        market = make_market()
        request = make_request(market)
        with scope(market.community):
            ans = quote(market, request, "provider", 10, 1_600)
        at_once(
            market.community,
            [
                lambda: award(market, request, (ans, 10)),
                lambda: quote(market, request, "third", 4, 800),
                lambda: quote(market, request, "coordinator", 4, 800),
            ],
        )
        with scope(market.community):
            assert Deal.objects.get(pk=ans.pk).state == DealState.AGREED
            assert left_of(request) == 0
            assert PartyRef("member", market.provider.pk) == Deal.objects.get(pk=ans.pk).provider_ref
