"""Ending a deal before it is completed: declined, lapsed, called off, not turned up, withdrawn, decided in a dispute."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.interface import reverse_charges
from marketplace import cancelling
from marketplace.actions import allocations
from marketplace.actions.deals.doing import charge
from marketplace.actions.deals.steps import locked, move
from marketplace.enums import AllocationState, DealState, EndReason, Proposer
from marketplace.models import Deal
from marketplace.transitions import check, is_possible, side_of, sides_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

BEFORE_AGREEMENT = (DealState.INQUIRY, DealState.PROPOSED)
LAPSING: dict[str, str] = {DealState.PROPOSED: "lapse", DealState.INQUIRY: "lapse_inquiry"}


def end_deal(
    *,
    deal: Deal,
    to: DealState,
    by: Actor,
    at: datetime,
    transition: str,
    because: str = "",
    owed_minor: int | None = None,
    reason: str = "",
) -> Deal:
    """End a locked deal in `to`: what it held is free again, and what is owed after it is charged or taken back.

    `owed_minor` is what the requester still pays of an agreed deal; 0 takes recorded charges back. The caller locked the
    deal with its listings and asked the rule. Runs in the caller's transaction.
    """
    was_charged = deal.confirmed_at is not None or bool(deal.owed_minor)
    deal.ended_at, deal.ended_because = at, because
    deal.owed_minor = None if deal.agreed_at is None else owed_minor
    allocations.let_go(deal, AllocationState.LAPSED if to == DealState.LAPSED else AllocationState.WITHDRAWN)
    fields = ("ended_at", "ended_because", "owed_minor")
    deal = move(deal, transition, to, by=by, at=at, fields=fields, reason=reason)
    if was_charged and not owed_minor:
        reverse_charges(deal_id=deal.pk, at=at)
    elif owed_minor and not was_charged:
        charge(deal, at=at)
    return deal


@transaction.atomic
def cancel_deal(*, deal: Deal, by: Actor, reason: str, at: datetime | None = None) -> Deal:
    """Either side calls it off. Before agreement nothing is owed; after it what the policy of the deal says.

    What was held is free again. A repeated call changes nothing. Raises NotAllowed, WrongDealState.
    """
    at = at or timezone.now()
    if not sides_of(deal, by):
        raise NotAllowed(_("Only the two who made the deal call it off."))
    deal, _listings = locked(deal)
    if deal.state == DealState.CANCELLED:
        return deal
    check(deal, "cancel", by=by, at=at)
    side = side_of(deal, by)
    is_agreed = deal.state not in BEFORE_AGREEMENT
    return end_deal(
        deal=deal,
        transition="cancel",
        to=DealState.CANCELLED,
        by=by,
        at=at,
        because=EndReason(f"cancelled_{side}") if is_agreed else EndReason.RETRACTED,
        owed_minor=owed_after_cancelling(deal, side, at) if is_agreed else None,
        reason=reason,
    )


@transaction.atomic
def report_no_show(*, deal: Deal, by: Actor, reason: str = "", at: datetime | None = None) -> Deal:
    """The other did not come at the agreed moment. The other can bring it before a dispute.

    Who provides and stays away is paid nothing; for who asked and was not there the last step of the policy counts.
    Raises NotAllowed, WrongDealState.
    """
    at = at or timezone.now()
    deal, _listings = locked(deal)
    check(deal, "report_no_show", by=by, at=at)
    missing = Proposer.PROVIDER if side_of(deal, by) == Proposer.REQUESTER else Proposer.REQUESTER
    refund_bp = cancelling.refund_bp_of_no_show(deal.cancellation, missing=missing)
    return end_deal(
        deal=deal,
        transition="report_no_show",
        to=DealState.CANCELLED,
        by=by,
        at=at,
        because=EndReason(f"no_show_{missing}"),
        owed_minor=cancelling.owed_minor(deal.price_minor, refund_bp),
        reason=reason,
    )


@transaction.atomic
def lapse_deal(*, deal: Deal, at: datetime | None = None) -> Deal:
    """Time ends a proposal or an inquiry that nobody answered. Does nothing when it moved on or has time left."""
    at = at or timezone.now()
    deal, _listings = locked(deal)
    by, step = Actor.system(deal.community_id), LAPSING.get(deal.state)
    if step is None or not is_possible(deal, step, by=by, at=at):
        return deal
    return end_deal(deal=deal, transition=step, to=DealState.LAPSED, by=by, at=at)


def owed_after_cancelling(deal: Deal, side: str, at: datetime) -> int:
    """What the requester still pays when this side calls it off now, in minor units."""
    zone = ZoneInfo(deal.community.time_zone)
    start = cancelling.start_of(deal.planned_on, deal.planned_at, zone)
    refund_bp = cancelling.refund_bp(deal.cancellation, start=start, now=at, by=side, zone=zone)
    return cancelling.owed_minor(deal.price_minor, refund_bp)
