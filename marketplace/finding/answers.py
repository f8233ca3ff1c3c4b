"""Filters from a category's own questions: what may be asked, and the listings that answer so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from marketplace.enums import SchemaState
from marketplace.models import FieldSchema


@dataclass(frozen=True)
class Question:
    """A field of a category that one may filter by. `options` are (code, name) in the reader's language."""

    code: str
    label: str
    kind: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What somebody wants of one question: any of `values`, or a number or day between `least` and `most`."""

    code: str
    kind: str
    values: tuple[Any, ...] = ()
    least: Any = None
    most: Any = None


def questions_of(category_slug: str) -> list[Question]:
    """The filters of a category, in order, from its fields that hold now. One query; none without a category."""
    if not category_slug:
        return []
    schema = FieldSchema.objects.filter(category__slug=category_slug, state=SchemaState.ACTIVE).first()
    return [_question(field) for field in (schema.fields if schema else []) if field.get("filterable")]


def answered(listings: QuerySet[Any], answers: Iterable[Answer]) -> QuerySet[Any]:
    """Only those whose values answer all of it. What was never answered does not pass."""
    for answer in answers:
        listings = listings.filter(_condition(answer))
    return listings


def _condition(answer: Answer) -> Q:
    key = f"values__{answer.code}"
    if answer.kind == "text":
        return Q(**{f"{key}__icontains": answer.values[0]})
    if answer.values:
        asked = Q()
        for value in answer.values:
            asked |= Q(**{f"{key}__contains": [value]}) if answer.kind == "choices" else Q(**{key: value})
        return asked
    between = Q()
    if answer.least is not None:
        between &= Q(**{f"{key}__gte": answer.least})
    if answer.most is not None:
        between &= Q(**{f"{key}__lte": answer.most})
    return between


def _question(field: dict[str, Any]) -> Question:
    options = tuple((option["code"], _named(option, "")) for option in field.get("options") or ())
    return Question(field["code"], _named(field, "name_"), field["kind"], field.get("unit") or "", options)


def _named(thing: dict[str, Any], prefix: str) -> str:
    dutch, english = thing.get(f"{prefix}nl") or thing["code"], thing.get(f"{prefix}en")
    return english if get_language() == "en" and english else dutch
