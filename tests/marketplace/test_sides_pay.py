"""What each side pays and the provider keeps: on the page at once, fresh with every change, and on every line."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from marketplace.actions.rounds import keep_plan, start_round
from marketplace.models import Deal, GroupOrder, GroupOrderLine, Listing, MatchingRound, StandingDeal
from marketplace.planning import plan
from marketplace.rounds.market import market_of
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_member
from tests.marketplace.conftest import Market, put_model_in_force
from tests.marketplace.ordering import join, make_order
from tests.marketplace.repeating import make_standing
from tests.marketplace.test_doors import address, client_of
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
AS_HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def model(market: Market) -> None:
    """The provider gives a tenth, and 21% VAT on that."""
    put_model_in_force(market.community, rate_bp=1000)


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()).replace("\xa0", " "))


def offer_of(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.provider, category=market.garden, **fields)


class TestInAForm:
    def test_a_proposal_shows_it_before_anything_is_typed(self, market: Market) -> None:
        url = address(market, "deal_propose", offer_of(market).public_id)
        page = words(client_of(market.requester).get(url))
        assert "De vrager betaalt € 25,00" in page
        assert "De aanbieder houdt over € 22,50" in page

    def test_and_anew_with_each_change_writing_nothing(self, market: Market) -> None:
        url = address(market, "deal_propose", offer_of(market).public_id)
        typed = {"preview": "1", "party": str(market.ref("requester")), "quantity": "2", "planned_on": "soms"}
        answer = client_of(market.requester).post(url, typed, **AS_HTMX)
        assert "De vrager betaalt € 50,00" in words(answer)
        assert "<form" not in answer.content.decode()
        with scope(market.community):
            assert not Deal.objects.exists()

    def test_without_script_the_button_answers_with_the_page_and_what_was_typed(self, market: Market) -> None:
        url = address(market, "deal_propose", offer_of(market).public_id)
        typed = {"preview": "1", "party": str(market.ref("requester")), "quantity": "3", "message": "Graag."}
        answer = client_of(market.requester).post(url, typed)
        assert "De vrager betaalt € 75,00" in words(answer)
        assert ">\nGraag.</textarea>" in answer.content.decode()

    def test_says_what_is_missing_where_the_price_is_open(self, market: Market) -> None:
        offer = offer_of(market, price_type="negotiable", price_minor=None)
        url, client = address(market, "deal_propose", offer.public_id), client_of(market.requester)
        assert "Vul in hoeveel en voor welke prijs" in words(client.get(url))
        typed = {"preview": "1", "party": str(market.ref("requester")), "quantity": "1"}
        assert "Vul in hoeveel" in words(client.post(url, typed | {"price_minor": "veel"}, **AS_HTMX))
        assert "De vrager betaalt € 10,00" in words(
            client.post(url, typed | {"price_minor": "10"}, **AS_HTMX)
        )

    def test_a_counter_proposal(self, market: Market) -> None:
        deal = make_deal(offer_of(market), market.requester, price_minor=5000, state="proposed")
        url, client = address(market, "deal_counter", deal.public_id), client_of(market.provider)
        assert "De vrager betaalt € 50,00" in words(client.get(url))
        typed = {"preview": "1", "quantity": "2", "price_minor": "40,00"}
        assert "De vrager betaalt € 40,00" in words(client.post(url, typed, **AS_HTMX))

    def test_a_standing_deal_each_time(self, market: Market) -> None:
        url, client = (
            address(market, "standing_propose", offer_of(market).public_id),
            client_of(market.requester),
        )
        assert "De vrager betaalt € 25,00" in words(client.get(url))
        typed = {"preview": "1", "party": str(market.ref("requester")), "quantity": "4"}
        assert "De vrager betaalt € 100,00" in words(client.post(url, typed, **AS_HTMX))
        with scope(market.community):
            assert not StandingDeal.objects.exists()

    def test_a_part_in_a_group_order_at_the_price_it_brings_about(self, market: Market) -> None:
        with scope(market.community):
            order = make_order(market)
        url, client = address(market, "group_order", order.public_id), client_of(market.requester)
        assert "De vrager betaalt € 9,00" in words(client.get(url))
        typed = {"preview": "1", "party": str(market.ref("requester")), "wanted": "20"}
        assert "De vrager betaalt € 150,00" in words(client.post(url, typed, **AS_HTMX))
        with scope(market.community):
            assert not GroupOrderLine.objects.exists()


class TestOnPagesAndLines:
    def test_a_standing_deal_and_its_line(self, market: Market) -> None:
        with scope(market.community):
            standing = make_standing(market)
        client = client_of(market.provider)
        page = words(client.get(address(market, "standing_deal", standing.public_id)))
        assert "De aanbieder houdt over € 21,97" in page
        line = words(client.get(address(market, "standing_deals")))
        assert "de vrager betaalt € 25,00, de aanbieder houdt € 21,97 over" in line

    def test_a_group_order_for_who_joined_and_for_who_provides(self, market: Market) -> None:
        with scope(market.community):
            order = make_order(market)
            join(market, order, "requester", 4)
        url = address(market, "group_order", order.public_id)
        assert "Met de prijs van nu betaal je € 36,00, en de aanbieder houdt € 32,39 over." in words(
            client_of(market.requester).get(url)
        )
        assert "de vrager betaalt € 36,00, de aanbieder houdt € 32,39 over" in words(
            client_of(market.provider).get(url)
        )

    def test_a_line_of_a_round_with_a_price_and_one_without(self, market: Market) -> None:
        round_ = planned(market)
        url = address(market, "round", round_.public_id)
        page = words(client_of(market.coordinator).get(url))
        assert "de vrager betaalt € 100,00, de aanbieder houdt € 90,01 over" in page
        with scope(market.community):
            Listing.objects.update(price_type="negotiable", price_minor=None)
        assert "prijs nog af te spreken" in words(client_of(market.coordinator).get(url))


def planned(market: Market, pairs: int = 1) -> MatchingRound:
    for number in range(pairs):
        owner = make_member(market.community, name=f"Buur {number}")
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        make_match(make_listing(market.community, owner, category=market.garden), asked)
    with scope(market.community):
        round_ = start_round(by=market.actor("coordinator"))
        found = market_of(round_, at=timezone.now())
        return keep_plan(round_=round_, market=found, made=plan(found.problem()))


def asked_for(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_three_standing_lines_ask_as_much_as_one(market: Market) -> None:
    client, url = client_of(market.requester), address(market, "standing_deals")
    with scope(market.community):
        make_standing(market)
    one = asked_for(client, url)
    with scope(market.community):
        for _number in range(2):
            make_standing(market)
    assert asked_for(client, url) == one


def test_three_parts_of_a_group_order_ask_as_much_as_one(market: Market) -> None:
    client = client_of(market.provider)
    with scope(market.community):
        order: GroupOrder = make_order(market)
        join(market, order, "requester", 1)
    url = address(market, "group_order", order.public_id)
    one = asked_for(client, url)
    with scope(market.community):
        join(market, order, "third", Decimal(2))
        join(market, order, "moderator", Decimal(2))
    assert asked_for(client, url) == one


def test_three_lines_of_a_round_ask_as_much_as_one(market: Market) -> None:
    client = client_of(market.coordinator)
    one = asked_for(client, address(market, "round", planned(market).public_id))
    three = planned(market, pairs=2)
    with scope(market.community):
        assert three.allocations.count() > 1
    assert asked_for(client, address(market, "round", three.public_id)) == one
