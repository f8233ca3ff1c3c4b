"""Which questions a category asks now."""

from marketplace.enums import SchemaState
from marketplace.models import Category, FieldSchema


def schema_of(category: Category | None) -> FieldSchema | None:
    """The version in use; None where the category asks nothing of its own."""
    if category is None:
        return None
    return (
        FieldSchema.objects.filter(category=category, state=SchemaState.ACTIVE)
        .select_related("category")
        .first()
    )


def versions_of(category: Category) -> list[FieldSchema]:
    """All versions, newest first."""
    return list(FieldSchema.objects.filter(category=category).order_by("-number"))
