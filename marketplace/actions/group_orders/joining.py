"""Taking part in a group order, for more or for less, and stepping out: all until it closes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyRef
from marketplace.actions.deals.terms import require_gate
from marketplace.actions.group_orders.holds import expect_open, keep_aside, let_go, locked, tell
from marketplace.blocking import is_blocked_between
from marketplace.enums import AllocationState, LineState
from marketplace.errors import DealWithSelf, GroupOrderClosed, NotEnoughLeft, NotOpenForDeals, OutOfReach
from marketplace.group_orders.queries import room_in
from marketplace.group_orders.sharing import fits_step, step_of
from marketplace.models import GroupOrder, GroupOrderLine, Listing
from marketplace.moderating import refuse_when_limited
from marketplace.quantities import in_units
from marketplace.rules import acts_for
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def join_group_order(
    *,
    order: GroupOrder,
    party: PartyRef,
    wanted: Decimal,
    by: Actor,
    least: Decimal | None = None,
    at: datetime | None = None,
) -> GroupOrderLine:
    """Take part, or take part for another quantity. What is wanted is kept aside until the order is decided.

    `least`: with too little for all, a part from this much on is fine too; None is all or nothing. Who joins says yes to
    the price of the step that is reached in the end, at most that of the first.
    Raises NotAllowed, DealWithSelf, OutOfReach, GroupOrderClosed, NotOpenForDeals, NotEnoughLeft, GateClosed.
    """
    at = at or timezone.now()
    _check_who(order, party, by)
    order, offer = locked(order)
    _expect_joinable(order, offer, at)
    line = _line_of(order, party, by)
    least = wanted if least is None else least
    _check_quantities(offer, wanted, least)
    room = room_in(order, offer, at=at, without=line if line.pk else None)
    if room is not None and wanted > room:
        raise _no_room(offer, room)
    is_new = line.state == LineState.OUT or line.pk is None
    line.wanted, line.least, line.state = wanted, least, LineState.IN
    line.joined_at = at if is_new else line.joined_at
    line.save()
    keep_aside(line, order)
    if not by.is_system:
        require_gate(offer.exchange_type, order.steps.all()[0].price_minor)
    if is_new:
        tell(order, "joined", by)
    return line


@transaction.atomic
def leave_group_order(
    *, order: GroupOrder, party: PartyRef, by: Actor, at: datetime | None = None
) -> GroupOrder:
    """Step out before it closes; what was kept aside is free again. A repeated call changes nothing.

    Raises NotAllowed, GroupOrderClosed.
    """
    if not acts_for(party, by=by):
        raise NotAllowed(_("You cannot take part for somebody else."))
    order, _offer = locked(order)
    line = _find_line(order, party)
    if line is None:
        raise NotAllowed(_("You do not take part in this group order."))
    if line.state == LineState.OUT:
        return order
    expect_open(order)
    _expect_before_closing(order, at or timezone.now())
    line.state = LineState.OUT
    line.save(update_fields=["state"])
    let_go(order, AllocationState.WITHDRAWN, line=line)
    tell(order, "left", by)
    return order


def _check_who(order: GroupOrder, party: PartyRef, by: Actor) -> None:
    if not acts_for(party, by=by) or by.membership_id is None:
        raise NotAllowed(_("You cannot take part for somebody else."))
    if party == order.offer.owner_ref:
        raise DealWithSelf(_("It is your own offer: others take part in it."))
    refuse_when_limited(by)
    if is_blocked_between([by.membership_id], [order.offer.owner_membership_id]):
        raise OutOfReach


def _expect_joinable(order: GroupOrder, offer: Listing, at: datetime) -> None:
    expect_open(order)
    _expect_before_closing(order, at)
    if not offer.is_published:
        raise NotOpenForDeals


def _expect_before_closing(order: GroupOrder, at: datetime) -> None:
    if at >= order.closes_at:
        raise GroupOrderClosed(_("This group order has closed. You hear what became of it in a moment."))


def _check_quantities(offer: Listing, wanted: Decimal, least: Decimal) -> None:
    for field, quantity in (("wanted", wanted), ("least", least)):
        if quantity <= 0 or not fits_step(quantity, offer.unit):
            sentence = _("Count in steps of %(step)s.") % {"step": in_units(step_of(offer.unit), offer.unit)}
            raise NotEnoughLeft(sentence, data={"field": field})
    if least > wanted:
        raise NotEnoughLeft(_("Choose at most what you want."), data={"field": "least"})
    if offer.least_quantity and least < offer.least_quantity:
        sentence = _("At least %(least)s each.") % {"least": in_units(offer.least_quantity, offer.unit)}
        raise NotEnoughLeft(sentence, data={"field": "least" if least < wanted else "wanted"})


def _no_room(offer: Listing, room: Decimal) -> NotEnoughLeft:
    room = max(room, Decimal(0))
    sentence = _("There is room for %(room)s more. Choose a smaller quantity.")
    if not room:
        sentence = _("This group order is full.")
    about = {"field": "wanted", "left": f"{room.normalize():f}"}
    return NotEnoughLeft(sentence % {"room": in_units(room, offer.unit)}, data=about)


def _line_of(order: GroupOrder, party: PartyRef, by: Actor) -> GroupOrderLine:
    """The line of this party, which may have stepped out before; else a new one."""
    found = _find_line(order, party)
    if found is not None:
        return found
    organisation_id = party.id if party.kind == "organisation" else None
    member_id: Any = party.id if party.kind == "member" else by.membership_id
    return GroupOrderLine(group_order=order, membership_id=member_id, organisation_id=organisation_id)


def _find_line(order: GroupOrder, party: PartyRef) -> GroupOrderLine | None:
    rows = GroupOrderLine.objects.filter(group_order=order)
    if party.kind == "organisation":
        return rows.filter(organisation_id=party.id).first()
    return rows.filter(membership_id=party.id, organisation=None).first()
