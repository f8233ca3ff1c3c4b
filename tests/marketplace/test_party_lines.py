"""Whether one deals with a trader or a private person: on every card, line and page, at no more queries."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from communities.enums import TraderStatus
from marketplace.actions.deals import ask_for_quote
from marketplace.actions.rounds import keep_plan, start_round
from marketplace.models import Listing
from marketplace.planning import plan
from marketplace.rounds.market import market_of
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_member, make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.ordering import make_order
from tests.marketplace.repeating import make_standing
from tests.marketplace.test_doors import address, client_of
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
TRADER, PRIVATE = "Ans Aanbieder · Ondernemer", "Vera Vrager · Particulier"


def words(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(page.content.decode()))


@pytest.fixture
def traders(market: Market) -> Market:
    """Ans trades, Vera does not."""
    market.provider.trader_status = TraderStatus.TRADER
    with scope(market.community):
        market.provider.save()
    return market


def offer_of(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.provider, category=market.garden, **fields)


def request_of(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.requester, side="request", category=market.garden, **fields)


def test_on_match_cards_and_at_home(traders: Market) -> None:
    make_match(offer_of(traders), request_of(traders))
    asks, offers = client_of(traders.requester), client_of(traders.provider)
    for page in (address(traders, "for_you"), f"/c/{traders.community.slug}/"):
        assert TRADER in words(asks, page)
        assert PRIVATE in words(offers, page)


def test_at_home_of_a_proposal_that_waits(traders: Market) -> None:
    offer = offer_of(traders, price_type="negotiable", price_minor=None)
    with scope(traders.community):
        ask_for_quote(
            listing=offer, party=traders.ref("requester"), quantity=1, by=traders.actor("requester")
        )
    assert PRIVATE in words(client_of(traders.provider), f"/c/{traders.community.slug}/")


def test_on_the_lines_of_a_round(traders: Market) -> None:
    make_match(offer_of(traders), request_of(traders))
    with scope(traders.community):
        round_ = start_round(by=traders.actor("coordinator"))
        found = market_of(round_, at=timezone.now())
        keep_plan(round_=round_, market=found, made=plan(found.problem()))
    page = words(client_of(traders.coordinator), address(traders, "round", round_.public_id))
    assert TRADER in page
    assert PRIVATE in page


def test_on_both_sides_of_a_deal_and_of_a_standing_one(traders: Market) -> None:
    deal = make_deal(offer_of(traders), traders.requester)
    with scope(traders.community):
        standing = make_standing(traders)
    client = client_of(traders.requester)
    for url in (
        address(traders, "deal", deal.public_id),
        address(traders, "standing_deal", standing.public_id),
    ):
        page = words(client, url)
        assert TRADER in page
        assert PRIVATE in page
    for name in ("deals", "standing_deals"):
        assert "door Ans Aanbieder · Ondernemer ·" in words(client, address(traders, name))


def test_on_group_orders(traders: Market) -> None:
    with scope(traders.community):
        order = make_order(traders)
    client = client_of(traders.requester)
    assert TRADER in words(client, address(traders, "group_orders"))
    assert TRADER in words(client, address(traders, "group_order", order.public_id))


def test_an_organisation_is_always_a_trader(market: Market) -> None:
    partner = make_partner(market.community, name="Zon BV")
    make_match(
        make_listing(market.community, market.provider, organisation=partner, category=market.garden),
        request_of(market),
    )
    assert "Zon BV · Ondernemer" in words(client_of(market.requester), address(market, "for_you"))


Grow = Callable[[Market], None]


def _more_matches(market: Market) -> None:
    for number in range(2):
        owner = make_member(market.community, name=f"Buur {number}")
        with scope(market.community):
            other = make_listing(market.community, owner, category=market.garden)
            make_match(other, request_of(market))


@pytest.mark.parametrize("name", ["for_you", "home"])
def test_three_lines_ask_as_much_as_one(market: Market, name: str) -> None:
    make_match(offer_of(market), request_of(market))
    client = client_of(market.requester)
    url = address(market, name) if name != "home" else f"/c/{market.community.slug}/"
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    _more_matches(market)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)
