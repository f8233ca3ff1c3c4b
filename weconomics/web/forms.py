"""Forms whose refusals stand beside the field they belong to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from weconomics import money
from weconomics.errors import DomainError


class Form(forms.Form):
    """A form without colons behind its labels; the looks come from weconomics.ui."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ModelForm(forms.ModelForm):
    """The same for the fields of a model. It never saves: a verb does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class MoneyField(forms.CharField):
    """An amount as people write it; cleans to minor units, or None when it may stay empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        amount = money.parse_money(text) if text else None
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("Fill in an amount that is not below zero."), code="below_zero")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}".replace(".", ",") if isinstance(value, int) else value


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Put the sentence of a refusal beside its field, or on top of the form. What was typed stays."""
    field = error.data.get("field")
    form.add_error(
        field if field in form.fields else None, forms.ValidationError(str(error), code=error.code)
    )
