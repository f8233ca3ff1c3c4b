"""The content of a factor as a page reads it: labels, values in the reader's language, rows with their name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, localize

from governance import factors
from governance.enums import Factor
from governance.factors import Field, Kind, Rows
from governance.factors.content import Content
from weconomics.registry import metrics


@dataclass(frozen=True)
class Answer:
    """`kind` tells the template whether it is prose, a link or plain words."""

    label: Any
    value: str
    kind: str


@dataclass(frozen=True)
class Measured:
    """How far a goal is by what the system measures: empty `value` where it cannot be shown; `percent` of the way."""

    name: Any
    value: str
    percent: int | None


@dataclass(frozen=True)
class ShownRow:
    """A row with its name and its other answers. `lacking` holds labels of what keeps a goal from being SMART."""

    name: str
    answers: list[Answer]
    lacking: list[Any]
    is_goal: bool
    measured: Measured | None = None


@dataclass(frozen=True)
class ShownPart:
    label: Any
    answer: Answer | None
    rows: list[ShownRow]


def shown(factor: Factor, content: Content) -> list[ShownPart]:
    """The parts that hold something, in the order of the schema."""
    return list(_parts(factor, content))


def _parts(factor: Factor, content: Content) -> Iterator[ShownPart]:
    for part in factors.SCHEMAS[factor]:
        value = content.get(part.key)
        if value in (None, "", []):
            continue
        if isinstance(part, Field):
            yield ShownPart(part.label, _answer(part, value), [])
        else:
            yield ShownPart(part.label, None, [_row(factor, part, row) for row in value])


def _row(factor: Factor, part: Rows, row: Content) -> ShownRow:
    name, *others = part.fields
    is_goal = factor == Factor.AMBITION and part.key == "goals"
    labels = {field.key: field.label for field in part.fields}
    return ShownRow(
        name=str(row.get(name.key, "")),
        answers=[_answer(field, row[field.key]) for field in others if row.get(field.key) not in (None, "")],
        lacking=[labels[key] for key in factors.missing_parts(row)] if is_goal else [],
        is_goal=is_goal,
        measured=_measured(row) if is_goal else None,
    )


def _measured(goal: Content) -> Measured | None:
    metric = metrics.get(goal.get("measure") or "")
    if metric is None:
        return None
    value = metric.value_at(timezone.localdate())
    if value is None:
        return Measured(metric.name, "", None)
    return Measured(metric.name, metric.in_words(value), _part_of_the_way(goal, value))


def _part_of_the_way(goal: Content, value: Decimal) -> int | None:
    """From the baseline to the target in percent, whichever of the two is higher; None where one is missing."""
    if goal.get("baseline") in (None, "") or goal.get("target") in (None, ""):
        return None
    start, end = Decimal(goal["baseline"]), Decimal(goal["target"])
    return max(0, min(100, int(100 * (value - start) / (end - start)))) if start != end else None


def _answer(field: Field, value: Any) -> Answer:
    return Answer(field.label, _words(field, value), field.kind.value)


def _words(field: Field, value: Any) -> str:
    if field.kind == Kind.CHOICE:
        return str(dict(field.choices).get(value, value))
    if field.kind == Kind.METRIC:
        metric = metrics.get(value)
        return str(metric.name) if metric else ""
    if field.kind == Kind.DECIMAL:
        return str(localize(Decimal(value)))
    if field.kind == Kind.DATE:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return str(value)
