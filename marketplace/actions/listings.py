"""Placing, changing and ending offers and requests."""

from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyRef, local_groups
from marketplace import rules
from marketplace.enums import PRICED, TAXED, ExchangeType, ListingState, VatCategory
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.events import ListingChanged
from marketplace.holding import held_of
from marketplace.models import Listing
from marketplace.quantities import plain
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.pictures import clean_picture
from weconomics.registry import gates
from weconomics.tenancy.community import community_in_scope

LIVES = timedelta(days=180)
STANDARD_RATE_BP = 2100
DECIMALS_SHOWN = 2  # about a kilometre: nobody's front door
FIELDS = frozenset(
    {
        "title", "text", "kind", "category", "quantity", "unit", "price_type", "price_minor", "vat_bp", "local_group_id",
        "place", "lat", "lon", "radius_km", "available_from", "available_until", "audience",
    }
)  # fmt: skip


@transaction.atomic
def draft_listing(
    *, side: str, owner: PartyRef, by: Actor, photo: IO[bytes] | None = None, **values: Any
) -> Listing:
    """A draft for the member, or for an organisation they act for. Raises NotAllowed, ListingIncomplete, PictureRefused."""
    if by.membership_id is None or not (rules.may_place_listing(by=by) and rules.acts_for(owner, by=by)):
        raise NotAllowed(_("You cannot place this for somebody else."))
    listing = Listing(side=side, currency=community_in_scope().currency, owner_membership_id=by.membership_id)
    if owner.kind == "organisation":
        listing.owner_organisation_id = owner.id
    _fill(listing, values, photo)
    listing.save()
    return listing


@transaction.atomic
def change_listing(*, listing: Listing, by: Actor, photo: IO[bytes] | None = None, **values: Any) -> Listing:
    """Other words, price or quantity. Deals that were agreed keep what they agreed.

    Raises NotAllowed, WrongListingState, ListingIncomplete, PictureRefused.
    """
    listing = _locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is changes it."))
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    _fill(listing, values, photo)
    _check_quantity(listing)
    listing.save()
    if listing.is_published:
        publish(ListingChanged(listing.pk))
    return listing


@transaction.atomic
def publish_listing(*, listing: Listing, by: Actor, at: datetime | None = None) -> Listing:
    """Show it to its audience and look for matches. A published one stays as it is.

    Raises NotAllowed, WrongListingState, GateClosed: listings need the step Coordinate, free exchange the step Connect.
    """
    listing = _locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is publishes it."))
    if listing.is_published:
        return listing
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    if not by.is_system:
        require_gate_for(listing)
    at = at or timezone.now()
    listing.state, listing.published_at = ListingState.PUBLISHED, at
    listing.expires_on = listing.available_until or (at + LIVES).date()
    listing.save(update_fields=["state", "published_at", "expires_on", "updated_at"])
    publish(ListingChanged(listing.pk))
    return listing


@transaction.atomic
def pause_listing(*, listing: Listing, by: Actor) -> Listing:
    """Take it out of sight for a while. Raises NotAllowed, WrongListingState."""
    return _move(listing, by, to=ListingState.PAUSED, allowed=[ListingState.PUBLISHED])


@transaction.atomic
def close_listing(*, listing: Listing, by: Actor) -> Listing:
    """End it for good; its deals go on. Who moderates may do this too. Raises NotAllowed, WrongListingState."""
    open_states: list[ListingState] = [state for state in ListingState if state != ListingState.CLOSED]
    return _move(listing, by, to=ListingState.CLOSED, allowed=open_states)


@transaction.atomic
def renew_listing(*, listing: Listing, by: Actor) -> Listing:
    """Let it live on for another half year, also when it was paused or had expired."""
    listing = _locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is renews it."))
    if listing.state not in (ListingState.PUBLISHED, ListingState.PAUSED, ListingState.EXPIRED):
        raise WrongListingState
    require_gate_for(listing)
    now = timezone.now()
    listing.state, listing.expires_on = ListingState.PUBLISHED, (now + LIVES).date()
    if listing.available_until and listing.available_until < now.date():
        listing.available_until = None
    listing.save(update_fields=["state", "expires_on", "available_until", "updated_at"])
    publish(ListingChanged(listing.pk))
    return listing


def expire_listings() -> int:
    """Published ones whose day has passed. Returns how many."""
    overdue = Listing.objects.filter(state=ListingState.PUBLISHED, expires_on__lt=timezone.localdate())
    return overdue.update(state=ListingState.EXPIRED)


def require_gate_for(listing: Listing) -> None:
    """Raises GateClosed with what is missing."""
    without_money = listing.exchange_type in (ExchangeType.FREE, ExchangeType.COMMONS)
    gates.require("G1" if without_money else "G2", community_in_scope())


def _move(listing: Listing, by: Actor, *, to: str, allowed: list[ListingState]) -> Listing:
    listing = _locked(listing)
    if not rules.may_take_down_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is, or who moderates, takes it away."))
    if listing.state == to:
        return listing
    if listing.state not in allowed:
        raise WrongListingState
    listing.state = to
    listing.save(update_fields=["state", "updated_at"])
    return listing


def _locked(listing: Listing) -> Listing:
    return Listing.objects.select_for_update(of=("self",)).select_related("category").get(pk=listing.pk)


def _fill(listing: Listing, values: dict[str, Any], photo: IO[bytes] | None) -> None:
    """Set what is given. Without a point of its own a listing stands where its local group is."""
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"a listing has no {sorted(unknown)}")
    for name, value in values.items():
        setattr(listing, name, value)
    listing.title = listing.title.strip()
    _check_price(listing)
    _name_the_vat(listing)
    _place(listing)
    if photo is not None:
        listing.photo = clean_picture(photo)


def _check_price(listing: Listing) -> None:
    if not listing.title:
        raise ListingIncomplete(_("Give it a title, so that people find it."), data={"field": "title"})
    if listing.price_type in PRICED and (listing.price_minor or 0) <= 0:
        raise ListingIncomplete(
            _("Fill in the price, or choose another kind of price."), data={"field": "price_minor"}
        )
    if listing.price_type in ("free", "barter", "commons"):
        listing.price_minor = None


def _name_the_vat(listing: Listing) -> None:
    """A rate without its name is one of the two; a name without a rate has none."""
    if listing.vat_bp and listing.vat_category not in TAXED:
        listing.vat_category = (
            VatCategory.REDUCED if listing.vat_bp < STANDARD_RATE_BP else VatCategory.STANDARD
        )
    elif not listing.vat_bp and listing.vat_category in TAXED:
        listing.vat_category = VatCategory.NONE


def _check_quantity(listing: Listing) -> None:
    held = held_of(listing)
    if listing.quantity is not None and listing.quantity < held:
        sentence = _("%(held)s of it is agreed already. Choose at least that quantity.")
        raise ListingIncomplete(sentence % {"held": plain(held)}, data={"field": "quantity"})


def _place(listing: Listing) -> None:
    if listing.lat is not None and listing.lon is not None:
        listing.lat, listing.lon = round(listing.lat, DECIMALS_SHOWN), round(listing.lon, DECIMALS_SHOWN)
        return
    group = next((group for group in local_groups() if group.id == listing.local_group_id), None)
    if group is not None:
        listing.lat, listing.lon = group.lat, group.lon
        listing.place = listing.place or group.name
