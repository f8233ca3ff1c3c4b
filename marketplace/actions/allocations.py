"""Holding quantities of listings and letting them go. The caller has locked the listings."""

from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from marketplace.enums import HOLDING, AllocationState
from marketplace.errors import DateMissing, NotEnoughLeft, TooManyProviders
from marketplace.holding import amount_left_of, providers_of
from marketplace.models import Allocation, Deal, Listing
from marketplace.quantities import amount_in_words
from marketplace.units import MILLI, convert, from_smallest, in_smallest

LIVE = (AllocationState.PROPOSED, *HOLDING)


def allocation_of(deal: Deal) -> Allocation | None:
    """What the deal holds now; None when it holds nothing any more, or not yet."""
    return Allocation.objects.filter(deal=deal, state__in=LIVE).first()


def allocate(
    deal: Deal,
    listings: dict[int, Listing],
    *,
    held_until: datetime,
    at: datetime,
    start: Allocation | None = None,
) -> Allocation:
    """Lay what the deal takes aside until `held_until`: a new allocation, or the one that a round or a line began.

    Raises NotEnoughLeft, DateMissing, UnitsDiffer.
    """
    row = start or allocation_of(deal) or Allocation()
    offer, request = listings.get(deal.offer_id or 0), listings.get(deal.request_id or 0)
    row.deal, row.offer, row.request = deal, offer, request
    row.amount = _amount_of(deal, offer, request)
    row.on = day_of(deal, offer, request)
    row.state, row.held_until = AllocationState.PROPOSED, held_until
    check_room(row, at=at)
    row.save()
    return row


def accept(row: Allocation, *, at: datetime) -> None:
    """One side or both accept: from now on it is held without an end. Raises as check_room, TooManyProviders."""
    check_room(row, at=at)
    check_providers(row, at=at)
    _move(row, AllocationState.ACCEPTED)


def agree(row: Allocation) -> None:
    _move(row, AllocationState.AGREED)


def fulfil(row: Allocation, *, share: Decimal = Decimal(1)) -> None:
    """It was delivered, or this share of it: what was not delivered is free again."""
    if share < 1:
        row.amount = max((row.amount * share).quantize(MILLI, ROUND_HALF_UP), MILLI)
    _move(row, AllocationState.FULFILLED, "amount")


def let_go(deal: Deal, to: AllocationState = AllocationState.WITHDRAWN) -> None:
    """Exactly what was held is free again."""
    Allocation.objects.filter(deal=deal, state__in=LIVE).update(state=to, held_until=None)


def check_room(row: Allocation, *, at: datetime) -> None:
    """Both listings have enough left for it, counting what it holds itself already as free.

    Where each day has its own capacity, on its day: without one nothing can be said. Raises NotEnoughLeft, DateMissing.
    """
    for listing in (row.offer, row.request):
        if listing is None:
            continue
        if row.on is None and listing.is_per_day:
            raise DateMissing(data={"field": "planned_on"})
        left = amount_left_of(listing, at=at, on=row.on, without=row if row.pk else None)
        if left is not None and row.amount > left:
            raise not_enough(listing, left)


def check_providers(row: Allocation, *, at: datetime) -> None:
    """The request takes of no more providers than it says. Raises TooManyProviders."""
    request, deal = row.request, row.deal
    if request is None or deal is None or request.most_providers is None:
        return
    own = (0 if deal.provider_organisation_id else deal.provider_membership_id, deal.provider_organisation_id)
    others = providers_of(request, at=at, without=row) - {own}
    if len(others) >= request.most_providers:
        raise TooManyProviders(data={"most": request.most_providers})


def not_enough(listing: Listing, left: Decimal) -> NotEnoughLeft:
    """`left` in the smallest unit: so "1 day" of a week is said as it is."""
    left = max(left, Decimal(0))
    if left:
        sentence = _("Of “%(title)s” %(left)s is left. Choose a smaller quantity.")
    else:
        sentence = _("Of “%(title)s” nothing is left.")
    sentence %= {"title": listing.title, "left": amount_in_words(left, listing.unit)}
    own = from_smallest(left, listing.unit).quantize(MILLI, ROUND_DOWN)
    return NotEnoughLeft(sentence, data={"field": "quantity", "left": f"{own.normalize():f}"})


def day_of(deal: Deal, *listings: Listing | None) -> date | None:
    """The day that it takes of, where a listing has a capacity of each day."""
    per_day = any(listing and listing.is_per_day for listing in listings)
    return deal.planned_on if per_day else None


def _amount_of(deal: Deal, *listings: Listing | None) -> Decimal:
    """The deal's quantity in the smallest unit of the family, which is that of its listings too. Raises UnitsDiffer."""
    for listing in listings:
        if listing is not None:
            convert(deal.quantity, deal.unit, listing.unit)
    return in_smallest(deal.quantity, deal.unit)


def _move(row: Allocation, to: AllocationState, *fields: str) -> None:
    row.state, row.held_until = to, None
    row.save(update_fields=["state", "held_until", *fields])
