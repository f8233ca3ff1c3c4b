"""The questions of a category as fields of a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.enums import FieldKind
from marketplace.fields.checking import LARGEST_NUMBER, LONGEST_TEXT
from marketplace.fields.questions import Asked, asked_in
from marketplace.models import FieldSchema

OWN = "f_"  # before the code of a category's own question, in forms and in the address bar
YES, NO = "yes", "no"


def form_fields(schema: FieldSchema | None) -> dict[str, forms.Field]:
    """The fields by code, in the reader's language. None of them must be filled in: a draft may wait."""
    return {
        question.code: _FIELDS[question.kind](question, _about(question)) for question in asked_in(schema)
    }


def initial_values(schema: FieldSchema | None, values: dict[str, Any]) -> dict[str, Any]:
    """Answers of before as the fields show them."""
    kinds = {question.code: question.kind for question in asked_in(schema)}
    return {code: _initial(kinds[code], value) for code, value in values.items() if code in kinds}


def _initial(kind: str, value: Any) -> Any:
    if kind == FieldKind.YES_NO:
        return YES if value else NO
    return value


def _about(question: Asked) -> dict[str, Any]:
    label = f"{question.name} ({question.unit})" if question.unit else question.name
    return {
        "label": label,
        "required": False,
        "help_text": _("Needed to publish.") if question.required else "",
    }


def _text(question: Asked, about: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=LONGEST_TEXT, **about)


def _number(question: Asked, about: dict[str, Any]) -> forms.Field:
    field = forms.DecimalField(
        min_value=-LARGEST_NUMBER, max_value=LARGEST_NUMBER, decimal_places=6, localize=True, **about
    )
    field.widget.attrs["inputmode"] = "decimal"
    return field


def _choice(question: Asked, about: dict[str, Any]) -> forms.Field:
    options = [(option.code, option.name) for option in question.options]
    return forms.ChoiceField(choices=[("", _("No answer")), *options], **about)


def _choices(question: Asked, about: dict[str, Any]) -> forms.Field:
    options = [(option.code, option.name) for option in question.options]
    return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **about)


def _yes_no(question: Asked, about: dict[str, Any]) -> forms.Field:
    """Three answers: nobody's silence counts as no."""
    answers = [("", _("No answer")), (YES, _("Yes")), (NO, _("No"))]
    return forms.TypedChoiceField(
        choices=answers, coerce=lambda given: given == YES, empty_value=None, **about
    )


def _day(question: Asked, about: dict[str, Any]) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)


_FIELDS: dict[str, Callable[[Asked, dict[str, Any]], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _day,
}
