from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.enums import ContextKind, ContextTheme
from governance.ratings import HIGHEST, LOWEST
from weconomics.web.forms import Form

SCALE = [(number, str(number)) for number in range(LOWEST, HIGHEST + 1)]


class ContextItemForm(Form):
    """A chance or a threat."""

    kind = forms.ChoiceField(
        label=_("Is it a chance or a threat?"), choices=ContextKind, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("What do you see, in one sentence?"),
        max_length=160,
        help_text=_("For example: many people over sixty have time to help."),
    )
    theme = forms.ChoiceField(label=_("What is it about?"), choices=ContextTheme)
    description = forms.CharField(
        label=_("Explanation"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence_url = forms.URLField(
        label=_("Where can we read about it?"), required=False, max_length=500, assume_scheme="https"
    )


class RatingForm(Form):
    """Two numbers from 1 to 5."""

    impact = forms.TypedChoiceField(
        label=_("How much does it matter?"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )
    likelihood = forms.TypedChoiceField(
        label=_("How likely is it?"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, item: Any = None, **kwargs: Any) -> None:
        # Many of these stand on one page: the ids need the item's own prefix.
        kwargs.setdefault("auto_id", f"item_{item.pk}_%s" if item else "id_%s")
        super().__init__(*args, **kwargs)
