"""A form that asks what the chosen category asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.fields import OWN, clean_values, form_fields, missing_values, schema_of
from marketplace.fields.forming import initial_values
from marketplace.models import Category, FieldSchema
from weconomics.web.forms import Form


class FormWithQuestions(Form):
    """Beside its own fields the questions of the category that was typed, or else of `initial`.

    Without a script the page cannot ask them before a category was sent. So the page says which version it asked
    (`asked`), and when that is not the category's own, it is shown once more with the right questions.
    """

    schema: FieldSchema | None = None

    def ask_questions(self) -> None:
        """Called at the end of `__init__`. One query for the version."""
        self.ask(schema_of(self._category()))

    def ask(self, schema: FieldSchema | None) -> None:
        """The questions of this version."""
        self.schema = schema
        before = initial_values(self.schema, self.initial.get("values") or {})
        for code, field in form_fields(self.schema).items():
            self.fields[f"{OWN}{code}"] = field
            self.initial[f"{OWN}{code}"] = before.get(code)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(OWN)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name.removeprefix(OWN): cleaned[name] for name in cleaned if name.startswith(OWN)}
        cleaned = {name: value for name, value in cleaned.items() if not name.startswith(OWN)}
        checked = clean_values(self.schema, given)
        cleaned["values"] = checked.values
        self.cleaned_data = cleaned
        if self.schema and not self.is_kept_as_draft and self.data.get("asked") != str(self.schema.public_id):
            self.add_error(None, _("This category asks something more. Look at its questions below."))
        elif self.must_be_complete:
            checked.errors.update(missing_values(self.schema, checked.values))
        for code, sentence in checked.errors.items():
            if f"{OWN}{code}" not in self.errors:
                self.add_error(f"{OWN}{code}", sentence)
        return cleaned

    @property
    def must_be_complete(self) -> bool:
        """Publishing asks for what is required; a draft may wait."""
        return "publish" in self.data

    @property
    def is_kept_as_draft(self) -> bool:
        """Who keeps a draft is asked when they go on with it."""
        return "draft" in self.data

    def _category(self) -> Category | None:
        """What was typed may be anything: then the category's own field says what is wrong."""
        typed = self.data.get("category") if self.is_bound else self.initial.get("category")
        if isinstance(typed, Category) or not typed:
            return typed or None
        return Category.objects.filter(pk=typed).first() if str(typed).isdecimal() else None
