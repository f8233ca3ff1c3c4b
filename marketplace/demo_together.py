"""What the demo's people take of one offer together, and what two of them agreed for every week."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from communities.interface import PartyRef, parties_of
from marketplace.actions.group_orders import Terms, join_group_order, open_group_order
from marketplace.actions.standing import (
    Arrangement,
    accept_standing_deal,
    propose_standing_deal,
    skip_date,
)
from marketplace.group_orders.sharing import Step
from marketplace.standing.queries import rhythm_of
from weconomics.actor import Actor
from weconomics.demo.loading import Spec, by_key
from weconomics.demo.moments import moment

EVENING = 20
ZONE = ZoneInfo("Europe/Amsterdam")


def open_orders(spec: Spec) -> None:
    """Each with who joined so far; it closes some days from now."""
    for row in spec.get("group_orders", []):
        closes = (spec["now"].astimezone(ZONE) + timedelta(days=row["closes_in_days"])).replace(
            hour=EVENING, minute=0, second=0, microsecond=0
        )
        steps = [Step(Decimal(step["from"]), int(Decimal(step["price"]) * 100)) for step in row["steps"]]
        terms = Terms(
            title=row["title"],
            text=row["text"],
            pickup=row["pickup"],
            least_quantity=Decimal(row["least"]),
            closes_at=closes,
            steps=steps,
        )
        at = moment(row["opened"], spec["now"])
        offer = spec["listing"][row["offer"]]
        order = open_group_order(offer=offer, terms=terms, by=spec["actor"](row["by"]), at=at)
        for taker in row["takers"]:
            by = spec["actor"](taker["by"])
            join_group_order(
                order=order,
                party=_party(spec, taker, by),
                wanted=Decimal(taker["wanted"]),
                least=Decimal(taker.get("least", taker["wanted"])),
                by=by,
                at=moment(taker["at"], spec["now"]),
            )


def agree_for_every_week(spec: Spec) -> None:
    """Proposed and agreed some days ago; one of the coming times is skipped."""
    for row in spec.get("standing_deals", []):
        listing = spec["listing"][row["offer"]]
        requester, provider = spec["actor"](row["by"]), spec["actor"](row["agreed_by"])
        at = moment(row["proposed"], spec["now"])
        standing = propose_standing_deal(
            listing=listing,
            party=_party(spec, row, requester),
            terms=_arrangement(row, spec["now"]),
            by=requester,
            at=at,
        )
        accept_standing_deal(standing=standing, by=provider, at=at + timedelta(hours=5))
        skipped = rhythm_of(standing).next_dates(standing.starts_on, row["skip"])[-1]
        skip_date(standing=standing, on=skipped, by=requester, reason=row["skip_reason"], at=spec["now"])


def _arrangement(row: dict[str, Any], now: datetime) -> Arrangement:
    starts = now.astimezone(ZONE).date() + timedelta(days=row["starts_in_days"])
    return Arrangement(quantity=Decimal(row["quantity"]), starts_on=starts)


def _party(spec: Spec, row: dict[str, Any], by: Actor) -> PartyRef:
    """The partner organisation that the row names, else the person."""
    parties = parties_of(by)
    if "partner" not in row:
        return parties[0].ref
    name = by_key(spec["partners"], row["partner"])["name"]
    return next(card.ref for card in parties if card.name == name)
