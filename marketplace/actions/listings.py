"""Placing, changing and ending offers and requests."""

from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyRef, local_groups, party_card
from marketplace import rules
from marketplace.actions.listing_life import (
    close_listing,
    follow_its_last_day,
    locked,
    pause_listing,
    publish_listing,
    renew_listing,
)
from marketplace.actions.looks.asking import look_again
from marketplace.actions.photos import add_photos
from marketplace.enums import ListingState
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.events import ListingChanged
from marketplace.fields import answer
from marketplace.geometry import DECIMALS_SHOWN
from marketplace.holding import most_held_of, providers_of
from marketplace.listing_terms import refuse_vat, settle
from marketplace.listing_types.rules import settle_type
from marketplace.looks.rules import words_of
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
    "pause_listing",
    "publish_listing",
    "renew_listing",
]
Before = tuple[str, str]  # unit, and per what
FIELDS = frozenset(
    {
        "title", "text", "language", "type", "kind", "category", "values",
        "quantity", "unit", "quantity_per", "least_quantity", "most_providers", "all_or_nothing", "closes_when_met",
        "price_type", "price_minor", "price_until_minor", "vat_category", "cancellation",
        "local_group_id", "place", "lat", "lon", "radius_km", "available_from", "available_until",
        "repeat_every", "repeat_unit", "audience",
    }
)  # fmt: skip


@transaction.atomic
def draft_listing(
    *,
    side: str,
    owner: PartyRef,
    by: Actor,
    photo: IO[bytes] | None = None,
    photos: Sequence[IO[bytes]] = (),
    **values: Any,
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
    if photos:
        add_photos(listing=listing, files=photos, by=by)
        listing.refresh_from_db(fields=["photo"])
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
    before, words = (listing.unit, listing.quantity_per), words_of(listing)
    last_day = listing.available_until
    _fill(listing, values, photo)
    _check_what_is_held(listing, before)
    follow_its_last_day(listing, last_day)
    listing.save()
    look_again(listing, before=words, by=by)
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
    settle_type(listing)
    answer(listing, values.get("values"))
    vat_status = party_card(listing.owner_ref).vat_status
    if listing.is_offer:
        refuse_vat(values.get("vat_category", ""), vat_status)
    settle(listing, vat_status=vat_status)
    _place(listing)
    if photo is not None:
        listing.photo = clean_picture(photo)


def _check_what_is_held(listing: Listing, before: Before) -> None:
    """What others agreed on stays possible: its amount, its unit, and from how many it comes."""
    held = most_held_of(listing)
    if held and (listing.unit, listing.quantity_per) != before:
        sentence = _("Some of it is agreed already in the old unit. Place a new listing for the other unit.")
        raise ListingIncomplete(sentence, data={"field": "unit"})
    if listing.quantity is not None and listing.quantity < held:
        sentence = _("%(held)s of it is agreed already. Choose at least that quantity.")
        raise ListingIncomplete(sentence % {"held": plain(held)}, data={"field": "quantity"})
    if listing.most_providers is not None:
        number = len(providers_of(listing, at=timezone.now()))
        if listing.most_providers < number:
            sentence = _("It comes from %(number)s providers already. Choose at least that number.")
            raise ListingIncomplete(sentence % {"number": number}, data={"field": "most_providers"})


def _place(listing: Listing) -> None:
    if listing.lat is not None and listing.lon is not None:
        listing.lat, listing.lon = round(listing.lat, DECIMALS_SHOWN), round(listing.lon, DECIMALS_SHOWN)
        return
    group = next((group for group in local_groups() if group.id == listing.local_group_id), None)
    if group is not None:
        listing.lat, listing.lon = group.lat, group.lon
        listing.place = listing.place or group.name
