"""Placing, changing and ending offers and requests."""

from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from communities.interface import PartyRef, local_groups
from marketplace import rules
from marketplace.actions.listing_life import (
    close_listing,
    expire_listings,
    locked,
    pause_listing,
    publish_listing,
    renew_listing,
)
from marketplace.enums import PRICED, TAXED, ListingState, VatCategory
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.events import ListingChanged
from marketplace.fields import answer
from marketplace.holding import held_of
from marketplace.models import Listing
from marketplace.quantities import plain
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.pictures import clean_picture
from weconomics.tenancy.community import community_in_scope

__all__ = [
    "change_listing",
    "close_listing",
    "draft_listing",
    "expire_listings",
    "pause_listing",
    "publish_listing",
    "renew_listing",
]
STANDARD_RATE_BP = 2100
DECIMALS_SHOWN = 2  # about a kilometre: nobody's front door
FIELDS = frozenset(
    {
        "title", "text", "kind", "category", "quantity", "unit", "price_type", "price_minor", "vat_bp", "local_group_id",
        "place", "lat", "lon", "radius_km", "available_from", "available_until", "audience", "values",
    }
)  # fmt: skip


@transaction.atomic
def draft_listing(
    *, side: str, owner: PartyRef, by: Actor, photo: IO[bytes] | None = None, **values: Any
) -> Listing:
    """A draft for the member, or for an organisation they act for. `values` are the answers to the category's questions.

    Raises NotAllowed, ListingIncomplete, AnswersRefused, PictureRefused.
    """
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

    Raises NotAllowed, WrongListingState, ListingIncomplete, AnswersRefused, PictureRefused.
    """
    listing = locked(listing)
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


def _fill(listing: Listing, values: dict[str, Any], photo: IO[bytes] | None) -> None:
    """Set what is given. Without a point of its own a listing stands where its local group is."""
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"a listing has no {sorted(unknown)}")
    for name, value in values.items():
        if name != "values":
            setattr(listing, name, value)
    answer(listing, values.get("values"))
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
