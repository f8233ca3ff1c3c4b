"""The right to withdraw of one deal: what is fixed about it at the agreement, and until when it can be used.

Who is a trader, what the category says and the term of the community are those of the day of the agreement, kept in
`deal.terms["withdrawal"]`: what changes later takes nobody's right away.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from communities.interface import party_cards
from marketplace.models import Deal
from marketplace.settings import market_settings
from marketplace.withdrawing import Facts, Right, right_of, until_of

KEPT = "withdrawal"


def keep_right(deal: Deal) -> None:
    """At the agreement: keep what the right depends on with the deal, and set its term. The caller saves both."""
    deal.terms = {**deal.terms, KEPT: _conditions_of(deal)}
    deal.withdrawal_until = withdrawal_until(deal)


def withdrawal_until(deal: Deal) -> datetime | None:
    """The last moment, in UTC; None without the right, and while goods have not arrived."""
    zone = ZoneInfo(deal.community.time_zone)
    facts = facts_of_right(deal)
    may = right_of(facts, now=facts.agreed_at, zone=zone).holds if facts.agreed_at else False
    return until_of(facts, zone) if may else None


def right_of_deal(deal: Deal, at: datetime) -> Right:
    """Whether the requester may withdraw at this moment, until when, and why not. Asks no query of an agreed deal."""
    return right_of(facts_of_right(deal), now=at, zone=ZoneInfo(deal.community.time_zone))


def facts_of_right(deal: Deal) -> Facts:
    kept = deal.terms.get(KEPT) or _conditions_of(deal)
    return Facts(
        price_minor=deal.price_minor,
        kind=kept["kind"],
        provider_is_trader=kept["provider_is_trader"],
        requester_is_consumer=kept["requester_is_consumer"],
        agreed_at=deal.agreed_at,
        delivered_at=deal.delivered_at,
        has_date=deal.planned_on is not None,
        exception=kept["exception"],
        asked_to_begin_early=asked_to_begin_early_at(deal) is not None,
        days=kept["days"],
    )


def asked_to_begin_early_at(deal: Deal) -> datetime | None:
    """When the consumer asked to begin within the term, knowing what that means; None when they did not."""
    moment = deal.terms.get(KEPT, {}).get("asked_to_begin_early_at")
    return datetime.fromisoformat(moment) if moment else None


def _conditions_of(deal: Deal) -> dict[str, Any]:
    """A member who is no trader is a consumer; who acts for an organisation is not."""
    cards = party_cards(deal.refs)
    provider, requester = cards.get(deal.provider_ref), cards.get(deal.requester_ref)
    listing = deal.offer or deal.request
    return {
        "kind": listing.kind if listing else "",
        "exception": deal.category.withdrawal_exception if deal.category else "",
        "provider_is_trader": bool(provider and provider.is_trader),
        "requester_is_consumer": bool(requester and not requester.is_trader),
        "days": market_settings().withdrawal_days,
    }
