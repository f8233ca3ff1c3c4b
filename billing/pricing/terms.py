"""A fee rule and a deal's price as plain values."""

from dataclasses import asdict, dataclass, fields
from typing import Any

PAYERS_OF_A_DEAL = ("provider", "requester", "split")
BASES_OF_A_DEAL = ("per_transaction", "percent_of_price")


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """One fee rule, as it is frozen in a deal.

    `amount_minor`, `floor_minor` and `cap_minor` are in the mode of `vat_mode`: without VAT (excl) or with (incl).
    `split_bp` is the requester's part of a split. A percentage is of the price without VAT.
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

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"exchange_types": list(self.exchange_types)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "FeeTerms":
        """Unknown keys are ignored, so that an old deal can be read by newer code and the reverse."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        return cls(**kept | {"exchange_types": tuple(kept.get("exchange_types", ("paid",)))})


@dataclass(frozen=True, slots=True)
class PriceOfDeal:
    """What a fee is computed from. `price_minor` is the whole price with VAT in it."""

    price_minor: int
    vat_bp: int
    exchange_type: str
    category_id: int | None
    provider_kind: str
    requester_kind: str
