"""Bringing a content into the shape of its factor, and saying what does not fit or is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.enums import Factor
from governance.factors.definitions import SCHEMAS
from governance.factors.schema import Field, Kind, Rows
from weconomics.registry import metrics

Content = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """`where` is a path such as `why` or `goals.0.target`."""

    where: str
    message: str | Promise


class Misfit(ValueError):
    """A value that is not of its field's kind."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


def clean(factor: Factor, raw: Content) -> Content:
    """The content with every part of the schema present, values in their kept form and empty rows gone.

    A row of one word may be given as that word. Raises Misfit for a value of the wrong kind; unknown keys are dropped.
    """
    return {part.key: _clean_part(part, raw.get(part.key)) for part in SCHEMAS[factor]}


def problems(factor: Factor, raw: Content) -> list[Problem]:
    """What does not fit: wrong kinds, out of bounds, too long, too many rows. Empty answers are no problem yet."""
    return [problem for part in SCHEMAS[factor] for problem in _problems_of(part, raw.get(part.key))]


def missing(factor: Factor, content: Content) -> list[Problem]:
    """What must still be filled in before this content can be proposed."""
    return [problem for part in SCHEMAS[factor] for problem in _missing_in(part, content.get(part.key))]


def _clean_part(part: Field | Rows, value: Any) -> Any:
    if isinstance(part, Field):
        return _clean_value(part, value)
    rows = [row if isinstance(row, dict) else {part.name_key: row} for row in value or []]
    cleaned = [{field.key: _clean_value(field, row.get(field.key)) for field in part.fields} for row in rows]
    return [row for row in cleaned if _is_filled(part, row)]


def _is_filled(part: Rows, row: Content) -> bool:
    """A row counts when somebody typed something; a choice that stands at its default was not typed."""
    return any(row[field.key] not in ("", None) for field in part.fields if field.kind != Kind.CHOICE)


def _clean_value(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return None if field.kind in (Kind.NUMBER, Kind.DECIMAL, Kind.DATE) else ""
    if field.kind == Kind.NUMBER:
        return _whole_number(field, value)
    if field.kind == Kind.DECIMAL:
        return _decimal(value)
    if field.kind == Kind.DATE:
        return _date(value)
    return _words(field, str(value).strip())


def _whole_number(field: Field, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise Misfit(_("Fill in a whole number.")) from None
    if field.at_least is not None and number < field.at_least:
        raise Misfit(_("Fill in %(number)s or more.") % {"number": field.at_least})
    if field.at_most is not None and number > field.at_most:
        raise Misfit(_("Fill in %(number)s or less.") % {"number": field.at_most})
    return number


def _decimal(value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Misfit(_("Fill in a number.")) from None
    if not number.is_finite() or abs(number) >= 10**12:
        raise Misfit(_("Fill in a number.")) from None
    return f"{number.normalize():f}"


def _date(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Misfit(_("Fill in a date.")) from None


def _words(field: Field, words: str) -> str:
    if len(words) > field.longest:
        raise Misfit(_("This is too long: at most %(number)s characters.") % {"number": field.longest})
    if field.kind == Kind.CHOICE and words not in dict(field.choices):
        raise Misfit(_("Choose one of the answers."))
    if field.kind == Kind.METRIC and metrics.get(words) is None:
        raise Misfit(_("Choose one of the answers."))
    if field.kind == Kind.LINK and not words.startswith(("https://", "http://")):
        raise Misfit(_("A web address begins with https://"))
    return words


def _problems_of(part: Field | Rows, value: Any) -> Iterator[Problem]:
    if isinstance(part, Field):
        yield from _problem_of(part, value, part.key)
        return
    rows = value or []
    if len(rows) > part.at_most:
        yield Problem(part.key, _("At most %(number)s of these.") % {"number": part.at_most})
    for index, row in enumerate(rows):
        answers = row if isinstance(row, dict) else {part.name_key: row}
        for field in part.fields:
            yield from _problem_of(field, answers.get(field.key), f"{part.key}.{index}.{field.key}")


def _problem_of(field: Field, value: Any, where: str) -> Iterator[Problem]:
    try:
        _clean_value(field, value)
    except Misfit as misfit:
        yield Problem(where, misfit.message)


def _missing_in(part: Field | Rows, value: Any) -> Iterator[Problem]:
    if isinstance(part, Field):
        if part.required and value in ("", None):
            yield Problem(part.key, part.label)
        return
    rows = value or []
    if len(rows) < part.at_least:
        yield Problem(part.key, part.label)
    for index, row in enumerate(rows):
        for field in part.fields:
            if field.required and row.get(field.key) in ("", None):
                yield Problem(f"{part.key}.{index}.{field.key}", field.label)
