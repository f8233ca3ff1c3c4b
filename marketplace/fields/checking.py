"""Answers as they come in, from a form, a program or a file, and as the database holds them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from marketplace.enums import FieldKind
from marketplace.fields.questions import Asked, asked_in
from marketplace.models import FieldSchema

LONGEST_TEXT = 500
LARGEST_NUMBER = 10**9
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` by code as JSON: numbers as numbers, days as 2026-05-31; `errors` by code, each a sentence."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class _Wrong(ValueError):
    """An answer that does not fit its question; its text is the sentence for the person."""


def clean_values(schema: FieldSchema | None, data: Mapping[str, Any]) -> Checked:
    """Check given answers by the questions of a version. What is empty is left out; nothing need be complete.

    Takes JSON's own values and those of Python's forms (Decimal, date). A number is never a text, so that filters
    can compare it.
    """
    asked = {question.code: question for question in asked_in(schema)}
    checked = Checked()
    for code in data.keys() - asked.keys():
        checked.errors[code] = _("This category does not ask this.")
    for code, question in asked.items():
        given = data.get(code)
        given = given.strip() if isinstance(given, str) else given
        if given is None or given in ("", [], ()):
            continue
        try:
            checked.values[code] = _CHECKS[question.kind](question, given)
        except _Wrong as wrong:
            checked.errors[code] = str(wrong)
    return checked


def missing_values(schema: FieldSchema | None, values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for each question that must be answered and is not. Asked when a listing is published."""
    return {
        question.code: _("Answer this before you publish: %s.") % question.name
        for question in asked_in(schema)
        if question.required and question.code not in values
    }


def _text(question: Asked, given: Any) -> str:
    if not isinstance(given, str) or "\x00" in given:
        raise _Wrong(_("Fill in a text."))
    if len(given) > LONGEST_TEXT:
        raise _Wrong(_("Use at most %s characters.") % LONGEST_TEXT)
    return given


def _number(question: Asked, given: Any) -> int | float:
    is_number = isinstance(given, int | float | Decimal) and not isinstance(given, bool)
    if not is_number or not (isinstance(given, int) or math.isfinite(given)):
        raise _Wrong(_("Fill in a number."))
    if abs(given) > LARGEST_NUMBER:
        raise _Wrong(_("Fill in a number of at most a billion."))
    rounded = round(float(given), DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded


def _choice(question: Asked, given: Any) -> str:
    codes = [option.code for option in question.options]
    if not isinstance(given, str) or given not in codes:
        raise _Wrong(_("Choose one of: %s.") % _names(question))
    return given


def _choices(question: Asked, given: Any) -> list[str]:
    """In the order of the question, each once."""
    codes = [option.code for option in question.options]
    known = isinstance(given, list | tuple) and all(isinstance(code, str) and code in codes for code in given)
    if not known:
        raise _Wrong(_("Choose from: %s.") % _names(question))
    return [code for code in codes if code in given]


def _yes_no(question: Asked, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _Wrong(_("Answer yes or no."))
    return given


def _day(question: Asked, given: Any) -> str:
    try:
        found = parse_date(given) if isinstance(given, str) else given
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise _Wrong(_("Fill in a date, like 2026-05-31."))
    return found.isoformat()


def _names(question: Asked) -> str:
    return ", ".join(option.name for option in question.options)


_CHECKS: dict[str, Callable[[Asked, Any], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _day,
}
