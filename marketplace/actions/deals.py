"""A deal from proposal to confirmation. The listings are locked in order of id before anything is decided."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.interface import freeze, record_charges
from communities.interface import PartyRef, colleague_membership_ids
from marketplace import rules
from marketplace.actions.messages import send_message
from marketplace.enums import DealState, ExchangeType, MatchState, Side
from marketplace.errors import DealWithSelf, NotEnoughLeft, NotOpenForDeals, PriceMissing, WrongDealState
from marketplace.events import DealMoved
from marketplace.facts import facts_of
from marketplace.models import Deal, DealStep, Listing, Match
from marketplace.quantities import plain
from marketplace.queries import left_of, lock_listings
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry import gates
from weconomics.tenancy.community import community_in_scope


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
) -> Deal:
    """Ask the owner of a listing for a deal: on an offer the actor's party receives, on a request it provides.

    `counterpart` is the party's own listing on the other side, when the proposal follows a match. `price_minor` is the
    whole price with VAT; it is asked for only where the listing leaves it open. Nothing is held before the other agrees.
    Raises NotAllowed, DealWithSelf, NotOpenForDeals, NotEnoughLeft, PriceMissing, GateClosed.
    """
    if not rules.acts_for(party, by=by) or by.membership_id is None:
        raise NotAllowed(_("You cannot make a deal for somebody else."))
    if party == listing.owner_ref:
        raise DealWithSelf
    locked = lock_listings(sorted(item.pk for item in (listing, counterpart) if item))
    listing = locked[listing.pk]
    counterpart = locked[counterpart.pk] if counterpart else None
    _check_listings(listing, counterpart, party, quantity, by)
    deal = _new_deal(listing, counterpart, party, quantity, by)
    deal.price_minor = _price(listing, quantity, price_minor)
    deal.planned_on, deal.proposed_at = planned_on, at or timezone.now()
    _require_gate(deal, by)
    deal.save()
    _mark_contacted(deal)
    _step(deal, by, deal.proposed_at)
    if message.strip():
        send_message(deal=deal, text=message, by=by, at=deal.proposed_at)
    return deal


@transaction.atomic
def accept_deal(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """Bind both to the deal: its quantity is held, and the fee rules of this moment are its own from now on.

    A repeated call changes nothing. Raises NotAllowed, WrongDealState, NotEnoughLeft, GateClosed.
    """
    if not rules.may_answer(deal, by=by):
        raise NotAllowed(_("Only the side that was asked can accept this deal."))
    listings = lock_listings(deal.listing_ids)
    deal = _lock(deal)
    if deal.state == DealState.AGREED:
        return deal
    _expect(deal, DealState.PROPOSED)
    for listing in listings.values():
        _check_left(listing, deal.quantity)
    _require_gate(deal, by)
    deal.agreed_at = at or timezone.now()
    deal.frozen_fees = freeze(facts_of(deal))
    deal.terms = _terms_of(deal)
    return _move(deal, DealState.AGREED, by, deal.agreed_at, "agreed_at", "frozen_fees", "terms")


@transaction.atomic
def decline_deal(*, deal: Deal, by: Actor, reason: str = "", at: datetime | None = None) -> Deal:
    """Say no to a proposal. A repeated call changes nothing. Raises NotAllowed, WrongDealState."""
    if not rules.may_answer(deal, by=by):
        raise NotAllowed(_("Only the side that was asked can decline this deal."))
    deal = _lock(deal)
    if deal.state == DealState.DECLINED:
        return deal
    _expect(deal, DealState.PROPOSED)
    deal.ended_at = at or timezone.now()
    return _move(deal, DealState.DECLINED, by, deal.ended_at, "ended_at", reason=reason)


@transaction.atomic
def deliver_deal(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """The provider did, brought or lent it. A repeated call changes nothing. Raises NotAllowed, WrongDealState."""
    if not rules.may_deliver(deal, by=by):
        raise NotAllowed(_("Only the provider says that it was delivered."))
    deal = _lock(deal)
    if deal.state == DealState.DELIVERED:
        return deal
    _expect(deal, DealState.AGREED)
    deal.delivered_at = at or timezone.now()
    return _move(deal, DealState.DELIVERED, by, deal.delivered_at, "delivered_at")


@transaction.atomic
def confirm_deal(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """The requester says it is well. What each side owes is recorded in the same transaction, once.

    A repeated call changes nothing. Raises NotAllowed, WrongDealState.
    """
    if not rules.may_confirm(deal, by=by):
        raise NotAllowed(_("Only the requester confirms that it is well."))
    deal = _lock(deal)
    if deal.state == DealState.CONFIRMED:
        return deal
    _expect(deal, DealState.DELIVERED)
    deal.confirmed_at = at or timezone.now()
    deal = _move(deal, DealState.CONFIRMED, by, deal.confirmed_at, "confirmed_at")
    record_charges(
        deal_id=deal.pk,
        deal_label=deal.title,
        facts=facts_of(deal),
        frozen=deal.frozen_fees,
        completed_at=deal.confirmed_at or timezone.now(),
    )
    return deal


@transaction.atomic
def cancel_deal(*, deal: Deal, by: Actor, reason: str, at: datetime | None = None) -> Deal:
    """Either side calls it off before delivery; what was held is free again. Raises NotAllowed, WrongDealState."""
    if not rules.may_see_deal(deal, by=by):
        raise NotAllowed(_("Only the two who made the deal call it off."))
    lock_listings(deal.listing_ids)
    deal = _lock(deal)
    if deal.state == DealState.CANCELLED:
        return deal
    _expect(deal, DealState.PROPOSED, DealState.AGREED)
    deal.ended_at = at or timezone.now()
    return _move(deal, DealState.CANCELLED, by, deal.ended_at, "ended_at", reason=reason)


def _check_listings(
    listing: Listing, counterpart: Listing | None, party: PartyRef, quantity: Decimal, by: Actor
) -> None:
    if not listing.is_published:
        raise NotOpenForDeals
    if quantity <= 0:
        raise NotEnoughLeft(_("Choose a quantity above zero."), data={"field": "quantity"})
    _check_left(listing, quantity)
    if counterpart is None:
        return
    if counterpart.side == listing.side or counterpart.owner_ref != party:
        raise NotAllowed(_("The other listing must be your own, on the other side."))
    if not counterpart.is_published:
        raise NotOpenForDeals
    _check_left(counterpart, quantity)


def _check_left(listing: Listing, quantity: Decimal) -> None:
    left = left_of(listing)
    if left is not None and quantity > left:
        left = max(left, Decimal(0))
        sentence = _("Of “%(title)s” %(left)s is left. Choose a smaller quantity.") % {
            "title": listing.title,
            "left": plain(left),
        }
        raise NotEnoughLeft(sentence, data={"field": "quantity", "left": f"{left.normalize():f}"})


def _new_deal(
    listing: Listing, counterpart: Listing | None, party: PartyRef, quantity: Decimal, by: Actor
) -> Deal:
    """The roles follow from the side of the listing."""
    ours, theirs = ("requester", "provider") if listing.is_offer else ("provider", "requester")
    own_side, other_side = ("offer", "request") if listing.side == Side.OFFER else ("request", "offer")
    people: dict[str, Any] = {
        f"{ours}_membership_id": by.membership_id,
        f"{ours}_organisation_id": party.id if party.kind == "organisation" else None,
        f"{theirs}_membership_id": listing.owner_membership_id,
        f"{theirs}_organisation_id": listing.owner_organisation_id,
        own_side: listing,
        other_side: counterpart,
    }
    offer = listing if listing.is_offer else counterpart
    return Deal(
        **people,
        proposed_by=ours,
        title=listing.title,
        category_id=listing.category_id,
        quantity=quantity,
        unit=listing.unit,
        currency=listing.currency,
        vat_bp=offer.vat_bp if offer else 0,
        exchange_type=(offer or listing).exchange_type,
    )


def _price(listing: Listing, quantity: Decimal, proposed_minor: int | None) -> int:
    """The listing's own price where it has one; else what is proposed."""
    own = listing.price_of(quantity)
    if own is not None:
        return own
    if proposed_minor is None or proposed_minor < 0:
        raise PriceMissing(data={"field": "price_minor"})
    return proposed_minor


def _require_gate(deal: Deal, by: Actor) -> None:
    """Money needs the step Trade, exchange without money the step Coordinate, what is free the step Connect."""
    if by.is_system:
        return
    needed = {ExchangeType.PAID.value: "G3", ExchangeType.FREE.value: "G1", ExchangeType.COMMONS.value: "G1"}
    gate = "G3" if deal.price_minor else needed.get(deal.exchange_type, "G2")
    gates.require(gate, community_in_scope())


def _terms_of(deal: Deal) -> dict[str, Any]:
    """What both agreed to, as it was."""
    return {
        "title": deal.title,
        "quantity": str(deal.quantity),
        "unit": deal.unit,
        "price_minor": deal.price_minor,
        "currency": deal.currency,
        "vat_bp": deal.vat_bp,
        "exchange_type": deal.exchange_type,
        "planned_on": deal.planned_on.isoformat() if deal.planned_on else None,
    }


def _lock(deal: Deal) -> Deal:
    return Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)


def _expect(deal: Deal, *states: DealState) -> None:
    if deal.state not in states:
        raise WrongDealState


def _move(deal: Deal, to: DealState, by: Actor, at: datetime, *fields: str, reason: str = "") -> Deal:
    deal.state = to
    deal.save(update_fields=["state", *fields])
    _step(deal, by, at, reason)
    return deal


def _step(deal: Deal, by: Actor, at: datetime, reason: str = "") -> None:
    DealStep.objects.create(
        deal=deal, state=deal.state, at=at, by_id=by.membership_id, reason=reason.strip()[:500]
    )
    publish(DealMoved(deal.pk, deal.state, by.membership_id))


def _mark_contacted(deal: Deal) -> None:
    Match.objects.filter(offer=deal.offer, request=deal.request).update(state=MatchState.CONTACTED)


def people_of(ref: PartyRef, membership_id: int) -> list[int]:
    """Whom to tell on one side: the member, or the colleagues of the organisation."""
    return [membership_id] if ref.kind == "member" else colleague_membership_ids(ref.id)
