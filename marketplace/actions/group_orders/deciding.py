"""The end of a group order: confirmed for all, or for nobody."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import active_member_ids
from marketplace.actions.deals import agree_deal_of_group_order
from marketplace.actions.group_orders.holds import let_go, locked, tell
from marketplace.blocking import blocked_with
from marketplace.enums import AllocationState, GroupOrderState, LineState
from marketplace.errors import GroupOrderNotFull
from marketplace.group_orders.progress import steps_of
from marketplace.group_orders.queries import lines_in, room_in, supply_of
from marketplace.group_orders.rules import organises
from marketplace.group_orders.sharing import price_at, share_quantities, step_of
from marketplace.models import Allocation, GroupOrder, GroupOrderLine, Listing
from marketplace.units import in_smallest
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed

Shares = dict[int, Decimal]


@transaction.atomic
def decide_group_order(*, order: GroupOrder, by: Actor, at: datetime | None = None) -> GroupOrder:
    """Share out what there is, and make a deal with each at the price that all reach together; or let it lapse.

    The job calls it when the order closes, who organises it may do so earlier when it is full. It happens once: a call
    on an order that is decided, or by the job before its time, changes nothing.
    Raises NotAllowed, GroupOrderNotFull.
    """
    at = at or timezone.now()
    if not (by.is_system or organises(order, by=by)):
        raise NotAllowed(_("Only who organises this group order does this."))
    order, offer = locked(order)
    if order.state != GroupOrderState.OPEN:
        return order
    if at < order.closes_at and not _is_full(order, offer, at):
        if by.is_system and by.membership_id is None:
            return order
        raise GroupOrderNotFull
    lines = _reachable(order, offer)
    shares = _share(order, offer, lines, at)
    reason = _why_not(order, offer, sum(shares.values(), Decimal(0)))
    if reason is None:
        reason = _confirm(order, lines, shares, at)
    if reason is not None:
        _lapse(order, reason, at)
    tell(order, str(order.state), by)
    return order


def _is_full(order: GroupOrder, offer: Listing, at: datetime) -> bool:
    room = room_in(order, offer, at=at)
    return room is not None and room < step_of(offer.unit)


def _reachable(order: GroupOrder, offer: Listing) -> list[GroupOrderLine]:
    """Who takes part and can: those who left meanwhile, or are apart from the provider now, are out."""
    apart, active = blocked_with(offer.owner_membership_id), set(active_member_ids())
    inside = []
    for line in lines_in(order):
        if line.membership_id in active - apart:
            inside.append(line)
        else:
            line.state = LineState.OUT
            line.save(update_fields=["state"])
            let_go(order, AllocationState.WITHDRAWN, line=line)
    return inside if offer.owner_membership_id in active else []


def _share(order: GroupOrder, offer: Listing, lines: list[GroupOrderLine], at: datetime) -> Shares:
    wishes = [(line.wanted, line.least) for line in lines]
    given = share_quantities(supply_of(order, offer, at=at), wishes, step_of(offer.unit))
    return {line.pk: share for line, share in zip(lines, given, strict=True)}


def _why_not(order: GroupOrder, offer: Listing, total: Decimal) -> str | None:
    """None when it can be confirmed; empty when the least was not reached, which needs no other reason."""
    if not offer.is_published:
        return _("The offer is not open any more.")
    return None if total >= order.least_quantity else ""


def _confirm(order: GroupOrder, lines: list[GroupOrderLine], shares: Shares, at: datetime) -> str | None:
    """A deal with each, all or none: where one cannot be made, why not."""
    total = sum(shares.values(), Decimal(0))
    price_minor = price_at(steps_of(order.steps.all()), total).price_minor
    try:
        with transaction.atomic():
            # First all keep aside what they get and no more: what one does not get is there for the next.
            for line in lines:
                _keep_share(order, line, shares[line.pk])
            for line in lines:
                _settle(line, shares[line.pk], price_minor, at)
    except DomainError as refusal:
        return str(refusal)
    order.state, order.decided_at, order.unit_price_minor = GroupOrderState.CONFIRMED, at, price_minor
    order.save(update_fields=["state", "decided_at", "unit_price_minor"])
    return None


def _keep_share(order: GroupOrder, line: GroupOrderLine, share: Decimal) -> None:
    if share:
        rows = Allocation.objects.filter(group_order_line=line, state=AllocationState.PROPOSED, deal=None)
        rows.update(amount=in_smallest(share, order.offer.unit))
    else:
        let_go(order, AllocationState.LAPSED, line=line)


def _settle(line: GroupOrderLine, share: Decimal, price_minor: int, at: datetime) -> None:
    if share:
        whole = int((share * price_minor).to_integral_value(ROUND_HALF_UP))
        agree_deal_of_group_order(line=line, quantity=share, price_minor=whole, at=at)
        return
    line.allotted = share
    line.save(update_fields=["allotted"])


def _lapse(order: GroupOrder, reason: str, at: datetime) -> None:
    order.state, order.decided_at, order.reason = GroupOrderState.LAPSED, at, reason[:500]
    order.save(update_fields=["state", "decided_at", "reason"])
    let_go(order, AllocationState.LAPSED)
