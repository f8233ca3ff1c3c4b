"""What people lay on the table, what they brought, and why they say no."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyCard
from marketplace.enums import CancellationPolicy
from marketplace.forms.fields import QuantityField, date_input
from marketplace.models import Deal
from weconomics.web.forms import Form, MoneyField


class TermsForm(Form):
    """What a proposal and a counter-proposal share."""

    quantity = QuantityField(label=_("Quantity"), initial=1)
    price_minor = MoneyField(
        label=_("Whole price, VAT in it"), help_text=_("Nothing to pay? Then fill in 0.")
    )
    least_quantity = QuantityField(
        label=_("At least"),
        required=False,
        help_text=_("A part from this much on is fine too. Empty: all of it."),
    )
    planned_on = forms.DateField(label=_("Date"), required=False, widget=date_input())
    planned_at = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you agree beside this: who brings the tools, what if it rains."),
    )

    def ask_for_a_date(self) -> None:
        """Where each day has its own quantity."""
        self.fields["planned_on"].required = True
        self.fields["planned_on"].help_text = _("Of this a part is free each day.")

    def clean_least_quantity(self) -> Decimal | None:
        least, whole = self.cleaned_data["least_quantity"], self.cleaned_data.get("quantity")
        if least and whole and least > whole:
            raise forms.ValidationError(_("Choose at most the whole quantity."))
        return least

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("planned_at") and not values.get("planned_on"):
            self.add_error("planned_on", _("Choose the date of this time."))
        return values


class ProposalForm(TermsForm):
    """A deal in the making. On a request it is a quote: parts of it may be fine too, and it holds until a day."""

    valid_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=date_input(),
        help_text=_("Empty: as long as is usual here."),
    )
    party = forms.ChoiceField(label=_("On behalf of"))
    message = forms.CharField(
        label=_("Message"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    first_fields = ("party", "quantity", "price_minor", "planned_on", "planned_at", "message")

    def __init__(
        self,
        *args: Any,
        parties: list[PartyCard],
        asks_price: bool,
        unit: str,
        may_ask: bool = False,
        is_quote: bool = False,
        needs_date: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if needs_date:
            self.ask_for_a_date()
        self.order_fields(
            [
                *("party", "quantity", "price_minor", "least_quantity", "planned_on", "planned_at"),
                *("valid_on", "message", "conditions"),
            ]
        )
        self.fields["quantity"].help_text = _("In: %(unit)s.") % {"unit": unit}
        self.fields["party"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = str(parties[0].ref)
        if not is_quote:
            del self.fields["least_quantity"], self.fields["valid_on"]
        if not asks_price:
            del self.fields["price_minor"]
        elif may_ask:
            self.fields["price_minor"].required = False
            self.fields["price_minor"].help_text = _("Empty: you ask what it would be.")

    def clean_valid_on(self) -> date | None:
        day = self.cleaned_data["valid_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

    def terms(self) -> dict[str, Any]:
        """What the verb takes beside party, quantity, price and date."""
        values = self.cleaned_data
        terms: dict[str, Any] = {
            name: values[name] for name in ("planned_at", "conditions", "least_quantity") if name in values
        }
        if values.get("valid_on"):
            terms["valid_until"] = timezone.make_aware(datetime.combine(values["valid_on"], time.max))
        return terms


class CounterForm(TermsForm):
    """Another proposal on the same deal. Filled with what lies on the table."""

    cancellation = forms.ChoiceField(label=_("When called off"), choices=CancellationPolicy)

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        names = ("quantity", "price_minor", "planned_on", "planned_at", "cancellation")
        start = {name: getattr(deal, name) for name in names}
        start["quantity"] = Decimal(f"{deal.quantity.normalize():f}")
        super().__init__(*args, initial=start, **kwargs)
        self.fields["quantity"].help_text = _("In: %(unit)s.") % {"unit": deal.get_unit_display()}
        if any(listing and listing.is_per_day for listing in (deal.offer, deal.request)):
            self.ask_for_a_date()
        if deal.exchange_type not in ("paid", "loan"):
            del self.fields["price_minor"]


class DeliveryForm(Form):
    """All that is left, unless less is filled in."""

    quantity = QuantityField(label=_("How much"))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    is_last = forms.BooleanField(label=_("No more comes"), required=False)

    def __init__(self, *args: Any, left: Decimal, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"quantity": Decimal(f"{left.normalize():f}")}, **kwargs)
        self.fields["quantity"].help_text = _("In: %(unit)s.") % {"unit": unit}


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
