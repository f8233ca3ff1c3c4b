"""Reads of listing types."""

from django.db.models import Count, Q, QuerySet

from marketplace.enums import CategoryState
from marketplace.models import ListingType


def types_for(side: str, *, now: ListingType | None = None) -> QuerySet[ListingType]:
    """What can be chosen for this side, in order; the type that a listing has `now` too, when it was retired since."""
    chosen = Q(state=CategoryState.OPEN, sides__contains=[side])
    if now is not None:
        chosen |= Q(pk=now.pk)
    return ListingType.objects.filter(chosen).order_by("position", "name_nl")


def all_types() -> QuerySet[ListingType]:
    """Open ones first, each with `used`: how many listings have it."""
    rows = ListingType.objects.annotate(used=Count("listings"))
    return rows.order_by("-state", "position", "name_nl")
