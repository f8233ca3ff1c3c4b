"""How listings end by themselves: by their day, after a reminder, and when all of it was done."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace.enums import ListingState
from marketplace.events import ListingChanged
from marketplace.fulfilment import to_close, to_reopen
from marketplace.lifetimes import overdue, to_be_reminded, today_here
from marketplace.models import Listing
from marketplace.queries import people_of
from marketplace.renewing import renew_address
from weconomics.events import publish

KIND = "listing_ends"
day_in_words = lazy(lambda day: date_format(day, "j F"), str)


@transaction.atomic
def remind_of_ends(*, at: datetime | None = None) -> int:
    """Tell the owners of what ends soon, once for each end, with a link that renews it. Returns how many listings.

    A second worker at the same moment passes over what the first one holds.
    """
    at = at or timezone.now()
    rows = to_be_reminded(at).select_related("community").select_for_update(of=("self",), skip_locked=True)
    listings = list(rows.order_by("pk"))
    for listing in listings:
        listing.reminded_at = at
        listing.save(update_fields=["reminded_at"])
        _tell(listing, _("“{title}” ends on {day}. Do you want to keep it? Renew it with one button."))
    return len(listings)


@transaction.atomic
def expire_listings(*, at: datetime | None = None) -> int:
    """What is over is shown no more; its owner hears it here and can renew it. Returns how many."""
    rows = overdue(at or timezone.now()).select_related("community")
    listings = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for listing in listings:
        listing.state = ListingState.EXPIRED
        listing.save(update_fields=["state", "updated_at"])
        _tell(listing, _("“{title}” has ended. Renew it with one button."), by_mail=False)
    return len(listings)


@transaction.atomic
def settle_met(*, listing_id: int, at: datetime | None = None) -> None:
    """Close a listing of which all was done; open it again when something of it fell away. Repeating changes nothing."""
    at = at or timezone.now()
    Listing.objects.select_for_update().get(
        pk=listing_id
    )  # what is done is asked under the lock of the listing
    met = to_close().select_related("community").filter(pk=listing_id).first()
    if met is not None:
        _close(met, at)
        return
    fallen = to_reopen().select_related("community").filter(pk=listing_id).first()
    if fallen is not None:
        _reopen(fallen, at)


def settle_all_met(*, at: datetime | None = None) -> int:
    """What no deal told of: a quantity that was lowered to what is done. Returns how many listings were looked at."""
    ids = sorted([*to_close().values_list("pk", flat=True), *to_reopen().values_list("pk", flat=True)])
    for listing_id in ids:
        settle_met(listing_id=listing_id, at=at)
    return len(ids)


def _close(listing: Listing, at: datetime) -> None:
    listing.state, listing.met_at = ListingState.CLOSED, at
    listing.save(update_fields=["state", "met_at", "updated_at"])
    sentence = _("Everything in “{title}” is done, so we closed the listing. Thank you.")
    _tell(listing, sentence, url=_page(listing), by_mail=False)


def _reopen(listing: Listing, at: datetime) -> None:
    """Where its day has passed meanwhile, it has ended; its owner can renew it."""
    is_over = listing.expires_on is not None and listing.expires_on < today_here(at)
    listing.state, listing.met_at = ListingState.EXPIRED if is_over else ListingState.PUBLISHED, None
    listing.save(update_fields=["state", "met_at", "updated_at"])
    if listing.is_published:
        publish(ListingChanged(listing.pk))
    sentence = _("A deal about “{title}” was called off, so the listing is open again.")
    if is_over:
        sentence = _(
            "A deal about “{title}” was called off after the listing had ended. You can renew it with one button."
        )
    _tell(listing, sentence, url="" if is_over else _page(listing))


def _tell(listing: Listing, sentence: Any, *, url: str = "", by_mail: bool = True) -> None:
    """Each in their own language. Without an address of its own: the one with which they renew it."""
    text = format_lazy(
        sentence, title=listing.title, day=day_in_words(listing.expires_on) if listing.expires_on else ""
    )
    for membership_id in people_of(listing.owner_ref, listing.owner_membership_id):
        page = url or renew_address(listing, membership_id)
        notify([membership_id], kind=KIND, text=text, url=page, by_mail=by_mail)


def _page(listing: Listing) -> str:
    return reverse("marketplace:listing", args=[listing.community.slug, listing.public_id])
