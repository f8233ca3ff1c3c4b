"""How much of a listing is held. Asked under the lock of the listing this is the truth; it is stored nowhere else.

Allocations hold amounts of the smallest unit of a family (`marketplace.units`); `held_of` and `left_of` answer in the
listing's own unit for people, `amount_left_of` in the smallest one for what compares.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.enums import HOLDING, AllocationState, QuantityPer, Side
from marketplace.models import Allocation, Listing
from marketplace.units import FACTORS, from_smallest, in_smallest

ZERO = Decimal(0)
QUANTITY: DecimalField = DecimalField(max_digits=28, decimal_places=12)
Provider = tuple[int, int | None]  # membership (0 for an organisation's), organisation


def holding(side: str, at: datetime) -> Q:
    """Which allocations hold: what one side or both accepted, and what is proposed until its time is over.

    A proposal takes of the offer alone: several may quote on one request. Only a round, which plans both sides together,
    holds the need of the request as well.
    """
    soft = Q(state=AllocationState.PROPOSED, held_until__gt=at)
    if side == Side.REQUEST:
        soft &= Q(round__isnull=False)
    return Q(state__in=HOLDING) | soft


def held_of(
    listing: Listing, *, at: datetime | None = None, on: date | None = None, without: Allocation | None = None
) -> Decimal:
    """What is held of a listing, in its unit; of a capacity of each day, on that day."""
    return from_smallest(_amount_held_of(listing, at=at, on=on, without=without), listing.unit)


def most_held_of(listing: Listing, *, at: datetime | None = None) -> Decimal:
    """What is held of it; where each day has its own capacity, on the day on which most is."""
    if listing.quantity_per == QuantityPer.TOTAL:
        return held_of(listing, at=at)
    return from_smallest(max(held_by_day(listing, at=at).values(), default=ZERO), listing.unit)


def held_by_day(listing: Listing, *, at: datetime | None = None) -> dict[date | None, Decimal]:
    """Of a capacity of each day what is held on which, in the smallest unit."""
    rows = Allocation.objects.filter(holding(listing.side, at or timezone.now()), **{listing.side: listing})
    return dict(rows.order_by().values("on").annotate(held=Sum("amount")).values_list("on", "held"))


def left_of(
    listing: Listing, *, at: datetime | None = None, on: date | None = None, without: Allocation | None = None
) -> Decimal | None:
    """What can still be agreed on, in its unit; None where it does not run out, or where each day has its own and none
    is named."""
    left = amount_left_of(listing, at=at, on=on, without=without)
    return None if left is None else from_smallest(left, listing.unit)


def amount_left_of(
    listing: Listing, *, at: datetime | None = None, on: date | None = None, without: Allocation | None = None
) -> Decimal | None:
    """The same in the smallest unit, where it is exact."""
    if listing.quantity is None or (listing.quantity_per == QuantityPer.DAY and on is None):
        return None
    held = _amount_held_of(listing, at=at, on=on, without=without)
    return in_smallest(listing.quantity, listing.unit) - held


def with_held(listings: QuerySet[Listing], at: datetime | None = None) -> QuerySet[Any]:
    """Adds `held`, in the listing's unit and in the same query. Where each day has its own nothing is held in total."""
    now = at or timezone.now()
    by_side = (When(side=side, then=Coalesce(_sum_of(side, now), ZERO)) for side in Side.values)
    held = Case(When(quantity_per=QuantityPer.DAY, then=Value(ZERO)), *by_side, default=Value(ZERO))
    return listings.annotate(held=in_own_unit(held))


def in_own_unit(amount: Any) -> Any:
    """An expression over a listing: an amount of the smallest unit in the listing's own."""
    larger = [When(unit=unit, then=Value(Decimal(factor))) for unit, factor in FACTORS.items() if factor > 1]
    factor = Case(*larger, default=Value(Decimal(1)), output_field=QUANTITY)
    return ExpressionWrapper(amount / factor, output_field=QUANTITY)


def providers_of(request: Listing, *, at: datetime, without: Allocation | None = None) -> set[Provider]:
    """Who gives to this request already: (membership, organisation) of each provider with a hold on it."""
    return providers_by_request([request.pk], at=at, without=without)[request.pk]


def providers_by_request(
    request_ids: Iterable[int], *, at: datetime, without: Allocation | None = None
) -> defaultdict[int, set[Provider]]:
    """The same of many requests, in one query."""
    rows = Allocation.objects.filter(
        holding(Side.REQUEST, at), request_id__in=list(request_ids), deal__isnull=False
    )
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    found: defaultdict[int, set[Provider]] = defaultdict(set)
    columns = ("request_id", "deal__provider_membership_id", "deal__provider_organisation_id")
    for request_id, member, organisation in rows.order_by().values_list(*columns):
        found[request_id].add((0 if organisation else member, organisation))
    return found


def _amount_held_of(
    listing: Listing, *, at: datetime | None, on: date | None, without: Allocation | None
) -> Decimal:
    rows = Allocation.objects.filter(holding(listing.side, at or timezone.now()), **{listing.side: listing})
    if listing.quantity_per == QuantityPer.DAY:
        rows = rows.filter(on=on)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    return rows.aggregate(held=Coalesce(Sum("amount"), ZERO))["held"]


def _sum_of(side: str, at: datetime) -> Subquery:
    rows = Allocation.objects.filter(holding(side, at), **{side: OuterRef("pk")}).order_by().values(side)
    return Subquery(rows.annotate(total=Sum(F("amount"))).values("total"))
