"""When a listing is met: all of it was done, not only agreed. Why it is so: docs/decisions/0013."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from marketplace.enums import AllocationState, ListingState, QuantityPer, Side
from marketplace.holding import in_own_unit
from marketplace.models import Allocation, Listing

ZERO = Decimal(0)


def with_done(listings: QuerySet[Listing]) -> QuerySet[Any]:
    """Adds `done` (what was fulfilled, in the listing's unit) and `done_by` (how many providers did it)."""
    amounts = (When(side=side, then=Coalesce(_fulfilled(side, Sum("amount")), ZERO)) for side in Side.values)
    providers = Count("deal__provider_membership", distinct=True)
    return listings.annotate(
        done=in_own_unit(Case(*amounts, default=ZERO)),
        done_by=Coalesce(_fulfilled(Side.REQUEST, providers), 0),
    )


def is_met() -> Q:
    """A quantity that was done in full; a request without a quantity, when all the providers that it takes did it."""
    in_full = Q(quantity__isnull=False, quantity_per=QuantityPer.TOTAL, done__gte=F("quantity"))
    by_all = Q(
        quantity__isnull=True,
        side=Side.REQUEST,
        most_providers__isnull=False,
        done_by__gte=F("most_providers"),
    )
    return in_full | by_all


def to_close() -> QuerySet[Any]:
    """Shown ones that close when they are met, and are."""
    rows = Listing.objects.filter(state=ListingState.PUBLISHED, closes_when_met=True)
    return with_done(rows).filter(is_met())


def to_reopen() -> QuerySet[Any]:
    """What closed because it was met, and of which something fell away since."""
    rows = Listing.objects.filter(state=ListingState.CLOSED, met_at__isnull=False)
    return with_done(rows).exclude(pk__in=with_done(rows).filter(is_met()).order_by().values("pk"))


def _fulfilled(side: str, reckoned: Any) -> Subquery:
    rows = Allocation.objects.filter(**{side: OuterRef("pk")}, state=AllocationState.FULFILLED).order_by()
    return Subquery(rows.values(side).annotate(reckoned=reckoned).values("reckoned"))
