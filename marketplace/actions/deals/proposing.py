"""A deal in the making: questions, proposals and counter-proposals, each version kept."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyRef
from marketplace import rules
from marketplace.actions.deals.steps import days_of, locked, move, record, take_later
from marketplace.actions.deals.terms import Wanted, check_quantity, lay, price_of, require_gate
from marketplace.actions.messages import send_message
from marketplace.blocking import is_blocked_between
from marketplace.enums import DealState, ExchangeType, MatchState, Proposer, Side
from marketplace.errors import DealWithSelf, NotOpenForDeals, OutOfReach, PriceMissing
from marketplace.models import Allocation, Deal, Listing, Match
from marketplace.moderating import refuse_when_limited
from marketplace.queries import lock_listings
from marketplace.settings import market_settings
from marketplace.transitions import check, side_of, sides_of
from marketplace.units import convert, exact_in, from_smallest
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def propose_deal(
    *,
    listing: Listing,
    party: PartyRef,
    quantity: Decimal,
    by: Actor,
    counterpart: Listing | None = None,
    price_minor: int | None = None,
    planned_on: date | None = None,
    message: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Deal:
    """Ask the owner of a listing for a deal: on an offer the actor's party receives, on a request it provides.

    `counterpart` is the party's own listing on the other side, when the proposal follows a match. `price_minor` is the
    whole price with VAT; it is asked for only where the listing leaves it open. `more`: planned_at, conditions,
    valid_until, cancellation, least_quantity. The quantity of the offer is held until the proposal lapses.
    Raises NotAllowed, DealWithSelf, NotOpenForDeals, NotEnoughLeft, DateMissing, PriceMissing, TermsIncomplete,
    UnitsDiffer, OutOfReach, GateClosed.
    """
    at = at or timezone.now()
    wanted = Wanted(quantity, price_minor, planned_on, **more)
    deal, listings = _begin(listing, counterpart, party, wanted, by, at)
    check(deal, "propose", by=by, at=at)
    wanted = replace(wanted, price_minor=price_of(listings[listing.pk], quantity, price_minor))
    _require_gate(deal, by, wanted.price_minor or 0)
    lay(deal, listings, wanted, side=deal.proposed_by, by=by, at=at)
    _mark_contacted(deal)
    record(deal, "propose", by=by, at=at, about={"version": 1})
    if message.strip():
        send_message(deal=deal, text=message, by=by, at=at)
    return deal


@transaction.atomic
def ask_for_quote(
    *,
    listing: Listing,
    party: PartyRef,
    quantity: Decimal,
    by: Actor,
    planned_on: date | None = None,
    message: str = "",
    counterpart: Listing | None = None,
    at: datetime | None = None,
) -> Deal:
    """Ask the owner what it would be: nothing is held, nobody is bound; the answer is a proposal.

    Raises as propose_deal.
    """
    at = at or timezone.now()
    deal, _listings = _begin(listing, counterpart, party, Wanted(quantity, planned_on=planned_on), by, at)
    check(deal, "inquire", by=by, at=at)
    deal.state, deal.quantity, deal.planned_on, deal.price_minor = DealState.INQUIRY, quantity, planned_on, 0
    deal.proposal_until = at + days_of("lapse_inquiry")
    deal.save()
    _mark_contacted(deal)
    record(deal, "inquire", by=by, at=at)
    take_later(deal, "lapse_inquiry", deal.proposal_until)
    if message.strip():
        send_message(deal=deal, text=message, by=by, at=at)
    return deal


@transaction.atomic
def counter_deal(
    *,
    deal: Deal,
    quantity: Decimal,
    by: Actor,
    price_minor: int | None = None,
    planned_on: date | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Deal:
    """Answer an inquiry with a proposal, or a proposal with another: a new version, which the other side is asked for.

    What holds for a first proposal holds for this one: what the other's listing takes at least, and a day where each has
    its own. A listing that closed meanwhile leaves the two who speak already free to agree.
    Raises NotAllowed, WrongDealState, NotEnoughLeft, DateMissing, PriceMissing, TermsIncomplete, UnitsDiffer, GateClosed.
    """
    at = at or timezone.now()
    deal, listings = locked(deal)
    step = "propose" if deal.state == DealState.INQUIRY else "counter"
    check(deal, step, by=by, at=at)
    wanted, side = Wanted(quantity, price_minor or 0, planned_on, **more), _own_side(deal, by)
    check_quantity(wanted, wanted.unit or deal.unit, _of_the_other(deal, side, listings))
    if price_minor is None and deal.exchange_type in (ExchangeType.PAID, ExchangeType.LOAN):
        raise PriceMissing(data={"field": "price_minor"})
    _require_gate(deal, by, price_minor or 0)
    lay(deal, listings, wanted, side=side, by=by, at=at)
    return move(deal, step, DealState.PROPOSED, by=by, at=at, about={"version": deal.terms_version})


@transaction.atomic
def propose_deal_for_both(*, allocation: Allocation, by: Actor, at: datetime | None = None) -> Deal:
    """A coordinator lays a line of a matching round before both: each of the two says yes or no.

    The price is that of the offer, else that of the request, else to be filled in by the provider before it agrees.
    A repeated call answers with the deal that is there.
    Raises NotAllowed, NotOpenForDeals, NotEnoughLeft, DateMissing, OutOfReach.
    """
    if not rules.may_plan_rounds(by=by):
        raise NotAllowed(_("Coordinators and who leads the community plan rounds."))
    at = at or timezone.now()
    listings = lock_listings([pk for pk in (allocation.offer_id, allocation.request_id) if pk])
    allocation = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
    if allocation.deal is not None:
        return allocation.deal
    deal, wanted = _deal_of_line(allocation, listings, at)
    check(deal, "propose_for_both", by=by, at=at)
    lay(deal, listings, wanted, side=Proposer.COORDINATOR, by=by, at=at, start=allocation)
    _mark_contacted(deal)
    record(deal, "propose_for_both", by=by, at=at, about={"version": 1})
    return deal


def _begin(
    listing: Listing, counterpart: Listing | None, party: PartyRef, wanted: Wanted, by: Actor, at: datetime
) -> tuple[Deal, dict[int, Listing]]:
    """The checks that every beginning shares, under the lock of the listings."""
    if not rules.acts_for(party, by=by) or by.membership_id is None:
        raise NotAllowed(_("You cannot make a deal for somebody else."))
    if party == listing.owner_ref:
        raise DealWithSelf
    refuse_when_limited(by)
    if is_blocked_between([by.membership_id], [listing.owner_membership_id]):
        raise OutOfReach
    listings = lock_listings(sorted(item.pk for item in (listing, counterpart) if item))
    listing = listings[listing.pk]
    counterpart = listings[counterpart.pk] if counterpart else None
    _check_listings(listing, counterpart, party, wanted, at)
    return _new_deal(listing, counterpart, party, wanted, by, at), listings


def _check_listings(
    listing: Listing, counterpart: Listing | None, party: PartyRef, wanted: Wanted, at: datetime
) -> None:
    if not listing.is_published or (counterpart and not counterpart.is_published):
        raise NotOpenForDeals
    if counterpart and (counterpart.side == listing.side or counterpart.owner_ref != party):
        raise NotAllowed(_("The other listing must be your own, on the other side."))
    if counterpart:
        convert(wanted.quantity, listing.unit, counterpart.unit)
    check_quantity(wanted, listing.unit, [listing])


def _new_deal(
    listing: Listing, counterpart: Listing | None, party: PartyRef, wanted: Wanted, by: Actor, at: datetime
) -> Deal:
    """The roles follow from the side of the listing."""
    ours, theirs = ("requester", "provider") if listing.is_offer else ("provider", "requester")
    own_side, other_side = ("offer", "request") if listing.side == Side.OFFER else ("request", "offer")
    about: dict[str, Any] = {
        f"{ours}_membership_id": by.membership_id,
        f"{ours}_organisation_id": party.id if party.kind == "organisation" else None,
        f"{theirs}_membership_id": listing.owner_membership_id,
        f"{theirs}_organisation_id": listing.owner_organisation_id,
        own_side: listing,
        other_side: counterpart,
    }
    return _deal_about(listing, proposed_by=ours, quantity=wanted.quantity, at=at, **about)


def _deal_about(
    listing: Listing, *, offer: Listing | None, request: Listing | None, at: datetime, **about: Any
) -> Deal:
    """Title, category and unit of the listing; what is paid and how follows the offer where there is one."""
    leading = offer or listing
    return Deal(
        offer=offer,
        request=request,
        title=listing.title,
        category_id=listing.category_id,
        unit=listing.unit,
        currency=listing.currency,
        vat_bp=offer.vat_bp if offer else 0,
        exchange_type=leading.exchange_type,
        cancellation=leading.cancellation or market_settings().cancellation,
        price_minor=0,
        proposed_at=at,
        **about,
    )


def _deal_of_line(line: Allocation, listings: dict[int, Listing], at: datetime) -> tuple[Deal, Wanted]:
    """The request names the quantity; whose offer it is, provides."""
    offer, request = listings[line.offer_id or 0], listings[line.request_id or 0]
    if not (offer.is_published and request.is_published):
        raise NotOpenForDeals
    if is_blocked_between([offer.owner_membership_id], [request.owner_membership_id]):
        raise OutOfReach
    quantity, unit = exact_in(line.amount, request.unit, offer.unit)
    today = timezone.localtime(at, ZoneInfo(line.community.time_zone)).date()
    if line.on is not None and line.on < today:
        raise NotOpenForDeals(_("The day of this line has passed. Plan a new round."))
    deal = _deal_about(
        offer,
        at=at,
        offer=offer,
        request=request,
        proposed_by=Proposer.COORDINATOR,
        quantity=quantity,
        provider_membership_id=offer.owner_membership_id,
        provider_organisation_id=offer.owner_organisation_id,
        requester_membership_id=request.owner_membership_id,
        requester_organisation_id=request.owner_organisation_id,
    )
    deal.title, deal.unit = request.title, unit
    price = offer.price_of(from_smallest(line.amount, offer.unit))
    if price is None:
        price = request.price_of(from_smallest(line.amount, request.unit))
    return deal, Wanted(quantity, price or 0, planned_on=line.on)


def _of_the_other(deal: Deal, side: str, listings: dict[int, Listing]) -> list[Listing]:
    """What the other side asks or offers: of one's own one may give or take less than one wrote."""
    other = deal.offer_id if side == Proposer.REQUESTER else deal.request_id
    return [listing for pk, listing in listings.items() if pk == other]


def _own_side(deal: Deal, by: Actor) -> str:
    """The side that lays the next version: of who acts for both, the one that was asked."""
    asked = Proposer.PROVIDER if deal.proposed_by == Proposer.REQUESTER else Proposer.REQUESTER
    return asked if len(sides_of(deal, by)) > 1 else side_of(deal, by)


def _require_gate(deal: Deal, by: Actor, price_minor: int) -> None:
    if not by.is_system:
        require_gate(deal.exchange_type, price_minor)


def _mark_contacted(deal: Deal) -> None:
    Match.objects.filter(offer=deal.offer, request=deal.request).update(state=MatchState.CONTACTED)
