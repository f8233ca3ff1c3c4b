"""What every step of a group order shares: the lock, and what its lines keep aside."""

from datetime import timedelta

from django.utils.translation import gettext as _

from marketplace.enums import AllocationState, GroupOrderState
from marketplace.errors import GroupOrderClosed
from marketplace.events import GroupOrderMoved
from marketplace.group_orders.queries import held_by
from marketplace.models import Allocation, GroupOrder, GroupOrderLine, Listing
from marketplace.queries import lock_listings
from marketplace.units import in_smallest
from weconomics.actor import Actor
from weconomics.events import publish

# A worker that was away still finds what was kept aside.
GRACE = timedelta(days=3)


def locked(order: GroupOrder) -> tuple[GroupOrder, Listing]:
    """The order and its offer as they are now. The offer first, as for a deal, so that no two wait for each other."""
    [offer] = lock_listings([order.offer_id]).values()
    rows = GroupOrder.objects.select_for_update(of=("self",)).select_related("community")
    order = rows.get(pk=order.pk)
    order.offer = offer
    return order, offer


def expect_open(order: GroupOrder) -> None:
    if order.state != GroupOrderState.OPEN:
        raise GroupOrderClosed(_("This group order is over. Reload the page to see what became of it."))


def keep_aside(line: GroupOrderLine, order: GroupOrder) -> None:
    """Hold what the line wants until the order is decided."""
    row = held_by(line) or Allocation(group_order_line=line, offer_id=order.offer_id)
    row.amount = in_smallest(line.wanted, order.offer.unit)
    row.state, row.held_until = AllocationState.PROPOSED, order.closes_at + GRACE
    row.save()


def let_go(order: GroupOrder, to: AllocationState, *, line: GroupOrderLine | None = None) -> None:
    """What a line, or all of them, kept aside is free again. What became a deal stays."""
    rows = Allocation.objects.filter(
        group_order_line__group_order=order, state=AllocationState.PROPOSED, deal=None
    )
    if line is not None:
        rows = rows.filter(group_order_line=line)
    rows.update(state=to, held_until=None)


def tell(order: GroupOrder, what: str, by: Actor) -> None:
    publish(GroupOrderMoved(order.pk, what, by.membership_id))
