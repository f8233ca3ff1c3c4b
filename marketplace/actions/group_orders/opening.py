"""A group order begins, changes while it is empty, and is called off: all by who provides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.allocations import not_enough
from marketplace.actions.deals.terms import require_gate
from marketplace.actions.group_orders.holds import expect_open, let_go, locked, tell
from marketplace.actions.numbering import next_number
from marketplace.enums import AllocationState, ExchangeType, GroupOrderState, QuantityPer
from marketplace.errors import GroupOrderHasTakers, GroupOrderIncomplete, NotOpenForDeals
from marketplace.group_orders.queries import lines_in, open_order_of
from marketplace.group_orders.rules import may_cancel_group_order, may_open_group_order, organises
from marketplace.group_orders.sharing import Step, fits_step, step_of
from marketplace.holding import amount_left_of
from marketplace.models import GroupOrder, Listing, PriceStep
from marketplace.moderating import refuse_when_limited
from marketplace.quantities import in_units
from marketplace.queries import lock_listings
from marketplace.units import in_smallest
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue

WITH_MONEY = (ExchangeType.PAID, ExchangeType.LOAN)
LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the organiser fills in. Quantities in the unit of the offer; the first price step begins at nothing."""

    title: str
    least_quantity: Decimal
    closes_at: datetime
    steps: Sequence[Step]
    most_quantity: Decimal | None = None
    text: str = ""
    pickup: str = ""
    local_group_id: int | None = None


@transaction.atomic
def open_group_order(*, offer: Listing, terms: Terms, by: Actor, at: datetime | None = None) -> GroupOrder:
    """Ask others to take of one offer together. A job decides it at its end; nobody is bound before.

    One open order an offer. Raises NotAllowed, NotOpenForDeals, GroupOrderIncomplete, NotEnoughLeft, GateClosed.
    """
    at = at or timezone.now()
    if by.membership_id is None or not may_open_group_order(offer, by=by):
        raise NotAllowed(_("Only whose offer it is opens a group order on it."))
    refuse_when_limited(by)
    [offer] = lock_listings([offer.pk]).values()
    if open_order_of(offer) is not None:
        raise GroupOrderIncomplete(_("A group order runs on this offer already. Wait until it is decided."))
    _check(offer, terms, at)
    order = GroupOrder(
        offer=offer, number=next_number(GroupOrder.objects.all()), organiser_id=by.membership_id, opened_at=at
    )
    _write(order, terms)
    if not by.is_system:
        require_gate(offer.exchange_type, terms.steps[0].price_minor)
    return order


@transaction.atomic
def change_group_order(
    *, order: GroupOrder, terms: Terms, by: Actor, at: datetime | None = None
) -> GroupOrder:
    """Other terms, as long as nobody takes part. Raises NotAllowed, GroupOrderClosed, GroupOrderHasTakers, and as opening."""
    _expect_organiser(order, by)
    order, offer = locked(order)
    expect_open(order)
    if lines_in(order).exists():
        raise GroupOrderHasTakers
    _check(offer, terms, at or timezone.now())
    order.steps.all().delete()
    _write(order, terms)
    return order


@transaction.atomic
def say_supply(*, order: GroupOrder, quantity: Decimal | None, by: Actor) -> GroupOrder:
    """There turns out to be less than all want, or as much as was thought (None). What there is, is shared out at the end.

    Raises NotAllowed, GroupOrderClosed, GroupOrderIncomplete.
    """
    _expect_organiser(order, by)
    order, offer = locked(order)
    expect_open(order)
    if quantity is not None:
        _check_step(offer, quantity, "supply_quantity")
    order.supply_quantity = quantity
    order.save(update_fields=["supply_quantity"])
    return order


@transaction.atomic
def cancel_group_order(
    *, order: GroupOrder, reason: str, by: Actor, at: datetime | None = None
) -> GroupOrder:
    """Call it off before it is decided; everybody who takes part is told why. A repeated call changes nothing.

    Raises NotAllowed, GroupOrderClosed.
    """
    if not may_cancel_group_order(order, by=by):
        raise NotAllowed(_("Only who organises this group order calls it off."))
    order, _offer = locked(order)
    if order.state == GroupOrderState.CANCELLED:
        return order
    expect_open(order)
    order.state, order.decided_at = GroupOrderState.CANCELLED, at or timezone.now()
    order.reason = reason.strip()[:500]
    order.save(update_fields=["state", "decided_at", "reason"])
    let_go(order, AllocationState.WITHDRAWN)
    tell(order, "cancelled", by)
    return order


def _expect_organiser(order: GroupOrder, by: Actor) -> None:
    if not organises(order, by=by):
        raise NotAllowed(_("Only who organises this group order does this."))


def _write(order: GroupOrder, terms: Terms) -> None:
    order.title, order.text, order.pickup = terms.title.strip(), terms.text.strip(), terms.pickup.strip()
    order.least_quantity, order.most_quantity = terms.least_quantity, terms.most_quantity
    order.local_group_id, order.closes_at = terms.local_group_id, terms.closes_at
    order.save()
    PriceStep.objects.bulk_create(
        PriceStep(group_order=order, from_quantity=step.from_quantity, price_minor=step.price_minor)
        for step in terms.steps
    )
    # A job for each closing moment: one that was moved finds the order still open and does nothing.
    enqueue(
        "marketplace.decide_group_order",
        key=f"{order.pk}:{order.closes_at.isoformat()}",
        payload={"group_order_id": order.pk},
        run_after=order.closes_at,
    )


def _check(offer: Listing, terms: Terms, at: datetime) -> None:
    if not (offer.is_offer and offer.is_published):
        raise NotOpenForDeals
    if offer.quantity_per == QuantityPer.DAY:
        raise NotOpenForDeals(_("Of this offer a part is free each day: a group order needs one quantity."))
    if not terms.title.strip():
        raise GroupOrderIncomplete(_("Give it a title."), data={"field": "title"})
    _check_quantities(offer, terms, at)
    _check_closing(offer, terms, at)
    _check_steps(offer, terms)


def _check_quantities(offer: Listing, terms: Terms, at: datetime) -> None:
    _check_step(offer, terms.least_quantity, "least_quantity")
    if terms.most_quantity is not None:
        _check_step(offer, terms.most_quantity, "most_quantity")
        if terms.most_quantity < terms.least_quantity:
            sentence = _("The most cannot be below the least.")
            raise GroupOrderIncomplete(sentence, data={"field": "most_quantity"})
    left = amount_left_of(offer, at=at)
    if left is not None and left < in_smallest(terms.least_quantity, offer.unit):
        refusal = not_enough(offer, left)
        refusal.data["field"] = "least_quantity"
        raise refusal


def _check_step(offer: Listing, quantity: Decimal, field: str) -> None:
    if quantity <= 0 or not fits_step(quantity, offer.unit):
        sentence = _("Count in steps of %(step)s.") % {"step": in_units(step_of(offer.unit), offer.unit)}
        raise GroupOrderIncomplete(sentence, data={"field": field})


def _check_closing(offer: Listing, terms: Terms, at: datetime) -> None:
    sentence = None
    if terms.closes_at <= at:
        sentence = _("Choose a moment that has not passed.")
    elif terms.closes_at - at > LONGEST:
        sentence = _("Choose a moment within a year.")
    else:
        last = terms.closes_at.astimezone(ZoneInfo(offer.community.time_zone)).date()
        if offer.expires_on is not None and last > offer.expires_on:
            sentence = _("The offer ends before this. Renew the offer, or choose an earlier moment.")
    if sentence:
        raise GroupOrderIncomplete(sentence, data={"field": "closes_at"})


def _check_steps(offer: Listing, terms: Terms) -> None:
    """Each step begins at more and costs less; without money there is one, at nothing."""
    steps = list(terms.steps)
    if not steps or steps[0].from_quantity != 0:
        raise GroupOrderIncomplete(_("Say what one costs."), data={"field": "price_minor"})
    if offer.exchange_type not in WITH_MONEY and any(step.price_minor for step in steps):
        raise GroupOrderIncomplete(_("This offer is without money."), data={"field": "price_minor"})
    for number, (before, after) in enumerate(pairwise(steps), start=1):
        if after.from_quantity <= before.from_quantity:
            sentence = _("Each step begins at more than the one before.")
            raise GroupOrderIncomplete(sentence, data={"field": f"from_{number}"})
        if after.price_minor >= before.price_minor:
            sentence = _("Each step costs less than the one before.")
            raise GroupOrderIncomplete(sentence, data={"field": f"price_{number}"})
