"""Standing deals for the tests about them: an hour a week on Fridays, from the first one on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.actions.standing import Arrangement, accept_standing_deal, propose_standing_deal
from marketplace.models import Listing, StandingDeal
from tests.marketplace.conftest import Market
from tests.marketplace.disputes import make_offer

MONDAY = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
FIRST = date(2026, 6, 5)
WEEK = timedelta(days=7)


def make_standing(
    market: Market, offer: Listing | None = None, *, name: str = "requester", **terms: Any
) -> StandingDeal:
    """Proposed by the requester, for € 25,00 each time. Inside a scope."""
    terms = {"quantity": Decimal(1), "starts_on": FIRST, **terms}
    return propose_standing_deal(
        listing=offer or make_offer(market),
        party=market.ref(name),
        terms=Arrangement(**terms),
        by=market.actor(name),
        at=MONDAY,
    )


def running(market: Market, offer: Listing | None = None, **terms: Any) -> StandingDeal:
    """Agreed to at once; the deal of the first Friday is made."""
    standing = make_standing(market, offer, **terms)
    return accept_standing_deal(standing=standing, by=market.actor("provider"), at=MONDAY)
