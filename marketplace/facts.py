"""What billing must know of a deal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from billing.interface import DealFacts, Quote, freeze, quote, quote_frozen
from communities.interface import PartyRef
from marketplace.models import Allocation, Deal, Listing, StandingDeal


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
    )


def quote_of(deal: Deal) -> Quote:
    """What each side pays: under the rules of now while it is proposed, under its own for ever after."""
    return quote_frozen(facts_of(deal), deal.frozen_fees) if deal.frozen_fees else quote(facts_of(deal))


def quote_of_terms(deal: Deal, quantity: Decimal, price_minor: int) -> Quote:
    """What each side would pay under other terms of the same deal."""
    return quote(replace(facts_of(deal), quantity=quantity, price_minor=price_minor))


def quotes_of(rows: Sequence[Deal | DealFacts | None]) -> list[Quote | None]:
    """Of deals, under their own rules; of what would be one, under those of now, which are read once for all."""
    facts = [facts_of(row) if isinstance(row, Deal) else row for row in rows]
    now = next((freeze(one) for one in facts if one is not None), {})
    own = [row.frozen_fees if isinstance(row, Deal) else None for row in rows]
    return [
        quote_frozen(one, frozen or now) if one is not None else None
        for one, frozen in zip(facts, own, strict=True)
    ]


def facts_of_standing(standing: StandingDeal) -> DealFacts:
    """Of the deal that the next time would make, under the rules of now."""
    return DealFacts(
        price_minor=standing.price_minor,
        currency=standing.currency,
        vat_bp=standing.vat_bp,
        exchange_type=standing.exchange_type,
        category_id=standing.category_id,
        provider=standing.provider_ref,
        requester=standing.requester_ref,
        agreed_at=timezone.now(),
        quantity=standing.quantity,
    )


def quote_of_standing(standing: StandingDeal) -> Quote:
    return quote(facts_of_standing(standing))


def quote_of_listing(
    listing: Listing, party: PartyRef, quantity: Decimal, price_minor: int, at: datetime | None = None
) -> Quote:
    """What a deal on this listing would cost each side now."""
    return quote(facts_of_listing(listing, party, quantity, price_minor, at))


def facts_of_listing(
    listing: Listing, party: PartyRef, quantity: Decimal, price_minor: int, at: datetime | None = None
) -> DealFacts:
    """Of a deal on this listing with this party on the other side."""
    parties = (listing.owner_ref, party) if listing.is_offer else (party, listing.owner_ref)
    return DealFacts(
        price_minor=price_minor,
        currency=listing.currency,
        vat_bp=listing.vat_bp,
        exchange_type=listing.exchange_type,
        category_id=listing.category_id,
        provider=parties[0],
        requester=parties[1],
        agreed_at=at or timezone.now(),
        quantity=quantity,
    )


def facts_of_line(line: Allocation) -> DealFacts | None:
    """Of the deal that a line of a round would become; None where its price is still to be agreed."""
    offer, request = line.offer, line.request
    assert offer is not None and request is not None  # noqa: S101, PT018 - by constraint
    same = offer.unit == request.unit
    offered, asked = line.offer_quantity or Decimal(0), line.request_quantity or Decimal(0)
    quantity = offered if same else asked
    listing, other = (offer, request) if same else (request, offer)
    price = offer.price_of(offered)
    price = request.price_of(quantity) if price is None else price
    return None if price is None else facts_of_listing(listing, other.owner_ref, quantity, price)
