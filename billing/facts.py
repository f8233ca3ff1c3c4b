"""What billing must know of a deal, as the market tells it."""

from dataclasses import dataclass, replace
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
            quantity=self.quantity,
            delivery_minor=self.delivery_minor,
            weight_g=self.weight_g,
            listing_id=self.listing_id,
            local_group_id=self.local_group_id,
            provider_type=self.provider_type,
            requester_type=self.requester_type,
            provider_organisation_id=_organisation_id(self.provider),
            requester_organisation_id=_organisation_id(self.requester),
        )


def _organisation_id(ref: PartyRef) -> int | None:
    return ref.id if ref.kind == "organisation" else None


def with_frozen_types(facts: DealFacts, frozen: Frozen) -> DealFacts:
    """What each side took part as when the deal was agreed counts, where it was kept."""
    return replace(
        facts,
        provider_type=facts.provider_type or frozen.get("provider_type", ""),
        requester_type=facts.requester_type or frozen.get("requester_type", ""),
    )


def terms_of(frozen: Frozen) -> list[FeeTerms]:
    return [FeeTerms.from_json(values) for values in frozen.get("rules", [])]
