"""Doors of paper: what people type about offers, requests and deals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef, PartyCard, PartyRef
from marketplace.enums import Audience, CategoryIcon, Kind, PriceType, Side, Unit
from marketplace.models import Category, Listing
from marketplace.queries import open_categories
from weconomics.web.forms import Form, MoneyField

PICTURES = {"accept": "image/jpeg,image/png,image/webp"}
SORTS = [
    ("", _("Best first")),
    ("newest", _("Newest first")),
    ("near", _("Nearest first")),
    ("price", _("Lowest price first")),
]
VAT_RATES = [(0, _("no VAT")), (900, "9%"), (2100, "21%")]
DISTANCES = [("", _("Any distance")), ("2", "2 km"), ("5", "5 km"), ("10", "10 km"), ("25", "25 km")]


def date_input() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IconChoice(forms.RadioSelect):
    """Pictures with a word below each."""

    template_name = "marketplace/_icon_choice.html"


class QuantityField(forms.DecimalField):
    """A quantity with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0.001, max_digits=12, decimal_places=3, localize=True, **options)
        self.widget.attrs["inputmode"] = "decimal"


class ListingForm(Form):
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

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.first_fields]

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
    return {name: getattr(listing, name) for name in names} | {"owner": str(listing.owner_ref)}


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


class ProposalForm(Form):
    """A deal in the making."""

    party = forms.ChoiceField(label=_("On behalf of"))
    quantity = QuantityField(label=_("Quantity"), initial=1)
    price_minor = MoneyField(
        label=_("Whole price, VAT in it"), help_text=_("Nothing to pay? Then fill in 0.")
    )
    planned_on = forms.DateField(label=_("Date"), required=False, widget=date_input())
    message = forms.CharField(
        label=_("Message"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, parties: list[PartyCard], asks_price: bool, unit: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = _("In: %(unit)s.") % {"unit": unit}
        self.fields["party"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = str(parties[0].ref)
        if not asks_price:
            del self.fields["price_minor"]


class MessageForm(Form):
    text = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CategoryForm(Form):
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=80)
    icon = forms.ChoiceField(
        label=_("Icon"), choices=CategoryIcon, initial=CategoryIcon.SHAPES, widget=IconChoice
    )
    course_line = forms.CharField(label=_("Course line of the vision"), required=False, max_length=200)


class ImportForm(Form):
    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    owner = forms.ChoiceField(label=_("On behalf of"))

    def __init__(self, *args: Any, parties: list[PartyCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
