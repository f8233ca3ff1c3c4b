"""How much of a listing is held. Asked under the lock of the listing this is the truth; it is stored nowhere else."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.enums import HOLDING, AllocationState, QuantityPer, Side
from marketplace.models import Allocation, Listing

ZERO = Decimal(0)


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
    rows = Allocation.objects.filter(holding(listing.side, at or timezone.now()), **{listing.side: listing})
    if listing.quantity_per == QuantityPer.DAY:
        rows = rows.filter(on=on)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    return rows.aggregate(held=Coalesce(Sum(f"{listing.side}_quantity"), ZERO))["held"]


def most_held_of(listing: Listing, *, at: datetime | None = None) -> Decimal:
    """What is held of it; where each day has its own capacity, on the day on which most is."""
    rows = Allocation.objects.filter(holding(listing.side, at or timezone.now()), **{listing.side: listing})
    amount = Sum(f"{listing.side}_quantity")
    if listing.quantity_per == QuantityPer.TOTAL:
        return rows.aggregate(held=Coalesce(amount, ZERO))["held"]
    days = rows.order_by().values("on").annotate(held=amount).values_list("held", flat=True)
    return max(days, default=ZERO)


def left_of(
    listing: Listing, *, at: datetime | None = None, on: date | None = None, without: Allocation | None = None
) -> Decimal | None:
    """What can still be agreed on; None where it does not run out, or where each day has its own and none is named."""
    if listing.quantity is None or (listing.quantity_per == QuantityPer.DAY and on is None):
        return None
    return listing.quantity - held_of(listing, at=at, on=on, without=without)


def with_held(listings: QuerySet[Listing], at: datetime | None = None) -> QuerySet[Any]:
    """Adds `held`, in the same query. Where each day has its own capacity nothing is held in total."""
    now = at or timezone.now()
    by_side = (When(side=side, then=Coalesce(_sum_of(side, now), ZERO)) for side in Side.values)
    return listings.annotate(
        held=Case(When(quantity_per=QuantityPer.DAY, then=Value(ZERO)), *by_side, default=Value(ZERO))
    )


def _sum_of(side: str, at: datetime) -> Subquery:
    rows = Allocation.objects.filter(holding(side, at), **{side: OuterRef("pk")}).order_by().values(side)
    return Subquery(rows.annotate(total=Sum(F(f"{side}_quantity"))).values("total"))


def providers_of(
    request: Listing, *, at: datetime, without: Allocation | None = None
) -> set[tuple[int, int | None]]:
    """Who gives to this request already: (membership, organisation) of each provider with a hold on it."""
    rows = Allocation.objects.filter(holding(Side.REQUEST, at), request=request, deal__isnull=False)
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    found = rows.values_list("deal__provider_membership_id", "deal__provider_organisation_id")
    return {(0 if organisation else member, organisation) for member, organisation in found}
