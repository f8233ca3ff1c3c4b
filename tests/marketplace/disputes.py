"""Deals that went wrong, for the tests about them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from marketplace.actions.deals import accept_deal, deliver_deal, propose_deal
from marketplace.actions.disputes import answer_dispute, decide_dispute, open_dispute
from marketplace.models import Deal, Dispute, Listing
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market

AGREED_AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # a Monday, 12:00 in Amsterdam
PLANNED_ON, PLANNED_AT = date(2026, 6, 8), time(10, 0)
DAY = timedelta(days=1)
LATER = AGREED_AT + 10 * DAY


def make_offer(market: Market, **fields: Any) -> Listing:
    """Four hours of work at € 25,00 without VAT."""
    fields = {"category": market.garden, "vat_bp": 0, "vat_category": "none", **fields}
    return make_listing(market.community, market.provider, **fields)


def agreed(market: Market, listing: Listing | None = None, *, quantity: Any = 2, **more: Any) -> Deal:
    """€ 50,00 for two hours, planned a week later, under the flexible policy unless `more` says otherwise."""
    more = {"planned_on": PLANNED_ON, "planned_at": PLANNED_AT, **more}
    deal = propose_deal(
        listing=listing or make_offer(market),
        party=market.ref("requester"),
        quantity=Decimal(quantity),
        by=market.actor("requester"),
        at=AGREED_AT,
        **more,
    )
    return accept_deal(deal=deal, by=market.actor("provider"), at=AGREED_AT)


def delivered(market: Market, listing: Listing | None = None, **more: Any) -> Deal:
    return deliver_deal(
        deal=agreed(market, listing, **more), by=market.actor("provider"), at=AGREED_AT + 7 * DAY
    )


def disputed(market: Market, deal: Deal | None = None, *, name: str = "requester", **more: Any) -> Dispute:
    """Opened by the requester on the ninth day, who wants half of it back."""
    more = {"reason": "not_as_agreed", "text": "De heg is scheef.", "wanted_bp": 5_000, **more}
    more.setdefault("at", AGREED_AT + 8 * DAY)
    return open_dispute(deal=deal or delivered(market), by=market.actor(name), **more)


def answered(market: Market, **more: Any) -> Dispute:
    dispute = disputed(market, **more)
    other = "provider" if dispute.opened_by == "requester" else "requester"
    return answer_dispute(
        dispute=dispute, text="Die was al scheef.", by=market.actor(other), at=AGREED_AT + 9 * DAY
    )


def decide(market: Market, dispute: Dispute, percent: int, *, name: str = "moderator", **more: Any) -> Deal:
    more = {"reasons": "De foto's laten het zien.", "at": LATER, **more}
    decide_dispute(dispute=dispute, refund_bp=percent * 100, by=market.actor(name), **more)
    return Deal.objects.get(pk=dispute.deal_id)
