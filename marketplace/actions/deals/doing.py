"""Doing what was agreed: begun, brought in one go or in parts, and confirmed by who asked for it or by time."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.interface import record_charges
from marketplace.actions import allocations
from marketplace.actions.deals.steps import days_of, locked, move, take_later
from marketplace.enums import DealState
from marketplace.errors import NotEnoughLeft
from marketplace.facts import facts_of
from marketplace.models import Deal, Delivery
from marketplace.quantities import in_units
from marketplace.settings import market_settings
from marketplace.transitions import check, is_possible
from marketplace.withdrawal_terms import withdrawal_until
from weconomics import money
from weconomics.actor import Actor


@transaction.atomic
def start_deal(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """The provider began. A repeated call changes nothing. Raises NotAllowed, WrongDealState."""
    at = at or timezone.now()
    deal, _listings = locked(deal)
    if deal.state == DealState.STARTED:
        return deal
    check(deal, "start", by=by, at=at)
    deal.started_at = at
    return move(deal, "start", DealState.STARTED, by=by, at=at, fields=("started_at",))


@transaction.atomic
def deliver_deal(
    *,
    deal: Deal,
    by: Actor,
    quantity: Decimal | None = None,
    note: str = "",
    is_last: bool = False,
    at: datetime | None = None,
) -> Deal:
    """The provider did, brought or lent it: all of it, or `quantity` of it; `is_last` when no more comes.

    With all of it, or the last part, the requester is asked to confirm, and time confirms when they say nothing. A
    repeated call on what is delivered changes nothing. Raises NotAllowed, WrongDealState, NotEnoughLeft.
    """
    at = at or timezone.now()
    deal, _listings = locked(deal)
    if deal.state == DealState.DELIVERED:
        return deal
    check(deal, "deliver", by=by, at=at)
    rest = deal.quantity - delivered_of(deal)
    part = rest if quantity is None else quantity
    if not 0 < part <= rest:
        sentence = _("Choose a quantity above zero and at most %(rest)s.") % {
            "rest": in_units(rest, deal.unit)
        }
        raise NotEnoughLeft(sentence, data={"field": "quantity", "left": f"{rest.normalize():f}"})
    Delivery.objects.create(deal=deal, quantity=part, at=at, note=note.strip()[:500], by_id=by.membership_id)
    about = {"quantity": f"{part.normalize():f}"}
    if part < rest and not is_last:
        deal.started_at = deal.started_at or at
        return move(
            deal, "deliver", DealState.STARTED, by=by, at=at, fields=("started_at",), reason=note, about=about
        )
    deal.delivered_at, deal.confirm_by = at, at + days_of("confirm_by_itself")
    deal.withdrawal_until = withdrawal_until(deal)
    take_later(deal, "confirm_by_itself", deal.confirm_by)
    fields = ("delivered_at", "confirm_by", "withdrawal_until")
    return move(deal, "deliver", DealState.DELIVERED, by=by, at=at, fields=fields, reason=note, about=about)


@transaction.atomic
def confirm_deal(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """The requester says it is well. What each side owes is recorded in the same transaction, once.

    Where less came than was agreed, its part of the price is owed and what did not come is free again.
    A repeated call changes nothing. Raises NotAllowed, WrongDealState.
    """
    at = at or timezone.now()
    deal, _listings = locked(deal)
    if deal.state == DealState.CONFIRMED:
        return deal
    check(deal, "confirm", by=by, at=at)
    return complete(deal, "confirm", by=by, at=at)


@transaction.atomic
def confirm_by_itself(*, deal: Deal, at: datetime | None = None) -> Deal:
    """Time confirms what nobody spoke against. Does nothing when the deal moved on or its time has not come."""
    at = at or timezone.now()
    deal, _listings = locked(deal)
    by = Actor.system(deal.community_id)
    if not is_possible(deal, "confirm_by_itself", by=by, at=at):
        return deal
    deal.is_confirmed_by_itself = True
    return complete(deal, "confirm_by_itself", by=by, at=at)


def complete(deal: Deal, transition: str, *, by: Actor, at: datetime, reason: str = "") -> Deal:
    """From delivered, or from a decided dispute, to confirmed: quantities are fulfilled and charges recorded."""
    share = _delivered_share(deal)
    if share < 1 and deal.owed_minor is None:
        deal.owed_minor = money.part(deal.price_minor, share)
    deal.confirmed_at, deal.reviews_until = at, at + timedelta(days=market_settings().review_days)
    row = allocations.allocation_of(deal)
    if row is not None:
        allocations.fulfil(row, share=share)
    fields = ("confirmed_at", "reviews_until", "is_confirmed_by_itself", "owed_minor")
    deal = move(deal, transition, DealState.CONFIRMED, by=by, at=at, fields=fields, reason=reason)
    charge(deal, at=at)
    return deal


def charge(deal: Deal, *, at: datetime) -> None:
    """Record what each side owes the community for what the deal came to. Once a deal, whoever asks."""
    record_charges(
        deal_id=deal.pk, deal_label=deal.title, facts=facts_of(deal), frozen=deal.frozen_fees, completed_at=at
    )


def delivered_of(deal: Deal) -> Decimal:
    """The sum of its deliveries, in the unit of the deal."""
    return Delivery.objects.filter(deal=deal).aggregate(total=Sum("quantity"))["total"] or Decimal(0)


def _delivered_share(deal: Deal) -> Decimal:
    """1 where all came, or where nothing was counted: a dispute may confirm what was never reported."""
    delivered = delivered_of(deal)
    return min(delivered / deal.quantity, Decimal(1)) if delivered else Decimal(1)
