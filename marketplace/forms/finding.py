"""What people look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef
from marketplace.enums import Kind, Side
from marketplace.models import Category
from marketplace.queries import open_categories
from weconomics.web.forms import Form, MoneyField

SORTS = [
    ("", _("Best first")),
    ("newest", _("Newest first")),
    ("near", _("Nearest first")),
    ("price", _("Lowest price first")),
]
DISTANCES = [("", _("Any distance")), ("2", "2 km"), ("5", "5 km"), ("10", "10 km"), ("25", "25 km")]


class SearchForm(Form):
    """Everything in it stands in the address bar."""

    is_search = True  # nothing in it must be filled in, so nothing says so

    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput())
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Both")), *Side.choices])
    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label=_("Category"),
        required=False,
        queryset=None,
        to_field_name="slug",
        empty_label=_("All categories"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    near = forms.TypedChoiceField(label=_("Near"), required=False, coerce=str, empty_value="")
    km = forms.TypedChoiceField(
        label=_("Within"), required=False, choices=DISTANCES, coerce=float, empty_value=None
    )
    least = MoneyField(label=_("Price from"), required=False)
    most = MoneyField(label=_("Price to"), required=False)
    free = forms.BooleanField(label=_("Without money"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=SORTS,
    )

    def __init__(self, *args: Any, groups: list[LocalGroupRef], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.fields["category"].queryset = open_categories()  # type: ignore[attr-defined]
        self.fields["near"].choices = [("", _("Everywhere"))] + [(str(g.public_id), g.name) for g in groups]  # type: ignore[attr-defined]
