"""Doors of paper about paying: which way, with what, how much goes back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from billing.enums import MethodKind
from billing.gateways.sandbox import BEHAVIOURS
from billing.method_labels import label_of
from billing.models import Party, PaymentMethod
from billing.payment_queries import usable_methods
from weconomics.web.forms import Form, MoneyField

# Of a card or account that is kept: the form's value is its public id.
KEPT = "kept:"


class PayForm(Form):
    """Which way to pay: a kept card or account, or a new one."""

    way = forms.ChoiceField(label=_("How do you want to pay?"), widget=forms.RadioSelect)
    keeps_method = forms.BooleanField(
        label=_("Keep it for next time"),
        required=False,
        help_text=_("The payment provider keeps it, we do not. You can remove it at any moment."),
    )

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.methods = {f"{KEPT}{method.public_id}": method for method in usable_methods(party)}
        kept = [(value, name_of(method)) for value, method in self.methods.items()]
        self.fields["way"].choices = kept + kinds()  # type: ignore[attr-defined]
        self.fields["way"].initial = kept[0][0] if kept else MethodKind.CARD.value

    def chosen(self) -> dict[str, Any]:
        """As the verb wants to hear it."""
        way = self.cleaned_data["way"]
        if way in self.methods:
            return {"method": self.methods[way]}
        return {"kind": way, "keeps_method": self.cleaned_data["keeps_method"]}


class MethodForm(Form):
    """What to keep, and for whom: oneself, or an organisation whose finances one does."""

    payer = forms.ChoiceField(label=_("For whom"))
    kind = forms.ChoiceField(label=_("What do you want to add?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, payers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].choices = payers  # type: ignore[attr-defined]
        if len(payers) == 1:
            self.fields["payer"].widget = forms.HiddenInput()
            self.fields["payer"].initial = payers[0][0]
        keepable = (MethodKind.CARD, MethodKind.SEPA_DEBIT)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in keepable]  # type: ignore[attr-defined]
        self.fields["kind"].initial = MethodKind.CARD.value


class RefundForm(Form):
    amount_minor = MoneyField(label=_("Amount that goes back"))


class BehaviourForm(Form):
    """What a payer says on the practice bank's page."""

    outcome = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = (*BEHAVIOURS.get(kind, ()), "canceled", "authentication_failed", "approved")
        self.fields["outcome"].choices = [(name, name) for name in allowed]  # type: ignore[attr-defined]


def kinds() -> list[tuple[str, str]]:
    today = timezone.localdate()
    return [(kind.value, label_of(kind, today)) for kind in MethodKind]


def name_of(method: PaymentMethod) -> str:
    """Visa •••• 4242, or the account ending in 3000."""
    if method.kind == MethodKind.SEPA_DEBIT:
        return _now("Direct debit from the account ending in %s") % method.last4
    return f"{method.brand or method.get_kind_display()} •••• {method.last4}"


def pay_form(party: Party, data: Any = None) -> PayForm:
    return PayForm(data, party=party)
