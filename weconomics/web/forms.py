"""Forms whose refusals stand beside the field they belong to."""

from typing import Any

from django import forms

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


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Put the sentence of a refusal beside its field, or on top of the form. What was typed stays."""
    field = error.data.get("field")
    form.add_error(
        field if field in form.fields else None, forms.ValidationError(str(error), code=error.code)
    )
