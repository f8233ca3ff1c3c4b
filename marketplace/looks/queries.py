"""Which listings wait for a look, and what the last one said."""

from django.db.models import OuterRef, QuerySet, Subquery

from marketplace.enums import ListingState
from marketplace.models import Listing, ListingReview

SEEN = (
    ListingState.REVIEW,
    ListingState.PUBLISHED,
)  # paused or ended ones wait for their owner, not for a coordinator


def waiting() -> QuerySet[ListingReview]:
    """Longest first, with all that the page shows."""
    rows = ListingReview.objects.filter(outcome="", listing__state__in=SEEN)
    return rows.select_related(
        "listing__category",
        "listing__community",
        "listing__fields_version",
        "listing__owner_membership__user",
        "listing__owner_organisation",
    ).order_by("asked_at", "pk")


def last_look_of(listing: Listing) -> ListingReview | None:
    return ListingReview.objects.filter(listing=listing).order_by("-asked_at", "-pk").first()


def last_reason() -> Subquery:
    """Why the listing was sent back; empty when its last look said something else."""
    rows = ListingReview.objects.filter(listing=OuterRef("pk")).order_by("-asked_at", "-pk")
    return Subquery(rows.values("reason")[:1])
