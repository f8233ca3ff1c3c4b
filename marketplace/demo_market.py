"""How the demo's communities set up their markets: types of listings, and questions of their own."""

from typing import Any

from marketplace.actions.field_schemas import publish_questions
from marketplace.actions.listing_types import open_usual_types
from marketplace.fields import Asked, Option
from marketplace.models import Category, ListingType
from weconomics.actor import Actor
from weconomics.demo.loading import Spec


def set_up_market(spec: Spec) -> None:
    """Before anything is placed. A founded community has its types already."""
    system = Actor.system(spec["actor"](spec["present"][0]).community_id)
    open_usual_types(by=system)
    for row in spec.get("fields", []):
        publish_questions(
            category=Category.objects.get(slug=row["category"]),
            questions=[_asked(question) for question in row["questions"]],
            after=0,
            by=system,
        )


def answers_and_type_of(spec: Spec, row: dict[str, Any]) -> dict[str, Any]:
    """What a listing answers to its category, and the type of its kind."""
    return {
        "values": spec.get("field_answers", {}).get(row["code"], {}),
        "type": ListingType.objects.filter(kind=row["kind"]).first(),
    }


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(
        code=row["code"],
        name_nl=row["nl"],
        name_en=row.get("en", ""),
        kind=row["kind"],
        required=row.get("required", False),
        filterable=row.get("filterable", False),
        unit=row.get("unit", ""),
        options=tuple(Option(**option) for option in row.get("options", [])),
    )
