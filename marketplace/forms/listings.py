"""What people type about an offer or a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef, PartyCard, PartyRef
from marketplace.enums import Audience, Kind, PriceType, Unit
from marketplace.fields import OWN
from marketplace.forms.fields import QuantityField, date_input
from marketplace.forms.questions import FormWithQuestions
from marketplace.models import Category, Listing
from marketplace.queries import open_categories
from weconomics.web.forms import Form, MoneyField

PICTURES = {"accept": "image/jpeg,image/png,image/webp"}
VAT_RATES = [(0, _("no VAT")), (900, "9%"), (2100, "21%")]


class ListingForm(FormWithQuestions):
    """The same questions for an offer and a request; the first five are enough to publish."""

    title = forms.CharField(label=_("In one line"), max_length=120)
    text = forms.CharField(
        label=_("Tell more"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label=_("Category"), queryset=None, empty_label=_("Choose a category")
    )
    price_type = forms.ChoiceField(label=_("Price"), choices=PriceType, initial=PriceType.FREE)
    price_minor = MoneyField(label=_("Amount, VAT in it"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    quantity = QuantityField(label=_("Quantity"), required=False, help_text=_("Empty: it does not run out."))
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit)
    vat_bp = forms.TypedChoiceField(label=_("VAT in the price"), choices=VAT_RATES, coerce=int, initial=0)
    owner = forms.ChoiceField(label=_("On behalf of"))
    local_group_id = forms.TypedChoiceField(
        label=_("Local group"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Others see the place of the group, never your address."),
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=120, help_text=_("Empty: the place of the group.")
    )
    radius_km = forms.IntegerField(
        label=_("Within how many kilometres"),
        min_value=1,
        max_value=200,
        initial=5,
        required=False,
        help_text=_("Around that place."),
    )
    available_from = forms.DateField(label=_("From"), required=False, widget=date_input())
    available_until = forms.DateField(label=_("Until"), required=False, widget=date_input())
    audience = forms.ChoiceField(label=_("Who sees it"), choices=Audience, initial=Audience.COMMUNITY)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs=PICTURES),
    )

    first_fields = ("title", "category", "price_type", "price_minor", "text", "photo")

    def __init__(
        self, *args: Any, parties: list[PartyCard], groups: list[LocalGroupRef], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = open_categories()  # type: ignore[attr-defined]
        self.fields["owner"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
        self.fields["local_group_id"].choices = [("", _("None"))] + [(g.id, g.name) for g in groups]  # type: ignore[attr-defined]
        self.fields["owner"].widget = self.fields["owner"].widget if len(parties) > 1 else forms.HiddenInput()
        self.fields["owner"].initial = str(parties[0].ref) if parties else ""
        self.ask_questions()

    @property
    def more_fields(self) -> list[forms.BoundField]:
        asked = [field for field in self.visible_fields() if not field.name.startswith(OWN)]
        return [field for field in asked if field.name not in self.first_fields]

    def clean_radius_km(self) -> int:
        return self.cleaned_data["radius_km"] or self.fields["radius_km"].initial

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("available_from"), values.get("available_until")
        if start and end and end < start:
            self.add_error("available_until", _("The end is before the beginning."))
        return values

    def values(self) -> dict[str, Any]:
        """What the verb takes: everything but whose it is and the picture."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("owner", "photo")}

    def owner_ref(self) -> PartyRef:
        return PartyRef.parse(self.cleaned_data["owner"])


def initial_of(listing: Listing) -> dict[str, Any]:
    names = [name for name in ListingForm.base_fields if name not in ("owner", "photo")]
    return {name: getattr(listing, name) for name in [*names, "values"]} | {"owner": str(listing.owner_ref)}


class ImportForm(Form):
    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    owner = forms.ChoiceField(label=_("On behalf of"))

    def __init__(self, *args: Any, parties: list[PartyCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
