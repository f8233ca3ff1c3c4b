"""A fee rule and a deal's price as plain values."""

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from billing.pricing.tiers import Tier, tiers_from_json

PAYERS_OF_A_DEAL = ("provider", "requester", "split")
BASES_OF_A_DEAL = ("per_transaction", "percent_of_price")
# What the whole of a fee goes to, where nothing else was decided.
ALL_TO_OPERATOR = (("operator", 10_000),)


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """One fee rule, as it is frozen in a deal.

    Amounts are in the mode of `vat_mode`: without VAT (excl) or with (incl). `split_bp` is the requester's part of a
    split. A percentage is of the price without VAT and without delivery, unless `base_with_vat` or `base_with_delivery`
    says otherwise; with `base_per_item` it is rounded for each piece. What `amount_minor` and `more_minor` mean is the
    calculator's (`billing.pricing.calculators`). `line_id` is the first rule of the line that this one continues.
    """

    rule_id: int
    text: str
    payer: str
    basis: str
    amount_minor: int = 0
    rate_bp: int = 0
    split_bp: int = 5000
    floor_minor: int | None = None
    cap_minor: int | None = None
    vat_mode: str = "excl"
    vat_rate_bp: int = 2100
    exchange_types: tuple[str, ...] = ("paid",)
    party_kind: str = "any"
    category_id: int | None = None
    free_per_year: int = 0
    calculator: str = ""
    more_minor: int = 0
    threshold_minor: int = 0
    most_units: int | None = None
    package_units: int = 1
    free_units: int = 0
    tiers: tuple[Tier, ...] = ()
    base_per_item: bool = False
    base_with_vat: bool = False
    base_with_delivery: bool = False
    from_price_minor: int = 0
    free_amount_minor: int = 0
    ladder: str = ""
    listing_id: int | None = None
    member_type: str = ""
    organisation_id: int | None = None
    local_group_id: int | None = None
    beneficiaries: tuple[tuple[str, int], ...] = ALL_TO_OPERATOR
    line_id: int = 0

    @property
    def counted_as(self) -> int:
        """Under which rule a year's allowance is counted: a rule of a new version goes on where the old one was."""
        return self.line_id or self.rule_id

    def to_json(self) -> dict[str, Any]:
        lists = {
            "exchange_types": list(self.exchange_types),
            "tiers": [tier.to_json() for tier in self.tiers],
            "beneficiaries": [list(part) for part in self.beneficiaries],
        }
        return asdict(self) | lists

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "FeeTerms":
        """Unknown keys are ignored and missing ones plain: old deals are read by newer code, and the reverse."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        lists = {
            "exchange_types": tuple(kept.get("exchange_types", ("paid",))),
            "tiers": tiers_from_json(kept.get("tiers") or []),
            "beneficiaries": tuple((to, int(bp)) for to, bp in kept.get("beneficiaries") or ALL_TO_OPERATOR),
        }
        return cls(**kept | lists)


@dataclass(frozen=True, slots=True)
class PriceOfDeal:
    """What a fee is computed from. `price_minor` is the whole price with VAT, `delivery_minor` what of it is delivery."""

    price_minor: int
    vat_bp: int
    exchange_type: str
    category_id: int | None
    provider_kind: str
    requester_kind: str
    quantity: Decimal = Decimal(1)
    delivery_minor: int = 0
    weight_g: Decimal | int | None = None
    listing_id: int | None = None
    local_group_id: int | None = None
    provider_type: str = ""
    requester_type: str = ""
    provider_organisation_id: int | None = None
    requester_organisation_id: int | None = None
