"""Which questions a category asks now, and which it asked before."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from marketplace.enums import SchemaState
from marketplace.models import Category, FieldSchema, Listing


def schema_of(category: Category | None) -> FieldSchema | None:
    """The version in use; None where the category asks nothing of its own."""
    if category is None:
        return None
    rows = FieldSchema.objects.filter(category=category, state=SchemaState.ACTIVE).exclude(fields=[])
    return rows.select_related("category").first()


def versions_of(category: Category) -> QuerySet[FieldSchema]:
    """All versions, newest first, each with `answered`: how many listings it was answered in."""
    listings = Listing.objects.filter(fields_version=OuterRef("pk")).order_by().values("fields_version")
    answered = listings.annotate(rows=Count("pk")).values("rows")
    rows = FieldSchema.objects.filter(category=category).select_related("made_by__user")
    return rows.annotate(answered=Coalesce(Subquery(answered), 0)).order_by("-number")


def last_number_of(category: Category) -> int:
    """The number of the newest version; 0 without one."""
    newest = FieldSchema.objects.filter(category=category).order_by("-number").first()
    return newest.number if newest else 0
