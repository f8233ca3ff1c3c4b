"""Answers in words, by the questions of the version in which they were given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from marketplace.enums import FieldKind
from marketplace.fields.questions import Asked, asked_in
from marketplace.models import Listing


@dataclass(frozen=True, slots=True)
class Shown:
    code: str
    label: str
    text: str


def shown_values(listing: Listing) -> list[Shown]:
    """What was answered, in the order and words of the listing's own version; unanswered questions are left out.

    One query when `fields_version` was not selected along, none without answers.
    """
    if not listing.values:
        return []
    asked = [question for question in asked_in(listing.fields_version) if question.code in listing.values]
    return [
        Shown(question.code, question.name, in_words(question, listing.values[question.code]))
        for question in asked
    ]


def in_words(question: Asked, value: Any) -> str:
    """Never fails: a row of long ago is shown as it stands rather than not at all."""
    try:
        return _WORDS[question.kind](question, value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return str(value)


def _number(question: Asked, value: Any) -> str:
    written = number_format(value, use_l10n=True, force_grouping=True)
    return f"{written} {question.unit}".strip()


def _choices(question: Asked, value: Any) -> str:
    return ", ".join(question.option_name(code) for code in value)


def _day(question: Asked, value: Any) -> str:
    day = parse_date(value)
    return date_format(day, "DATE_FORMAT") if day else str(value)


_WORDS: dict[str, Callable[[Asked, Any], str]] = {
    FieldKind.TEXT: lambda question, value: str(value),
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: lambda question, value: question.option_name(value),
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: lambda question, value: _("Yes") if value else _("No"),
    FieldKind.DATE: _day,
}
