"""The questions of a category as a coordinator writes them: added, moved and removed on one page, without a script.

Nothing is kept before it is published: every button sends all questions, and the page shows them again.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enums import FieldKind
from marketplace.fields import Asked, Option
from marketplace.fields.drafting import LONGEST_NAME, LONGEST_UNIT, MOST_OPTIONS, MOST_QUESTIONS
from weconomics.web.forms import Form

EMPTY_ROWS = 2
NEW: dict[str, Any] = {"code": "", "kind": FieldKind.TEXT, "options": []}


class QuestionForm(Form):
    """One question. How it is answered is chosen once: the answers of before must stay comparable."""

    code = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    rows = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_OPTIONS + EMPTY_ROWS, widget=forms.HiddenInput
    )
    name_nl = forms.CharField(label=_("Question in Dutch"), max_length=LONGEST_NAME, required=False)
    name_en = forms.CharField(label=_("Question in English"), max_length=LONGEST_NAME, required=False)
    kind = forms.ChoiceField(label=_("How it is answered"), choices=FieldKind)
    unit = forms.CharField(label=_("Unit behind a number"), max_length=LONGEST_UNIT, required=False)
    required = forms.BooleanField(label=_("Must be answered before publishing"), required=False)
    filterable = forms.BooleanField(label=_("People can filter by it"), required=False)

    def __init__(self, *args: Any, place: int, written: Mapping[str, Any], **kwargs: Any) -> None:
        options = list(written.get("options") or [])
        rows = min(len(options) + EMPTY_ROWS, MOST_OPTIONS + EMPTY_ROWS)
        super().__init__(*args, prefix=f"q{place}", initial={**written, "rows": rows}, **kwargs)
        self.place = place
        for row in range(rows):
            self._add_option(row, options[row] if row < len(options) else {})
        if written.get("code"):
            self.fields["kind"].widget = forms.HiddenInput()

    def _add_option(self, row: int, option: Mapping[str, Any]) -> None:
        for part, label in (("nl", _("Answer in Dutch")), ("en", _("In English"))):
            field = forms.CharField(label=label, max_length=LONGEST_NAME, required=False)
            self.fields[f"o{row}_{part}"] = field
            self.initial[f"o{row}_{part}"] = option.get(part, "")
        self.fields[f"o{row}_code"] = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
        self.initial[f"o{row}_code"] = option.get("code", "")

    @property
    def option_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        rows = range(self.initial["rows"])
        return [(self[f"o{row}_nl"], self[f"o{row}_en"], self[f"o{row}_code"]) for row in rows]

    @property
    def has_options(self) -> bool:
        return self["kind"].value() in (FieldKind.CHOICE, FieldKind.CHOICES)

    @property
    def kind_label(self) -> str:
        """In words, for a question whose kind stays."""
        kind = self.initial.get("kind")
        return str(FieldKind(kind).label) if self.initial.get("code") and kind in FieldKind.values else ""


class QuestionsForm:
    """All questions of a category, as they stand in the version in use or as they were just sent."""

    def __init__(self, written: list[dict[str, Any]], *, is_sent: bool = False) -> None:
        self.written = written
        self.errors: list[str] = []
        self.forms = [
            QuestionForm(_as_sent(question, f"q{place}-") if is_sent else None, place=place, written=question)
            for place, question in enumerate(written)
        ]

    @classmethod
    def sent(cls, data: Mapping[str, Any]) -> "QuestionsForm":
        return cls(written_in(data), is_sent=True)

    @property
    def may_grow(self) -> bool:
        return len(self.forms) < MOST_QUESTIONS

    def is_valid(self) -> bool:
        return not any(form.errors for form in self.forms)

    def questions(self) -> list[Asked]:
        """As typed; what is incomplete is for the verb to refuse."""
        return [_asked(question) for question in self.written]

    def after(self, button: str) -> "QuestionsForm":
        """The same questions after a button: `add`, `up-2`, `down-2` or `remove-2`."""
        written = list(self.written)
        verb, _dash, number = button.partition("-")
        place = int(number) if number.isdecimal() and int(number) < len(written) else None
        if verb == "add" and self.may_grow:
            written.append(dict(NEW))
        elif place is not None and verb == "remove":
            del written[place]
        elif place is not None and verb in ("up", "down"):
            other = max(0, min(len(written) - 1, place + (1 if verb == "down" else -1)))
            written[place], written[other] = written[other], written[place]
        return QuestionsForm(written)

    def refuse(self, sentence: str, *, place: int | None = None, part: str = "") -> None:
        """Beside the part of the question, or on top."""
        if place is None:
            self.errors.append(sentence)
        else:
            form = self.forms[place]
            form.add_error(part if part in form.fields and not form[part].is_hidden else None, sentence)


def written_in(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions in what was sent, in the shape of a version. Their number is bounded, whatever is sent."""
    count = _number(data.get("count"), MOST_QUESTIONS)
    return [_written(data, f"q{place}-") for place in range(count)]


def _written(data: Mapping[str, Any], start: str) -> dict[str, Any]:
    rows = _number(data.get(f"{start}rows"), MOST_OPTIONS + EMPTY_ROWS)
    options = [
        {part: data.get(f"{start}o{row}_{part}", "").strip() for part in ("code", "nl", "en")}
        for row in range(rows)
    ]
    texts = ("code", "name_nl", "name_en", "kind", "unit")
    return {
        **{name: data.get(f"{start}{name}", "").strip() for name in texts},
        **{name: f"{start}{name}" in data for name in ("required", "filterable")},
        "options": [option for option in options if option["nl"] or option["en"]],
    }


def _as_sent(question: Mapping[str, Any], start: str) -> dict[str, Any]:
    """What was sent, once more, with its options moved up over the empty ones."""
    texts = {name: question[name] for name in ("code", "name_nl", "name_en", "kind", "unit")}
    ticked = {name: "on" for name in ("required", "filterable") if question[name]}
    options = {
        f"o{row}_{part}": option[part] for row, option in enumerate(question["options"]) for part in option
    }
    return {f"{start}{name}": value for name, value in {**texts, **ticked, **options}.items()}


def _asked(question: Mapping[str, Any]) -> Asked:
    has_options = question["kind"] in (FieldKind.CHOICE, FieldKind.CHOICES)
    options = tuple(Option(o["code"], o["nl"] or o["en"], o["en"]) for o in question["options"])
    return Asked(
        code=question["code"],
        name_nl=question.get("name_nl", ""),
        name_en=question.get("name_en", ""),
        kind=question["kind"],
        required=bool(question.get("required")),
        filterable=bool(question.get("filterable")),
        unit=question.get("unit", "") if question["kind"] == FieldKind.NUMBER else "",
        options=options if has_options else (),
    )


def _number(text: Any, most: int) -> int:
    return min(int(text), most) if isinstance(text, str) and text.isdecimal() else 0
