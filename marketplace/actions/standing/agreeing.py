"""Two agree on a rhythm: one proposes it, the other says yes or no."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyRef
from marketplace.actions.deals.terms import price_of, require_gate
from marketplace.actions.standing.making import make_due_deals
from marketplace.actions.standing.steps import expect, expect_party, locked, tell
from marketplace.blocking import is_blocked_between
from marketplace.enums import DealState, ExchangeType, QuantityPer, RepeatUnit, StandingState
from marketplace.errors import (
    DealWithSelf,
    NotOpenForDeals,
    OutOfReach,
    StandingIncomplete,
    WrongDealState,
)
from marketplace.holding import left_of
from marketplace.models import Deal, Listing, StandingDeal
from marketplace.moderating import refuse_when_limited
from marketplace.queries import lock_listings
from marketplace.rules import acts_for
from marketplace.settings import market_settings
from marketplace.standing.repeating import today_in
from marketplace.standing.rules import may_answer_standing
from marketplace.transitions import side_of, sides_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.tenancy.community import community_in_scope

MOST_PERIODS = 52
OF_DEAL = (
    "offer_id", "request_id", "title", "category_id", "unit", "currency", "vat_bp", "exchange_type", "cancellation",
    "provider_membership_id", "provider_organisation_id", "requester_membership_id", "requester_organisation_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Each time this quantity at this whole price (minor units, VAT in it), every so many weeks or months."""

    quantity: Decimal
    starts_on: date
    every: int = 1
    every_unit: str = RepeatUnit.WEEK
    ends_on: date | None = None
    price_minor: int | None = None


@transaction.atomic
def propose_standing_deal(
    *, listing: Listing, party: PartyRef, terms: Arrangement, by: Actor, at: datetime | None = None
) -> StandingDeal:
    """Ask the owner of a listing for the same deal each period. Nothing is made before the owner says yes.

    Raises NotAllowed, DealWithSelf, OutOfReach, NotOpenForDeals, StandingIncomplete, PriceMissing, GateClosed.
    """
    at = at or timezone.now()
    if not acts_for(party, by=by) or by.membership_id is None:
        raise NotAllowed(_("You cannot make a deal for somebody else."))
    if party == listing.owner_ref:
        raise DealWithSelf
    [listing] = lock_listings([listing.pk]).values()
    _check_listing(listing, terms)
    return _write(
        _about(listing, party, by), terms, price_of(listing, terms.quantity, terms.price_minor), by, at
    )


@transaction.atomic
def repeat_deal(*, deal: Deal, terms: Arrangement, by: Actor, at: datetime | None = None) -> StandingDeal:
    """Ask the other side of a deal for the same again each period. Raises NotAllowed, and as propose_standing_deal."""
    at = at or timezone.now()
    if not sides_of(deal, by):
        raise NotAllowed(_("Only the two who made the deal repeat it."))
    if deal.agreed_at is None or deal.standing_id is not None or deal.state == DealState.DISPUTED:
        raise WrongDealState(_("Repeat a deal that was agreed on, once."))
    for listing in lock_listings(deal.listing_ids).values():
        _check_listing(listing, terms)
    about = {name: getattr(deal, name) for name in OF_DEAL} | {"proposed_by": side_of(deal, by)}
    price = deal.price_minor if terms.price_minor is None else terms.price_minor
    return _write(about, terms, price, by, at)


@transaction.atomic
def accept_standing_deal(*, standing: StandingDeal, by: Actor, at: datetime | None = None) -> StandingDeal:
    """Say yes: the deals of the coming days are made at once, the later ones each in time.

    A repeated call changes nothing. Raises NotAllowed, WrongStandingState, GateClosed.
    """
    at = at or timezone.now()
    _expect_asked(standing, by)
    standing, _listings = locked(standing)
    if standing.state == StandingState.ACTIVE:
        return standing
    expect(standing, StandingState.PROPOSED)
    if not by.is_system:
        require_gate(standing.exchange_type, standing.price_minor)
    standing.state, standing.agreed_at = StandingState.ACTIVE, at
    standing.save(update_fields=["state", "agreed_at"])
    tell(standing, "accepted", by)
    return make_due_deals(standing=standing, at=at)


@transaction.atomic
def decline_standing_deal(
    *, standing: StandingDeal, by: Actor, reason: str = "", at: datetime | None = None
) -> StandingDeal:
    """Say no. A repeated call changes nothing. Raises NotAllowed, WrongStandingState."""
    _expect_asked(standing, by)
    standing, _listings = locked(standing)
    if standing.state == StandingState.DECLINED:
        return standing
    expect(standing, StandingState.PROPOSED)
    standing.state, standing.ended_at = StandingState.DECLINED, at or timezone.now()
    standing.reason = reason.strip()[:500]
    standing.save(update_fields=["state", "ended_at", "reason"])
    tell(standing, "declined", by)
    return standing


def _expect_asked(standing: StandingDeal, by: Actor) -> None:
    expect_party(standing, by)
    if not may_answer_standing(standing, by=by):
        raise NotAllowed(_("The other side answers your proposal."))


def _about(listing: Listing, party: PartyRef, by: Actor) -> dict[str, Any]:
    """The roles follow from the side of the listing."""
    ours, theirs = ("requester", "provider") if listing.is_offer else ("provider", "requester")
    return {
        f"{ours}_membership_id": by.membership_id,
        f"{ours}_organisation_id": party.id if party.kind == "organisation" else None,
        f"{theirs}_membership_id": listing.owner_membership_id,
        f"{theirs}_organisation_id": listing.owner_organisation_id,
        "offer_id": listing.pk if listing.is_offer else None,
        "request_id": None if listing.is_offer else listing.pk,
        "proposed_by": ours,
        "title": listing.title,
        "category_id": listing.category_id,
        "unit": listing.unit,
        "currency": listing.currency,
        "vat_bp": listing.vat_bp if listing.is_offer else 0,
        "exchange_type": listing.exchange_type,
        "cancellation": listing.cancellation or market_settings().cancellation,
    }


def _write(about: dict[str, Any], terms: Arrangement, price: int, by: Actor, at: datetime) -> StandingDeal:
    refuse_when_limited(by)
    if is_blocked_between([about["provider_membership_id"]], [about["requester_membership_id"]]):
        raise OutOfReach
    if about["exchange_type"] not in (ExchangeType.PAID, ExchangeType.LOAN):
        price = 0
    _check_rhythm(terms, today_in(community_in_scope().time_zone, at))
    if not by.is_system:
        require_gate(about["exchange_type"], price)
    standing = StandingDeal.objects.create(
        **about,
        quantity=terms.quantity,
        price_minor=price,
        every=terms.every,
        every_unit=terms.every_unit,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        proposed_at=at,
    )
    tell(standing, "proposed", by)
    return standing


def _check_listing(listing: Listing, terms: Arrangement) -> None:
    if not listing.is_published:
        raise NotOpenForDeals
    if terms.quantity <= 0:
        raise StandingIncomplete(_("Choose a quantity above zero."), data={"field": "quantity"})
    if listing.least_quantity and terms.quantity < listing.least_quantity:
        sentence = _("At least %(least)s at a time.") % {"least": f"{listing.least_quantity.normalize():f}"}
        raise StandingIncomplete(sentence, data={"field": "quantity"})
    most = listing.quantity if listing.quantity_per == QuantityPer.DAY else left_of(listing)
    if most is not None and terms.quantity > most:
        sentence = _("There is less than this, even once. Choose a smaller quantity.")
        raise StandingIncomplete(sentence, data={"field": "quantity"})


def _check_rhythm(terms: Arrangement, today: date) -> None:
    if not 1 <= terms.every <= MOST_PERIODS:
        raise StandingIncomplete(_("Choose a number from 1 to 52."), data={"field": "every"})
    if terms.starts_on < today:
        raise StandingIncomplete(_("This day has passed."), data={"field": "starts_on"})
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise StandingIncomplete(_("The last time comes after the first."), data={"field": "ends_on"})
