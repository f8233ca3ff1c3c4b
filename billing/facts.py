"""What billing must know of a deal, as the market tells it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.pricing import FeeTerms, PriceOfDeal
from communities.interface import PartyRef

# The rules of a deal at its agreement, as plain values that the market keeps with it.
Frozen = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal in plain values. `price_minor` is the whole price, VAT in it; `delivery_minor` the part of it that is delivery.

    A type is what a party takes part as: private, trader, kor or organisation. `activity` says what is exchanged, in the
    market's word (goods, service, rental, …), empty where that is not known.
    """

    price_minor: int
    currency: str
    vat_bp: int
    exchange_type: str
    category_id: int | None
    provider: PartyRef
    requester: PartyRef
    agreed_at: datetime
    quantity: Decimal = Decimal(1)
    delivery_minor: int = 0
    weight_g: int | None = None
    listing_id: int | None = None
    local_group_id: int | None = None
    provider_type: str = ""
    requester_type: str = ""
    activity: str = ""

    def price(self) -> PriceOfDeal:
        return PriceOfDeal(
            self.price_minor,
            self.vat_bp,
            self.exchange_type,
            self.category_id,
            self.provider.kind,
            self.requester.kind,
        )


def terms_of(frozen: Frozen) -> list[FeeTerms]:
    return [FeeTerms.from_json(values) for values in frozen.get("rules", [])]
