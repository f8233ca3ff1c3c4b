"""Doors of paper: what people type about money."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from billing.enums import Basis, ExchangeType, Interval, PartyKind, Payer, VatMode
from billing.models import FeeRule, RevenueModel
from weconomics import money
from weconomics.errors import DomainError
from weconomics.web.forms import Form, MoneyField, refuse

VAT_RATES = [(2100, "21%"), (900, "9%"), (0, "0%")]


class PercentField(forms.CharField):
    """A percentage as people write it; cleans to basis points."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("%", "").strip()
        return money.parse_money(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:g}".replace(".", ",") if isinstance(value, int) else value


class RevenueModelForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Requester pays."))
    explanation = forms.CharField(
        label=_("Explanation for members"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In plain words: who pays what, and why so."),
    )


# What most rules leave as it is, and its plain values.
FOLDED: dict[str, tuple[Any, ...]] = {
    "floor_minor": (None, ""),
    "cap_minor": (None, ""),
    "split_bp": (None, "", 5000, "50"),
    "interval": (Interval.MONTH.value, None),
    "party_kind": (PartyKind.ANY.value, None),
    "free_per_year": (None, "", 0, "0"),
    "grace_months": (None, "", 0, "0"),
    "household_cap_minor": (None, ""),
    "exchange_types": ([ExchangeType.PAID.value], None),
    "only_with_trade": (False, None),
}


class FeeRuleForm(Form):
    """One rule. Which fields count follows from how the fee is counted."""

    text = forms.CharField(label=_("What it is called"), max_length=200)
    payer = forms.ChoiceField(label=_("Who pays"), choices=Payer)
    basis = forms.ChoiceField(label=_("How it is counted"), choices=Basis)
    amount_minor = MoneyField(
        label=_("Amount"), required=False, help_text=_("For every fixed amount, like 1,50.")
    )
    rate_bp = PercentField(
        label=_("Percentage of the price"), required=False, help_text=_("Of the price without VAT.")
    )
    split_bp = PercentField(label=_("Part of the requester in a split, in percent"), required=False)
    floor_minor = MoneyField(label=_("At least"), required=False)
    cap_minor = MoneyField(label=_("At most"), required=False)
    vat_mode = forms.ChoiceField(label=_("VAT"), choices=VatMode)
    vat_rate_bp = forms.TypedChoiceField(label=_("VAT rate"), choices=VAT_RATES, coerce=int)
    interval = forms.ChoiceField(label=_("Period"), choices=Interval, initial=Interval.MONTH)
    exchange_types = forms.MultipleChoiceField(
        label=_("For deals that are"),
        choices=ExchangeType,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[ExchangeType.PAID],
    )
    party_kind = forms.ChoiceField(label=_("For whom"), choices=PartyKind)
    free_per_year = forms.IntegerField(
        label=_("Free deals a year"), required=False, min_value=0, max_value=365
    )
    grace_months = forms.IntegerField(
        label=_("Free months at the start"), required=False, min_value=0, max_value=60
    )
    household_cap_minor = MoneyField(label=_("At most per household a year"), required=False)
    only_with_trade = forms.BooleanField(label=_("Only in months with a paid deal"), required=False)

    @property
    def is_unfolded(self) -> bool:
        """Nobody should search for what was refused, or for what a rule says that others do not."""
        return any(name in self.errors or self[name].value() not in FOLDED[name] for name in FOLDED)

    def clean(self) -> dict[str, Any]:
        """Empty numbers are zero, or the field's own default; the verb judges whether the rule adds up."""
        values = super().clean() or {}
        for name in ("amount_minor", "rate_bp", "free_per_year", "grace_months"):
            values[name] = values.get(name) or 0
        if values.get("split_bp") is None:
            values["split_bp"] = 5000
        if not values.get("exchange_types"):
            values["exchange_types"] = [ExchangeType.PAID.value]
        return values


FeeRuleForms = formset_factory(FeeRuleForm, extra=0, can_delete=True, max_num=12, validate_max=True)


def rules_of(forms_of_rules: "BaseFormSet[FeeRuleForm]") -> list[dict[str, Any]]:
    """The values of the rules that stay, those nobody touched too; a form left empty is none."""
    return [
        {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
        for form in kept_forms(forms_of_rules)
    ]


def kept_forms(forms_of_rules: "BaseFormSet[FeeRuleForm]") -> list[FeeRuleForm]:
    deleted = forms_of_rules.deleted_forms
    return [form for form in forms_of_rules if form not in deleted and form.cleaned_data.get("text")]


def refuse_rules(
    form: RevenueModelForm, forms_of_rules: "BaseFormSet[FeeRuleForm]", error: DomainError
) -> None:
    """Put the sentence beside the field of the rule that it is about, else beside the model's own."""
    position = error.data.get("position")
    refuse(form if position is None else kept_forms(forms_of_rules)[position], error)


def initial_of(model: RevenueModel | None) -> list[dict[str, Any]]:
    names = list(FeeRuleForm.base_fields)
    rules = FeeRule.objects.filter(revenue_model=model) if model else []
    return [{name: getattr(rule, name) for name in names} for rule in rules]


class OutcomeForm(Form):
    """What the payer says on the sandbox's page."""

    outcome = forms.ChoiceField(choices=[("paid", _("Pay")), ("failed", _("Let it fail"))])
