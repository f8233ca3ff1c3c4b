"""The address in a reminder that renews a listing: signed, so that it works without logging in.

It names the listing, the member it was sent to and the end that it was about: once renewed, it does nothing any more.
"""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.urls import reverse

from communities.access import actor_of_member
from marketplace.actions.listing_life import renew_listing
from marketplace.models import Listing
from weconomics.errors import NotAllowed, NotFound
from weconomics.tenancy.scope import scope

SALT = "marketplace.renewing"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the address stands for, for the page. `is_due` while its end is still the listing's end."""

    title: str
    slug: str
    expires_on: date | None
    is_due: bool
    state: str


def renew_address(listing: Listing, membership_id: int) -> str:
    """A path for this member and this end of the listing."""
    named = [listing.community_id, listing.pk, membership_id, str(listing.expires_on)]
    return reverse("renew_by_link", args=[signing.dumps(named, salt=SALT, compress=True)])


def renewal_of(token: str) -> Renewal:
    """Looking changes nothing. Raises NotFound for what we did not sign, or what is no longer there."""
    community_id, listing_id, _membership_id, ends = _named(token)
    with scope(community_id):
        return _renewal(_find(listing_id), ends)


def renew_by_link(token: str) -> Renewal:
    """Renew it in the name of whom the letter was sent to. A repeated call changes nothing.

    Raises NotFound, NotAllowed for who is no member any more, and what renewing refuses.
    """
    community_id, listing_id, membership_id, ends = _named(token)
    with scope(community_id):
        listing = _find(listing_id)
        if not _renewal(listing, ends).is_due:
            return _renewal(listing, ends)
        actor = actor_of_member(membership_id)
        if actor is None:
            raise NotAllowed
        return _renewal(renew_listing(listing=listing, by=actor), ends)


def _named(token: str) -> tuple[int, int, int, str]:
    try:
        community_id, listing_id, membership_id, ends = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    return int(community_id), int(listing_id), int(membership_id), str(ends)


def _find(listing_id: int) -> Listing:
    found = Listing.objects.select_related("community").filter(pk=listing_id).first()
    if found is None:
        raise NotFound
    return found


def _renewal(listing: Listing, ends: str) -> Renewal:
    is_due = str(listing.expires_on) == ends and listing.state in ("published", "paused", "expired")
    return Renewal(listing.title, listing.community.slug, listing.expires_on, is_due, listing.state)
