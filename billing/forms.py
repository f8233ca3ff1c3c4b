"""Doors of paper: what people type about money."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from billing.enums import Basis, ExchangeType, Interval, PartyKind, Payer, VatMode
from billing.models import FeeRule, RevenueModel
from billing.models.revenue_model import NOTICE_DAYS
from billing.rule_forms import (
    MORE,
    ZERO_WHEN_EMPTY,
    PercentField,
    RuleOfKind,
    initial_of_rule,
    values_of_rule,
)
from billing.tax_rates import rate_choices
from weconomics.errors import DomainError
from weconomics.web.forms import Form, MoneyField, refuse


class RevenueModelForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Requester pays."))
    explanation = forms.CharField(
        label=_("Explanation for members"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In plain words: who pays what, and why so."),
    )
    notice_days = forms.IntegerField(
        label=_("Days between the decision and the start"),
        required=False,
        min_value=0,
        max_value=365,
        initial=NOTICE_DAYS,
        help_text=_("Businesses get at least 15. The very first version begins with its decision."),
    )

    def clean_notice_days(self) -> int:
        days = self.cleaned_data["notice_days"]
        return NOTICE_DAYS if days is None else int(days)


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


class FeeRuleForm(RuleOfKind):
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
    vat_rate_bp = forms.TypedChoiceField(label=_("VAT rate"), choices=rate_choices, coerce=int)
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

    @property
    def is_unfolded_more(self) -> bool:
        return any(name in self.errors or self[name].value() not in plain for name, plain in MORE.items())

    def clean(self) -> dict[str, Any]:
        """Empty numbers are zero, or the field's own default; the verb judges whether the rule adds up."""
        values = super().clean() or {}
        for name in ("amount_minor", "rate_bp", "free_per_year", "grace_months", *ZERO_WHEN_EMPTY):
            values[name] = values.get(name) or 0
        values["package_units"] = values.get("package_units") or 1
        if values.get("split_bp") is None:
            values["split_bp"] = 5000
        if not values.get("exchange_types"):
            values["exchange_types"] = [ExchangeType.PAID.value]
        return values


FeeRuleForms = formset_factory(FeeRuleForm, extra=0, can_delete=True, max_num=12, validate_max=True)


def rules_of(forms_of_rules: "BaseFormSet[FeeRuleForm]") -> list[dict[str, Any]]:
    """The values of the rules that stay, those nobody touched too; a form left empty is none."""
    return [values_of_rule(form.cleaned_data) for form in kept_forms(forms_of_rules)]


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
    rules = FeeRule.objects.filter(revenue_model=model) if model else []
    return [initial_of_rule(rule, list(FeeRuleForm.base_fields)) for rule in rules]


class SimulationForm(Form):
    """Over how many past months a draft is reckoned."""

    months = forms.TypedChoiceField(
        label=_("Months that are over"), coerce=int, choices=[(months, months) for months in (1, 3, 6, 12)]
    )
