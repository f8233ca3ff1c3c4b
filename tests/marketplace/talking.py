"""Rows for tests of talking and trust."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from marketplace.actions.messages import ask_about_listing
from marketplace.models import Deal, Listing, Message, Thread
from tests.api.rows import make_deal, make_listing
from tests.marketplace.conftest import Market

NOON = timezone.now().replace(microsecond=0)


def make_offer(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.provider, category=market.garden, **fields)


def ask(
    market: Market, listing: Listing, text: str = "Kan het zaterdag?", who: str = "requester", **more: Any
) -> Message:
    return ask_about_listing(listing=listing, text=text, by=market.actor(who), **more)


def asked(market: Market, **more: Any) -> Thread:
    """A thread in which the requester asked the provider something."""
    return ask(market, make_offer(market), **more).thread


def completed(market: Market, *, at: datetime | None = None, **fields: Any) -> Deal:
    """A deal between the two that was confirmed at `at`, an hour ago unless said otherwise."""
    at = at or timezone.now() - timedelta(hours=1)
    before = at - timedelta(days=2)
    about = {
        "state": "confirmed",
        "agreed_at": before,
        "provider_accepted_at": before,
        "requester_accepted_at": before,
        "delivered_at": at,
        "confirmed_at": at,
    }
    return make_deal(make_offer(market), market.requester, **{**about, **fields})
