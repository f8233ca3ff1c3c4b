"""Deals that were agreed before they are made: the lines of a group order, and the periods of a standing deal."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from marketplace.actions import allocations
from marketplace.actions.deals.agreeing import bind
from marketplace.actions.deals.steps import record
from marketplace.actions.deals.terms import require_gate, write_terms
from marketplace.enums import Proposer
from marketplace.errors import NotOpenForDeals
from marketplace.models import Allocation, Deal, GroupOrderLine, Listing, StandingDeal
from marketplace.queries import lock_listings
from marketplace.settings import market_settings
from marketplace.transitions import check
from weconomics.actor import Actor
from weconomics.tenancy.community import community_in_scope

FOR_A_MOMENT = timedelta(minutes=1)
OF_STANDING = (
    "provider_membership_id", "provider_organisation_id", "requester_membership_id", "requester_organisation_id", "offer_id",
    "request_id", "title", "category_id", "quantity", "unit", "price_minor", "currency", "vat_bp", "exchange_type",
    "cancellation",
)  # fmt: skip


@transaction.atomic
def agree_deal_of_group_order(
    *, line: GroupOrderLine, quantity: Decimal, price_minor: int, at: datetime | None = None
) -> Deal:
    """The deal of one who takes part, at the price that all reached together. Both said yes when it was opened and joined.

    What the line held softly becomes the deal's. A repeated call answers with the deal that is there.
    Raises NotEnoughLeft, GateClosed.
    """
    at = at or timezone.now()
    order = line.group_order
    listings = lock_listings([order.offer_id])
    line = GroupOrderLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.deal is not None:
        return line.deal
    offer = listings[order.offer_id]
    deal = Deal(
        offer=offer,
        provider_membership_id=offer.owner_membership_id,
        provider_organisation_id=offer.owner_organisation_id,
        requester_membership_id=line.membership_id,
        requester_organisation_id=line.organisation_id,
        title=order.title,
        category_id=offer.category_id,
        quantity=quantity,
        unit=offer.unit,
        price_minor=price_minor,
        currency=offer.currency,
        vat_bp=offer.vat_bp,
        exchange_type=offer.exchange_type,
        cancellation=offer.cancellation or market_settings().cancellation,
        proposed_by=Proposer.PROVIDER,
        proposed_at=at,
    )
    held = Allocation.objects.filter(group_order_line=line, state__in=allocations.LIVE).first()
    _agree_at_once(deal, listings, at=at, transition="agree_group_order", start=held, conditions=order.pickup)
    line.deal, line.allotted = deal, quantity
    line.save(update_fields=["deal", "allotted"])
    return deal


@transaction.atomic
def agree_deal_of_standing(*, standing: StandingDeal, on: date, at: datetime | None = None) -> Deal:
    """This period's deal of what two parties agreed for many. The fee rules are those of the moment it is made.

    Once a period: a repeated call answers with the deal that is there.
    Raises NotOpenForDeals, NotEnoughLeft, TooManyProviders, GateClosed.
    """
    at = at or timezone.now()
    listings = lock_listings(sorted(pk for pk in (standing.offer_id, standing.request_id) if pk))
    known = Deal.objects.filter(standing=standing, standing_on=on).first()
    if known is not None:
        return known
    if not all(listing.is_published for listing in listings.values()):
        raise NotOpenForDeals
    deal = Deal(
        standing=standing,
        standing_on=on,
        planned_on=on,
        proposed_by=standing.proposed_by,
        proposed_at=at,
        **{name: getattr(standing, name) for name in OF_STANDING},
    )
    _agree_at_once(deal, listings, at=at, transition="agree_standing")
    return deal


def _agree_at_once(
    deal: Deal,
    listings: dict[int, Listing],
    *,
    at: datetime,
    transition: str,
    start: Allocation | None = None,
    conditions: str = "",
) -> None:
    """Hold, bind and record in one go."""
    by = Actor.system(community_in_scope().pk)
    check(deal, transition, by=by, at=at)
    require_gate(deal.exchange_type, deal.price_minor)
    deal.terms_version, deal.proposal_until = 1, at
    bind(deal, at=at)
    deal.save()
    row = allocations.allocate(deal, listings, held_until=at + FOR_A_MOMENT, at=at, start=start)
    allocations.accept(row, at=at)
    allocations.agree(row)
    write_terms(deal, by_id=None, at=at, valid_until=at, conditions=conditions)
    record(deal, transition, by=by, at=at, about={"version": 1})
