"""The pictures of a listing: a cover, which cards show, and further ones in their order."""

from collections.abc import Mapping, Sequence
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.listing_life import locked
from marketplace.enums import ListingState
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.models import Listing, ListingPhoto
from weconomics.actor import Actor
from weconomics.errors import NotAllowed, NotFound
from weconomics.pictures import clean_picture

MOST_PHOTOS = 8


@transaction.atomic
def add_photos(*, listing: Listing, files: Sequence[IO[bytes]], by: Actor) -> Listing:
    """Each is judged by its content and written anew, so nothing of the sent file is kept. The first may become the cover.

    All or none. Raises NotAllowed, WrongListingState, ListingIncomplete, PictureRefused.
    """
    listing = _own(listing, by)
    shown = list(listing.photos.all())
    if len(shown) + bool(listing.photo) + len(files) > MOST_PHOTOS:
        sentence = _("A listing has at most %s photos.")
        raise ListingIncomplete(sentence % MOST_PHOTOS, data={"field": "photo"})
    pictures = [clean_picture(file) for file in files]
    if pictures and not listing.photo:
        listing.photo, listing.photo_alt = pictures.pop(0), ""
        listing.save(update_fields=["photo", "photo_alt", "updated_at"])
    start = shown[-1].position + 1 if shown else 0
    for position, picture in enumerate(pictures, start=start):
        ListingPhoto.objects.create(listing=listing, photo=picture, position=position)
    return listing


@transaction.atomic
def describe_photos(*, listing: Listing, cover: str, alts: Mapping[UUID, str], by: Actor) -> Listing:
    """In words what one sees, for who cannot see it. Raises NotAllowed, WrongListingState."""
    listing = _own(listing, by)
    if listing.photo and listing.photo_alt != cover:
        listing.photo_alt = cover
        listing.save(update_fields=["photo_alt", "updated_at"])
    for photo in listing.photos.filter(public_id__in=list(alts)):
        if photo.alt != alts[photo.public_id]:
            photo.alt = alts[photo.public_id]
            photo.save(update_fields=["alt"])
    return listing


@transaction.atomic
def move_photo_up(*, listing: Listing, photo_id: UUID, by: Actor) -> Listing:
    """One place earlier; the first of them becomes the cover. Raises NotAllowed, NotFound, WrongListingState."""
    listing = _own(listing, by)
    photos = list(listing.photos.all())
    place = _place_of(photos, photo_id)
    if place == 0:
        return make_cover(listing=listing, photo_id=photo_id, by=by)
    photos[place - 1], photos[place] = photos[place], photos[place - 1]
    _number(photos)
    return listing


@transaction.atomic
def make_cover(*, listing: Listing, photo_id: UUID, by: Actor) -> Listing:
    """This one is what cards show; what was the cover comes first of the others.

    The old cover gets a row of its own instead of taking over this one: a report names a row, and must go on meaning the
    same picture. Raises NotAllowed, NotFound, WrongListingState.
    """
    listing = _own(listing, by)
    photos = list(listing.photos.all())
    chosen = photos.pop(_place_of(photos, photo_id))
    if listing.photo:
        former = ListingPhoto(listing=listing, photo=listing.photo.name, alt=listing.photo_alt)
        photos.insert(0, former)
    listing.photo, listing.photo_alt = chosen.photo.name, chosen.alt
    listing.save(update_fields=["photo", "photo_alt", "updated_at"])
    chosen.delete()
    _number(photos)
    return listing


@transaction.atomic
def remove_photo(*, listing: Listing, photo_id: UUID | None, by: Actor) -> Listing:
    """Take one away, with its file; None is the cover, whose place the next takes.

    Raises NotAllowed, NotFound, WrongListingState.
    """
    listing = _own(listing, by)
    if photo_id is not None:
        photos = list(listing.photos.all())
        photo = photos[_place_of(photos, photo_id)]
        photo.delete()
        _forget_file(photo.photo)
        return listing
    if listing.photo:
        _forget_file(listing.photo)
        following = listing.photos.filter(hidden_at=None).first()
        listing.photo, listing.photo_alt = (following.photo.name, following.alt) if following else ("", "")
        listing.save(update_fields=["photo", "photo_alt", "updated_at"])
        if following:
            following.delete()
    return listing


def _own(listing: Listing, by: Actor) -> Listing:
    listing = locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is changes it."))
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    return listing


def _place_of(photos: Sequence[ListingPhoto], photo_id: UUID) -> int:
    """What a moderator hid stays where it is until that is over."""
    for place, photo in enumerate(photos):
        if photo.public_id == photo_id and photo.hidden_at is None:
            return place
    raise NotFound


def _number(photos: Sequence[ListingPhoto]) -> None:
    for position, photo in enumerate(photos):
        if photo.position != position or photo.pk is None:
            photo.position = position
            photo.save()


def _forget_file(file: object) -> None:
    """After the commit: a transaction that fails must not lose a picture."""
    storage, name = file.storage, file.name  # type: ignore[attr-defined]
    transaction.on_commit(lambda: storage.delete(name))
