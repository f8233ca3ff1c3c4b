"""What people type to take of one offer together."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef, PartyCard
from marketplace.actions.group_orders import Terms
from marketplace.forms.fields import QuantityField, date_input
from marketplace.group_orders.sharing import Step
from marketplace.models import GroupOrder, GroupOrderLine, Listing
from weconomics.web.forms import Form, MoneyField

FURTHER_STEPS = (1, 2, 3)
EVENING = time(20, 0)


class GroupOrderForm(Form):
    """The terms of a group order. Further price steps may stay empty."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Tell more"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    least_quantity = QuantityField(
        label=_("At least, together"), help_text=_("Below this nobody is bound and nothing is delivered.")
    )
    most_quantity = QuantityField(
        label=_("At most, together"), required=False, help_text=_("Empty: as much as the offer has.")
    )
    closes_on = forms.DateField(label=_("Closes on"), widget=date_input())
    closes_time = forms.TimeField(
        label=_("At"), initial=EVENING, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    price_minor = MoneyField(label=_("Price of one, VAT in it"))
    pickup = forms.CharField(
        label=_("Where and when to fetch it"),
        required=False,
        max_length=300,
        help_text=_("It becomes part of each agreement."),
    )
    local_group_id = forms.TypedChoiceField(
        label=_("For"), required=False, coerce=int, empty_value=None, choices=[]
    )

    def __init__(
        self,
        *args: Any,
        offer: Listing,
        groups: list[LocalGroupRef],
        order: GroupOrder | None = None,
        **kwargs: Any,
    ) -> None:
        self.zone = ZoneInfo(offer.community.time_zone)
        kwargs.setdefault("initial", _start_of(offer, order, self.zone))
        super().__init__(*args, **kwargs)
        choices = [("", _("Everybody who sees the offer")), *((group.id, group.name) for group in groups)]
        self.fields["local_group_id"].choices = choices  # type: ignore[attr-defined]
        for number in FURTHER_STEPS:
            self.fields[f"from_{number}"] = QuantityField(label=_("From so much on"), required=False)
            self.fields[f"price_{number}"] = MoneyField(label=_("Then one costs"), required=False)
        self.has_money = offer.exchange_type in ("paid", "loan")
        if not self.has_money:
            for name in ("price_minor", *(f"{n}_{i}" for i in FURTHER_STEPS for n in ("from", "price"))):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for number in FURTHER_STEPS if self.has_money else ():
            start, price = values.get(f"from_{number}"), values.get(f"price_{number}")
            if (start is None) != (price is None):
                name = f"from_{number}" if start is None else f"price_{number}"
                self.add_error(name, _("Fill in both, or neither."))
        return values

    @property
    def step_fields(self) -> list[tuple[Any, Any]]:
        """The further steps, each as its two fields, for the page."""
        if not self.has_money:
            return []
        return [(self[f"from_{number}"], self[f"price_{number}"]) for number in FURTHER_STEPS]

    @property
    def plain_fields(self) -> list[Any]:
        """All others, in order."""
        apart = {field.name for pair in self.step_fields for field in pair} | {"local_group_id"}
        return [field for field in self if field.name not in apart]

    def terms(self) -> Terms:
        values = self.cleaned_data
        copied = ("title", "text", "least_quantity", "most_quantity", "pickup", "local_group_id")
        closes = datetime.combine(values["closes_on"], values["closes_time"], self.zone)
        return Terms(**{name: values[name] for name in copied}, closes_at=closes, steps=self._steps())

    def _steps(self) -> list[Step]:
        values = self.cleaned_data
        steps = [Step(Decimal(0), values.get("price_minor") or 0)]
        pairs = ((values.get(f"from_{n}"), values.get(f"price_{n}")) for n in FURTHER_STEPS)
        return steps + [
            Step(start, price) for start, price in pairs if start is not None and price is not None
        ]


class JoinForm(Form):
    """How much one takes, and whether less is fine too."""

    party = forms.ChoiceField(label=_("On behalf of"))
    wanted = QuantityField(label=_("How much do you want?"), initial=1)
    least = QuantityField(
        label=_("If there is too little: from"),
        required=False,
        help_text=_("A part from this much on is fine too. Empty: all of it, or nothing."),
    )

    def __init__(
        self,
        *args: Any,
        parties: list[PartyCard],
        unit: str,
        line: GroupOrderLine | None = None,
        **kwargs: Any,
    ) -> None:
        if line is not None:
            least = None if line.least == line.wanted else _plain(line.least)
            kwargs["initial"] = {"party": str(line.ref), "wanted": _plain(line.wanted), "least": least}
        super().__init__(*args, **kwargs)
        self.fields["wanted"].help_text = _("In: %(unit)s.") % {"unit": unit}
        self.fields["party"].choices = [(str(card.ref), card.name) for card in parties]  # type: ignore[attr-defined]
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = str(parties[0].ref)


class SupplyForm(Form):
    """What there turns out to be."""

    quantity = QuantityField(
        label=_("There is only"), required=False, help_text=_("Empty: as much as was thought.")
    )


def _start_of(offer: Listing, order: GroupOrder | None, zone: ZoneInfo) -> dict[str, Any]:
    if order is None:
        return {"title": offer.title, "price_minor": offer.price_of(Decimal(1)), "closes_time": EVENING}
    closes, steps = order.closes_at.astimezone(zone), list(order.steps.all())
    start = {name: getattr(order, name) for name in ("title", "text", "pickup", "local_group_id")}
    start |= {"closes_on": closes.date(), "closes_time": closes.time(), "price_minor": steps[0].price_minor}
    start |= {"least_quantity": _plain(order.least_quantity), "most_quantity": _plain(order.most_quantity)}
    for number, step in enumerate(steps[1:], start=1):
        start |= {f"from_{number}": _plain(step.from_quantity), f"price_{number}": step.price_minor}
    return start


def _plain(quantity: Decimal | None) -> Decimal | None:
    """10, not 10.000 or 1E+1."""
    return None if quantity is None else Decimal(f"{quantity.normalize():f}")
