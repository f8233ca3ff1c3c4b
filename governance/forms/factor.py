"""A form made from the schema of a factor: a field per answer, a group of fields per row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from governance import factors
from governance.enums import Factor
from governance.factors import Field, Kind, Rows
from governance.factors.content import Content, Problem
from weconomics.registry import metrics
from weconomics.web.forms import Form

Given = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """One part of the page: a single field, or rows of fields with a button for one more."""

    part: Field | Rows
    field: BoundField | None = None
    rows: tuple[tuple[BoundField, ...], ...] = ()

    @property
    def may_grow(self) -> bool:
        return isinstance(self.part, Rows) and len(self.rows) < self.part.at_most


class FactorForm(Form):
    """Names its fields as `factors.Problem.where` does: `why`, `goals.0.target`. A row left empty disappears.

    A draft may be incomplete: what the schema requires is marked as such, and asked for when it is proposed.
    """

    use_required_attribute = False
    review_on = forms.DateField(
        label=_("Review this on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A factor is alive when we look back on it, at least every year."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, factor: Factor, *args: Any, grow: str = "", content: Content | None = None, **kwargs: Any
    ) -> None:
        self.factor = factor
        initial = {**(kwargs.pop("initial", None) or {}), **_flat(factor, content or {})}
        super().__init__(*args, initial=initial, **kwargs)
        given = {**initial, **(self.data.dict() if hasattr(self.data, "dict") else self.data)}
        last = {name: self.fields.pop(name) for name in ("review_on", "revision")}
        self.row_counts = {
            part.key: _row_count(part, given, grow=grow)
            for part in factors.SCHEMAS[factor]
            if isinstance(part, Rows)
        }
        self.fields.update({name: _form_field(field) for name, field in self._named_fields()})
        for name, field in self._named_fields():
            self.fields[name].required = field.required
        self.fields.update(last)

    @classmethod
    def one_row_more(cls, factor: Factor, posted: Any) -> "FactorForm":
        """The page again with what was typed and a row more, without judging it yet."""
        return cls(factor, initial=posted.dict(), grow=posted.get("add", ""))

    def groups(self) -> Iterator[Group]:
        """The parts in the order of the schema."""
        for part in factors.SCHEMAS[self.factor]:
            if isinstance(part, Field):
                yield Group(part, field=self[part.key])
            else:
                rows = range(self.row_counts[part.key])
                yield Group(
                    part,
                    rows=tuple(tuple(self[f"{part.key}.{n}.{f.key}"] for f in part.fields) for n in rows),
                )

    def full_clean(self) -> None:
        marked = [self.fields[name] for name, field in self._named_fields() if field.required]
        for field in marked:
            field.required = False
        super().full_clean()
        for field in marked:
            field.required = True

    def clean(self) -> Given:
        cleaned = super().clean() or {}
        if not self.errors:
            self.show(factors.problems(self.factor, self.content))
        return cleaned

    def show(self, problems: list[Problem]) -> None:
        """Put each problem beside its field, or on top where it is about a whole list."""
        for problem in problems:
            self.add_error(problem.where if problem.where in self.fields else None, str(problem.message))

    @property
    def content(self) -> Content:
        """What was typed, in the shape of the factor."""
        content: Content = {}
        for part in factors.SCHEMAS[self.factor]:
            if isinstance(part, Field):
                content[part.key] = self.cleaned_data.get(part.key)
            else:
                content[part.key] = [
                    {f.key: self.cleaned_data.get(f"{part.key}.{n}.{f.key}") for f in part.fields}
                    for n in range(self.row_counts[part.key])
                ]
        return factors.clean(self.factor, content) if not factors.problems(self.factor, content) else content

    def _named_fields(self) -> Iterator[tuple[str, Field]]:
        for part in factors.SCHEMAS[self.factor]:
            if isinstance(part, Field):
                yield part.key, part
                continue
            for number in range(self.row_counts[part.key]):
                yield from ((f"{part.key}.{number}.{field.key}", field) for field in part.fields)


def _flat(factor: Factor, content: Content) -> Given:
    """{"goals": [{"title": …}]} → {"goals.0.title": …}"""
    flat: Given = {}
    for part in factors.SCHEMAS[factor]:
        if isinstance(part, Field):
            if part.key in content:
                flat[part.key] = content[part.key]
            continue
        for number, row in enumerate(content.get(part.key, [])):
            flat.update({f"{part.key}.{number}.{key}": value for key, value in row.items()})
    return flat


def _row_count(part: Rows, given: Given, *, grow: str) -> int:
    """As many rows as were given, at least one to begin with, never more than the schema allows."""
    pattern = re.compile(rf"{re.escape(part.key)}\.(\d{{1,3}})\.")
    numbers = [int(match[1]) for name in given if (match := pattern.match(name))]
    count = max([number + 1 for number in numbers], default=0)
    count += grow == part.key
    return min(max(count, part.at_least, 1), part.at_most)


def _form_field(field: Field) -> forms.Field:
    common: Given = {
        "label": field.label,
        "help_text": field.help,
        "required": False,
        "initial": field.default,
    }
    if field.kind == Kind.TEXT:
        return forms.CharField(**common, max_length=field.longest, widget=forms.Textarea(attrs={"rows": 4}))
    if field.kind == Kind.NUMBER:
        return forms.IntegerField(**common, min_value=field.at_least, max_value=field.at_most)
    if field.kind == Kind.DECIMAL:
        return forms.DecimalField(**common, localize=True, max_digits=18, decimal_places=6)
    if field.kind == Kind.DATE:
        return forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if field.kind == Kind.CHOICE:
        return forms.ChoiceField(**common, choices=field.choices)
    if field.kind == Kind.METRIC:
        return forms.ChoiceField(**common, choices=[("", _("No, we count it ourselves")), *metrics.choices()])
    if field.kind == Kind.LINK:
        return forms.CharField(**common, max_length=field.longest, widget=forms.URLInput)
    return forms.CharField(**common, max_length=field.longest)
