"""What people type to make the same deal each period."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyCard
from marketplace.actions.standing import Arrangement
from marketplace.enums import RepeatUnit
from marketplace.forms.fields import QuantityField, date_input
from marketplace.models import Deal, Listing
from weconomics.web.forms import Form, MoneyField

RHYTHMS = {
    "week-1": _("Every week"),
    "week-2": _("Every two weeks"),
    "week-4": _("Every four weeks"),
    "month-1": _("Every month"),
    "month-2": _("Every two months"),
    "month-3": _("Every three months"),
}


class StandingForm(Form):
    """How much, how often, from when."""

    party = forms.ChoiceField(label=_("On behalf of"))
    quantity = QuantityField(label=_("Quantity each time"), initial=1)
    price_minor = MoneyField(label=_("Whole price each time, VAT in it"))
    rhythm = forms.ChoiceField(label=_("How often"), choices=list(RHYTHMS.items()))
    starts_on = forms.DateField(label=_("First time"), widget=date_input())
    ends_on = forms.DateField(
        label=_("Last time"),
        required=False,
        widget=date_input(),
        help_text=_("Empty: until one of you ends it."),
    )

    def __init__(
        self, *args: Any, unit: str, asks_price: bool, parties: list[PartyCard], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = _("In: %(unit)s.") % {"unit": unit}
        self.fields["party"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
        if not parties:
            del self.fields["party"]
        elif len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = str(parties[0].ref)
        if not asks_price:
            del self.fields["price_minor"]

    def arrangement(self) -> Arrangement:
        values = self.cleaned_data
        unit, every = values["rhythm"].split("-")
        return Arrangement(
            quantity=values["quantity"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            every=int(every),
            every_unit=RepeatUnit(unit),
            price_minor=values.get("price_minor"),
        )


class SkipForm(Form):
    """Which time."""

    on = forms.DateField()


def start_of_listing(listing: Listing) -> dict[str, Any]:
    rhythm = f"{listing.repeat_unit}-{listing.repeat_every}"
    return {"rhythm": rhythm if rhythm in RHYTHMS else "week-1"}


def start_of_deal(deal: Deal) -> dict[str, Any]:
    """What the two agreed on before."""
    return {"quantity": Decimal(f"{deal.quantity.normalize():f}"), "price_minor": deal.price_minor}
