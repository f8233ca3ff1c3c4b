"""What billing must know of a deal."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from billing.interface import DealFacts, Quote, quote, quote_frozen
from communities.interface import PartyRef
from marketplace.enums import Kind, Unit
from marketplace.models import Deal, Listing


def facts_of(deal: Deal) -> DealFacts:
    """With the price that stands, or what is still owed of it after less came or it ended early."""
    return DealFacts(
        price_minor=deal.price_minor if deal.owed_minor is None else deal.owed_minor,
        currency=deal.currency,
        vat_bp=deal.vat_bp,
        exchange_type=deal.exchange_type,
        category_id=deal.category_id,
        provider=deal.provider_ref,
        requester=deal.requester_ref,
        agreed_at=deal.agreed_at or deal.proposed_at,
        quantity=deal.quantity,
        weight_g=_weight_g(deal.unit, deal.quantity),
        **_of_listing(deal.offer or deal.request),
    )


def quote_of(deal: Deal) -> Quote:
    """What each side pays: under the rules of now while it is proposed, under its own for ever after."""
    return quote_frozen(facts_of(deal), deal.frozen_fees) if deal.frozen_fees else quote(facts_of(deal))


def quote_of_terms(deal: Deal, quantity: Decimal, price_minor: int) -> Quote:
    """What each side would pay under other terms of the same deal."""
    return quote(replace(facts_of(deal), quantity=quantity, price_minor=price_minor))


def quote_of_listing(
    listing: Listing, party: PartyRef, quantity: Decimal, price_minor: int, at: datetime | None = None
) -> Quote:
    """What a deal on this listing would cost each side now."""
    parties = (listing.owner_ref, party) if listing.is_offer else (party, listing.owner_ref)
    facts = DealFacts(
        price_minor=price_minor,
        currency=listing.currency,
        vat_bp=listing.vat_bp,
        exchange_type=listing.exchange_type,
        category_id=listing.category_id,
        provider=parties[0],
        requester=parties[1],
        agreed_at=at or timezone.now(),
        quantity=quantity,
        weight_g=_weight_g(listing.unit, quantity),
        **_of_listing(listing),
    )
    return quote(facts)


def _of_listing(listing: Listing | None) -> dict[str, Any]:
    """What kind of thing it is and where it belongs; a fee may be for one listing or one local group."""
    if listing is None:
        return {}
    activity = "goods" if listing.kind == Kind.GOOD else listing.kind
    return {"listing_id": listing.pk, "local_group_id": listing.local_group_id, "activity": activity}


def _weight_g(unit: str, quantity: Decimal) -> int | None:
    """Known of what is sold by weight."""
    return int(quantity * 1000) if unit == Unit.KG else None
