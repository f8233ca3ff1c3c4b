"""What is typed about documents: amounts of a credit note, a year, references."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from billing.models import InvoiceLine
from weconomics.money import format_money
from weconomics.web.forms import Form, MoneyField


class CreditForm(Form):
    """A field `line_<id>` for each line of which something is left; an empty one takes nothing back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("The payer reads it on the note. For example: delivered in part."),
    )

    def __init__(self, *args: Any, lines: Iterable[tuple[InvoiceLine, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line, left in lines:
            if left > 0:
                self.fields[f"line_{line.pk}"] = _amount_field(line, left)
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def lines(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("line_")]

    @property
    def amounts(self) -> dict[int, int]:
        """Minor units by the id of the line."""
        return {
            int(name.removeprefix("line_")): amount or 0
            for name, amount in self.cleaned_data.items()
            if name.startswith("line_")
        }


def _amount_field(line: InvoiceLine, left: int) -> MoneyField:
    about = {"left": format_money(left, line.invoice.currency)}
    incl = _now("At most %(left)s, VAT in it.") % about
    excl = _now("At most %(left)s, VAT comes on top.") % about
    return MoneyField(
        label=line.text, required=False, initial=left, help_text=incl if line.vat_mode == "incl" else excl
    )


class YearForm(Form):
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class ReferenceForm(Form):
    """What an organisation wants to read on its documents."""

    buyer_reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        required=False,
        help_text=_("Your bookkeeping knows our invoices by it, such as a cost centre."),
    )
    order_reference = forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=False,
        help_text=_("If you gave us an order number. It stands on each new document."),
    )
