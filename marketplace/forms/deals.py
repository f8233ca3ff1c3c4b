"""What people lay on the table, and why they say no."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyCard
from marketplace.forms.fields import QuantityField, date_input
from weconomics.web.forms import Form, MoneyField


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
