"""The parts of a fee rule that most rules leave alone: other ways of reckoning, for whom, and where the fee goes."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from billing.enums import Calculator, MemberType
from billing.models import FeeRule
from billing.names import categories
from communities.interface import PartyRef, local_groups, partner_spans, party_cards
from weconomics import money
from weconomics.web.forms import Form, MoneyField

WHOLE_BP = 10_000
A_MOMENT = timedelta(seconds=1)
Choices = dict[str, list[tuple[Any, Any]]]
OTHERS = ("community", "local_group", "solidarity")
PARTS = ("part_community", "part_local_group", "part_solidarity")
ZERO_WHEN_EMPTY = ("more_minor", "threshold_minor", "free_units", "from_price_minor", "free_amount_minor")
# What most rules leave as it is, and its plain values.
EMPTY: tuple[Any, ...] = (None, "", 0, "0", "0,00", [])
MORE: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(
        ("more_minor", "threshold_minor", "most_units", "free_units", "tiers", "calculator", "ladder", "member_type",
         "organisation_id", "local_group_id", "category_id", "from_price_minor", "free_amount_minor",
         "organisation_cap_minor", *PARTS), EMPTY,
    ),
    **dict.fromkeys(("prorate", "base_per_item", "base_with_vat", "base_with_delivery"), (False, None)),
    "package_units": (None, "", 1, "1"),
}  # fmt: skip
CHOSEN_IDS = ("category_id", "organisation_id", "local_group_id")


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


class BandsField(forms.CharField):
    """A band a line: up to; amount or percentage; once. Cleans to what `billing.pricing.tiers` reads."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").strip().splitlines()
        return [_band(line) for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(_line, value)) if isinstance(value, list) else value


class RuleOfKind(Form):
    """The fields that are folded away, before those that every rule has."""

    calculator = forms.ChoiceField(label=_("How it is reckoned"), choices=Calculator, required=False)
    more_minor = MoneyField(
        label=_("Other amount"),
        required=False,
        help_text=_("For each further piece, or from the threshold on."),
    )
    threshold_minor = MoneyField(label=_("Threshold"), required=False)
    most_units = forms.IntegerField(label=_("Counted up to so many pieces"), required=False, min_value=0)
    package_units = forms.IntegerField(
        label=_("Pieces in a package"), required=False, min_value=1, max_value=10**6
    )
    free_units = forms.IntegerField(label=_("Free pieces"), required=False, min_value=0, max_value=10**6)
    tiers = BandsField(
        label=_("Bands"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A band a line: up to; amount a piece; once. Like “10; 2,00; 5,00”, the last “; 1,00”."
            " Of the price: “100,00; 5%”, the last “; 2%”."
        ),
    )
    base_with_vat = forms.BooleanField(label=_("Of the price with VAT"), required=False)
    base_with_delivery = forms.BooleanField(label=_("Of delivery too"), required=False)
    base_per_item = forms.BooleanField(label=_("Rounded for each piece"), required=False)
    from_price_minor = MoneyField(label=_("For deals from a price of"), required=False)
    free_amount_minor = MoneyField(label=_("Free turnover a year"), required=False)
    prorate = forms.BooleanField(label=_("By the days of a part of a month"), required=False)
    organisation_cap_minor = MoneyField(label=_("At most per organisation a year"), required=False)
    ladder = forms.CharField(
        label=_("Ladder"),
        required=False,
        max_length=40,
        help_text=_("Of rules with the same word here, only the most specific counts."),
    )
    category_id = forms.TypedChoiceField(label=_("Only in"), coerce=int, empty_value=None, required=False)
    member_type = forms.ChoiceField(label=_("Members who are"), choices=MemberType, required=False)
    organisation_id = forms.TypedChoiceField(
        label=_("Only for organisation"), coerce=int, empty_value=None, required=False
    )
    local_group_id = forms.TypedChoiceField(
        label=_("Only for local group"), coerce=int, empty_value=None, required=False
    )
    part_community = PercentField(label=_("Part for the community, in percent"), required=False)
    part_local_group = PercentField(label=_("Part for the local group, in percent"), required=False)
    part_solidarity = PercentField(label=_("Part for the solidarity fund, in percent"), required=False)

    def __init__(self, *args: Any, choices: Choices | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in CHOSEN_IDS:
            self.fields[name].choices = (choices or {}).get(name, [("", "")])  # type: ignore[attr-defined]


def choices_of_rules() -> Choices:
    """What a rule can be for, asked once for all forms of a page."""
    now = timezone.now()
    refs = {PartyRef("organisation", span.organisation_id) for span in partner_spans(now, now + A_MOMENT)}
    cards = sorted(party_cards(refs).values(), key=lambda card: card.name)
    nobody = [("", _now("Everything"))]
    return {
        "category_id": [*nobody, *categories()],
        "organisation_id": [("", _now("Everybody")), *((card.ref.id, card.name) for card in cards)],
        "local_group_id": [("", _now("Everybody")), *((group.id, group.name) for group in local_groups())],
    }


def values_of_rule(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the verb reads: the parts of beneficiaries as one list, the operator has what is left."""
    values = {name: value for name, value in cleaned.items() if name not in ("DELETE", *PARTS)}
    given = [(to, cleaned.get(f"part_{to}") or 0) for to in OTHERS]
    parts = [("operator", WHOLE_BP - sum(bp for _to, bp in given)), *given]
    return values | {
        "beneficiaries": [[to, bp] for to, bp in parts if bp],
        "tiers": cleaned.get("tiers") or [],
    }


def initial_of_rule(rule: FeeRule, names: list[str]) -> dict[str, Any]:
    parts = {f"part_{to}": bp for to, bp in rule.beneficiaries if to in OTHERS}
    return {name: getattr(rule, name) for name in names if hasattr(rule, name)} | parts


def _band(line: str) -> dict[str, Any]:
    """One line as a band. Raises ValidationError with a sentence."""
    upto, price, flat = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
    once = money.parse_money(flat) if flat else 0
    if "%" in price:
        bound = str(money.parse_money(upto)) if upto else None
        return {"upto": bound, "rate_bp": money.parse_money(price.replace("%", "").strip()), "flat": once}
    return {"upto": _pieces(upto) if upto else None, "unit": _fine(price), "flat": once}


def _pieces(text: str) -> str:
    return str(_decimal(text))


def _fine(text: str) -> str:
    """Minor units, which may be finer than one."""
    return str((_decimal(text) * 100).normalize()) if text else "0"


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace("€", "").replace(",", ".").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 10**9:
        raise ValidationError(_now("Write a band like “10; 2,00; 5,00”."), code="not_a_band")
    return number


def _line(tier: dict[str, Any]) -> str:
    once = f"; {_written(Decimal(tier['flat']) / 100)}" if tier.get("flat") else ""
    if tier.get("rate_bp"):
        upto = "" if tier.get("upto") is None else _written(Decimal(tier["upto"]) / 100)
        return f"{upto}; {_written(Decimal(tier['rate_bp']) / 100)}%{once}"
    upto = "" if tier.get("upto") is None else _written(Decimal(tier["upto"]))
    return f"{upto}; {_written(Decimal(tier.get('unit', 0)) / 100)}{once}"


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
