"""The pages of standing deals: for the two alone, with a button at each coming date."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from marketplace.actions.standing import Arrangement, accept_standing_deal, propose_standing_deal
from marketplace.enums import StandingState
from marketplace.models import Deal, Listing, StandingDeal, StandingSkip
from tests.api.rows import make_deal
from tests.marketplace.conftest import Market
from tests.marketplace.disputes import make_offer
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def client_of(member: Membership | None) -> Client:
    client = Client()
    if member:
        client.force_login(member.user)
    return client


def make(market: Market, *, is_agreed: bool = True, offer: Listing | None = None) -> StandingDeal:
    """From three days ahead on, weekly."""
    with scope(market.community):
        standing = propose_standing_deal(
            listing=offer or make_offer(market, quantity=50),
            party=market.ref("requester"),
            terms=Arrangement(quantity=Decimal(1), starts_on=timezone.localdate() + timedelta(days=3)),
            by=market.actor("requester"),
        )
        if is_agreed:
            accept_standing_deal(standing=standing, by=market.actor("provider"))
    return standing


def test_the_two_come_in_and_nobody_else(market: Market) -> None:
    standing = make(market)
    url = address(market, "standing_deal", standing.public_id)
    names = ("provider", "requester", "third", "coordinator", "moderator")
    assert [client_of(getattr(market, name)).get(url).status_code for name in names] == [200, 200] + [404] * 3
    assert client_of(None).get(url).status_code == 302
    for verb in ("pause", "end", "skip", "accept", "decline", "resume", "unskip"):
        step = address(market, "standing_verb", standing.public_id, verb)
        assert client_of(market.third).post(step, {"on": "2027-01-01"}).status_code == 404
        assert client_of(market.provider).get(step).status_code == 405
    assert (
        client_of(market.provider).post(address(market, "standing_verb", standing.public_id, "x")).status_code
        == 404
    )
    with scope(market.community):
        assert StandingDeal.objects.get().state == StandingState.ACTIVE


def test_from_the_page_of_an_offer_to_a_yes(market: Market) -> None:
    offer = make_offer(market)
    requester, provider = client_of(market.requester), client_of(market.provider)
    url = address(market, "standing_propose", offer.public_id)
    assert url in requester.get(address(market, "listing", offer.public_id)).content.decode()
    start = timezone.localdate() + timedelta(days=2)
    data = {"party": str(market.ref("requester")), "quantity": "1", "rhythm": "month-1", "starts_on": start}
    requester.post(url, data)
    with scope(market.community):
        standing = StandingDeal.objects.get()
    assert (standing.every_unit, standing.every, standing.price_minor) == ("month", 1, 2500)
    provider.post(address(market, "standing_verb", standing.public_id, "accept"))
    with scope(market.community):
        assert Deal.objects.get(standing=standing).standing_on == start


def test_of_a_deal_the_form_begins_with_what_was_agreed(market: Market) -> None:
    deal = make_deal(make_offer(market), market.requester, state="agreed", agreed_at=timezone.now())
    client, url = client_of(market.provider), address(market, "deal_repeat", deal.public_id)
    assert url in client.get(address(market, "deal", deal.public_id)).content.decode()
    assert client.get(url).context["form"]["price_minor"].value() is not None
    assert client_of(market.third).get(url).status_code == 404
    start = timezone.localdate() + timedelta(days=9)
    client.post(url, {"quantity": "1", "price_minor": "20,00", "rhythm": "week-2", "starts_on": start})
    with scope(market.community):
        standing = StandingDeal.objects.get()
    assert (standing.proposed_by, standing.price_minor, standing.every) == ("provider", 2000, 2)


def test_what_is_wrong_stands_beside_its_field(market: Market) -> None:
    offer = make_offer(market)
    data = {
        "party": str(market.ref("requester")),
        "quantity": "1",
        "rhythm": "week-1",
        "starts_on": "2020-01-01",
    }
    page = client_of(market.requester).post(address(market, "standing_propose", offer.public_id), data)
    assert list(page.context["form"].errors) == ["starts_on"]
    assert (
        client_of(market.provider).get(address(market, "standing_propose", offer.public_id)).status_code
        == 409
    )


def test_a_date_is_skipped_and_taken_back_by_a_button(market: Market) -> None:
    standing = make(market)
    client = client_of(market.requester)
    on = (standing.starts_on + timedelta(days=14)).isoformat()
    page = client.post(
        address(market, "standing_verb", standing.public_id, "skip"), {"on": on}, follow=True
    ).content.decode()
    assert "line-through" in page
    with scope(market.community):
        assert StandingSkip.objects.get().on.isoformat() == on
    client.post(address(market, "standing_verb", standing.public_id, "unskip"), {"on": on})
    with scope(market.community):
        assert not StandingSkip.objects.exists()


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_asks_as_many_queries_for_three_rows_as_for_one(market: Market) -> None:
    offer = make_offer(market, quantity=50)
    standing = make(market, offer=offer)
    client = client_of(market.provider)
    pages = [address(market, "standing_deals"), address(market, "standing_deal", standing.public_id)]
    once = [_count(client, url) for url in pages]
    make(market, offer=offer)
    make(market, offer=offer, is_agreed=False)
    with scope(market.community):
        for weeks in (2, 3):
            on = standing.starts_on + timedelta(weeks=weeks)
            StandingSkip.objects.create(standing=standing, on=on, by=market.provider, at=timezone.now())
    assert [_count(client, url) for url in pages] == once
