"""What every step of a deal shares: the lock, the record of the step, and the clock that takes steps by itself."""

from datetime import datetime, timedelta
from typing import Any

from marketplace.events import DealMoved
from marketplace.models import Deal, DealStep, Listing
from marketplace.queries import lock_listings
from marketplace.settings import market_settings
from marketplace.transitions import BY_NAME
from weconomics.actor import Actor
from weconomics.events import publish
from weconomics.jobs import enqueue


def locked(deal: Deal) -> tuple[Deal, dict[int, Listing]]:
    """The deal and its listings, as they are now. Listings first, in order of id, so that no two wait for each other."""
    listings = lock_listings(deal.listing_ids)
    return lock_deal(deal), listings


def lock_deal(deal: Deal) -> Deal:
    rows = Deal.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=deal.pk)


def move(
    deal: Deal,
    transition: str,
    to: str,
    *,
    by: Actor,
    at: datetime,
    fields: tuple[str, ...] = (),
    **about: Any,
) -> Deal:
    """Write the state with what changed beside it, and the step."""
    deal.state = to
    deal.save(update_fields=["state", *fields])
    record(deal, transition, by=by, at=at, **about)
    return deal


def record(
    deal: Deal,
    transition: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    about: dict[str, Any] | None = None,
) -> None:
    """One row of the deal's history, and the news of it. The deal is locked, so the numbers have no gap.

    The verb asked the table before; that it leads where the table says is asked here, of all of them.
    """
    if deal.state not in BY_NAME[transition].target:
        raise ValueError(f"{transition} does not lead to {deal.state}")
    DealStep.objects.create(
        deal=deal,
        number=DealStep.objects.filter(deal=deal).count() + 1,
        transition=transition,
        state=deal.state,
        at=at,
        by_id=by.membership_id,
        reason=reason.strip()[:500],
        about=about or {},
    )
    publish(DealMoved(deal.pk, deal.state, by.membership_id, transition))


def days_of(transition: str) -> timedelta:
    """The time limit of a step, as the community set it."""
    return timedelta(days=getattr(market_settings(), BY_NAME[transition].after))


def take_later(deal: Deal, transition: str, due: datetime) -> None:
    """Let time take this step. A job of its own for each moment: a step that came in between makes it do nothing."""
    enqueue(
        "marketplace.take_step",
        key=f"{deal.pk}:{transition}:{due.isoformat()}",
        payload={"deal_id": deal.pk, "transition": transition},
        run_after=due,
    )
