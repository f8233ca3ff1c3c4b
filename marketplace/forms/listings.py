"""What people type about an offer or a request."""

import json
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import VatStatus
from communities.interface import LocalGroupRef, PartyCard, PartyRef
from marketplace.enums import (
    Audience,
    CancellationPolicy,
    Kind,
    Language,
    PriceType,
    QuantityPer,
    RepeatUnit,
    Side,
    VatCategory,
)
from marketplace.forms.fields import QuantityField, date_input
from marketplace.forms.listing_parts import (
    ANY,
    NONE_ASKED,
    ONE,
    OTHERWISE,
    PROVIDERS,
    REPEATS,
    UNITS,
    USUAL_UNIT,
    VAT_OF_TRADERS,
    WHEN,
    Part,
    parts_of,
    providers_of,
    repeats_of,
)
from marketplace.forms.listing_types import offer_types
from marketplace.forms.photos import PhotosField
from marketplace.forms.questions import FormWithQuestions
from marketplace.models import Category, Listing, ListingType
from marketplace.queries import open_categories
from weconomics.web.forms import Form, MoneyField

# What a form has beside the columns of a listing.
BEGUN_WITH = ("language", "quantity_per", "providers", "vat_category", "repeat_unit")
NOT_COLUMNS = ("owner", "photo", "providers", "repeats")


class ListingForm(FormWithQuestions):
    """The same questions for an offer and a request: title and category are enough to publish.

    Which question makes sense after which answer stands in WHEN: the page hides the others, and what was typed in them
    is forgotten here.
    """

    title = forms.CharField(label=_("In one line"), max_length=120)
    type: "forms.ModelChoiceField[ListingType]" = forms.ModelChoiceField(
        label=_("Type"), queryset=ListingType.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, widget=forms.RadioSelect, initial=Kind.SERVICE)
    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label=_("Category"), queryset=None, empty_label=_("Choose a category")
    )
    text = forms.CharField(
        label=_("Tell more"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    photo = PhotosField(label=_("Photos"), required=False)
    language = forms.ChoiceField(label=_("Written in"), choices=Language, required=False)

    quantity = QuantityField(label=_("Quantity"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, initial=USUAL_UNIT[Kind.SERVICE])
    quantity_per = forms.ChoiceField(
        label=_("This quantity is"), choices=QuantityPer, widget=forms.RadioSelect, required=False,
        initial=QuantityPer.TOTAL,
    )  # fmt: skip
    least_quantity = QuantityField(label=_("At least at a time"), required=False)
    providers = forms.ChoiceField(
        label=_("From how many people or organisations"), choices=PROVIDERS, widget=forms.RadioSelect,
        required=False, initial=ANY,
    )  # fmt: skip
    most_providers = forms.IntegerField(
        label=_("At most so many"), min_value=1, max_value=1000, required=False
    )
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing: a part of it does not help me"), required=False
    )
    closes_when_met = forms.BooleanField(
        label=_("Close it by itself when nothing is left"), required=False, initial=True
    )
    available_from = forms.DateField(label=_("From"), required=False, widget=date_input())
    available_until = forms.DateField(label=_("Until"), required=False, widget=date_input())
    repeats = forms.ChoiceField(label=_("Again"), choices=REPEATS, required=False)
    repeat_every = forms.IntegerField(label=_("Every"), min_value=1, max_value=52, required=False)
    repeat_unit = forms.ChoiceField(
        label=_("Weeks or months"), choices=RepeatUnit, required=False, initial=RepeatUnit.WEEK
    )

    price_type = forms.ChoiceField(
        label=_("Price"), choices=PriceType, widget=forms.RadioSelect, initial=PriceType.FREE
    )
    price_minor = MoneyField(label=_("Amount, VAT in it"), required=False)
    price_until_minor = MoneyField(label=_("Up to"), required=False)
    vat_category = forms.ChoiceField(
        label=_("VAT in the price"), choices=VAT_OF_TRADERS, required=False, initial=VatCategory.STANDARD
    )
    cancellation = forms.ChoiceField(
        label=_("When it is called off"), required=False,
        choices=[("", _("As usual in this community")), *CancellationPolicy.choices],
    )  # fmt: skip

    owner = forms.ChoiceField(label=_("On behalf of"))
    local_group_id = forms.TypedChoiceField(
        label=_("Local group"), required=False, coerce=int, empty_value=None,
        help_text=_("Others see the place of the group, never your address."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who sees it"), choices=Audience, widget=forms.RadioSelect, initial=Audience.COMMUNITY
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=120, help_text=_("Empty: the place of the group.")
    )
    radius_km = forms.IntegerField(
        label=_("Within how many kilometres"), min_value=1, max_value=200, initial=5, required=False,
        help_text=_("Around that place."),
    )  # fmt: skip

    of_requests: ClassVar = ("providers", "most_providers", "all_or_nothing")
    of_offers: ClassVar = ("quantity_per", "vat_category", "cancellation")

    def __init__(
        self,
        *args: Any,
        side: str,
        parties: list[PartyCard],
        groups: list[LocalGroupRef],
        languages: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        for name in self.of_offers if side == Side.REQUEST else self.of_requests:
            del self.fields[name]
        self.when = {name: dict(conditions) for name, conditions in WHEN.items() if name in self.fields}
        self._offer_choices(parties, groups)
        self._offer_languages(languages)
        offer_types(self)
        self._ask_traders([str(card.ref) for card in parties if card.vat_status == VatStatus.LIABLE])
        self.ask_questions()

    @property
    def usual_units(self) -> str:
        """Kind → the unit that people mostly count it in, for the page's script."""
        return json.dumps(USUAL_UNIT)

    @property
    def parts(self) -> list[Part]:
        """The questions in the order in which people think, each part with those it begins with and the rest."""
        return parts_of(self)

    def clean_radius_km(self) -> int:
        return self.cleaned_data["radius_km"] or self.fields["radius_km"].initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._forget_what_was_not_asked(cleaned)
        if "providers" in self.fields:
            by_choice = {ANY: None, ONE: 1}
            asked = cleaned.get("most_providers")
            cleaned["most_providers"] = by_choice.get(cleaned.get("providers") or ANY, asked)
        if cleaned.get("repeats", "") != OTHERWISE:
            every, _colon, unit = cleaned.get("repeats", "").partition(":")
            cleaned |= {"repeat_every": int(every) if every else None, "repeat_unit": unit}
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the verb takes: everything but whose it is and the picture."""
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_COLUMNS}

    def owner_ref(self) -> PartyRef:
        return PartyRef.parse(self.cleaned_data["owner"])

    def _offer_choices(self, parties: list[PartyCard], groups: list[LocalGroupRef]) -> None:
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = open_categories()
        fields["quantity"].widget.attrs["placeholder"] = _("no limit")
        fields["local_group_id"].choices = [("", _("None"))] + [(g.id, g.name) for g in groups]
        fields["owner"].choices = [(str(card.ref), card.name) for card in parties]
        fields["owner"].widget = fields["owner"].widget if len(parties) > 1 else forms.HiddenInput()
        fields["owner"].initial = str(parties[0].ref) if parties else ""

    def _offer_languages(self, languages: list[str]) -> None:
        field: Any = self.fields["language"]
        field.choices = [(code, label) for code, label in Language.choices if code in languages]
        if len(field.choices) <= 1:
            field.choices, field.widget = Language.choices, forms.HiddenInput()

    def _ask_traders(self, traders: list[str]) -> None:
        """Only who charges VAT is asked which."""
        if "vat_category" in self.fields and traders:
            self.when["vat_category"]["owner"] = traders
        elif "vat_category" in self.fields:
            del self.fields["vat_category"], self.when["vat_category"]

    def _forget_what_was_not_asked(self, cleaned: dict[str, Any]) -> None:
        """And a choice that was not sent is what the form began with."""
        for name, field in self.fields.items():
            if not self._is_asked(name, cleaned):
                cleaned[name] = NONE_ASKED[name]
                self.errors.pop(name, None)
            elif cleaned.get(name) == "" and name in BEGUN_WITH:
                cleaned[name] = self.get_initial_for_field(field, name)

    def _is_asked(self, name: str, cleaned: dict[str, Any]) -> bool:
        conditions = self.when.get(name, {})
        return all(
            str(cleaned.get(other) or "") in wanted if wanted else cleaned.get(other) is not None
            for other, wanted in conditions.items()
        )


def initial_of(listing: Listing) -> dict[str, Any]:
    names = [name for name in ListingForm.base_fields if name not in NOT_COLUMNS]
    return {name: getattr(listing, name) for name in [*names, "values"]} | {
        "owner": str(listing.owner_ref),
        "providers": providers_of(listing.most_providers),
        "repeats": repeats_of(listing.repeat_every, listing.repeat_unit),
    }


class ImportForm(Form):
    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    owner = forms.ChoiceField(label=_("On behalf of"))

    def __init__(self, *args: Any, parties: list[PartyCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
