"""A coordinator says yes, or sends a listing back with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace import rules
from marketplace.actions.listing_life import locked, require_gate_for, show
from marketplace.enums import ListingState, ReviewOutcome
from marketplace.errors import ListingIncomplete, ListingMovedOn, WrongListingState
from marketplace.models import Listing, ListingReview
from marketplace.queries import people_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

LONGEST_REASON = 500


@transaction.atomic
def approve_listing(
    *, listing: Listing, by: Actor, seen: datetime | None = None, at: datetime | None = None
) -> Listing:
    """Show it, or let what was changed stand. A repeated yes changes nothing; the owner hears of it.

    `seen` is the `updated_at` that the coordinator looked at.
    Raises NotAllowed, WrongListingState, ListingMovedOn, GateClosed.
    """
    at = at or timezone.now()
    listing, look = _locked_with_look(listing, by)
    if look is None:
        return _settled(listing)
    _check_seen(listing, seen)
    _decide(look, ReviewOutcome.APPROVED, "", by, at)
    if listing.state == ListingState.REVIEW:
        require_gate_for(listing)
        show(listing, at)
    _tell_owner(listing, _("“{title}” is approved."))
    return listing


@transaction.atomic
def send_back_listing(
    *, listing: Listing, reason: str, by: Actor, seen: datetime | None = None, at: datetime | None = None
) -> Listing:
    """Out of sight, to its owner with the reason: they mend it and publish it again. Its deals go on.

    Raises NotAllowed, WrongListingState, ListingMovedOn, ListingIncomplete without a reason.
    """
    listing, look = _locked_with_look(listing, by)
    if look is None:
        raise WrongListingState
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ListingIncomplete(_now("Say why, so that the owner can mend it."), data={"field": "reason"})
    _check_seen(listing, seen)
    _decide(look, ReviewOutcome.REFUSED, reason, by, at or timezone.now())
    if listing.state in (ListingState.REVIEW, ListingState.PUBLISHED):
        listing.state = ListingState.DRAFT
        listing.save(update_fields=["state", "updated_at"])
    sentence = _("“{title}” is not shown like this: {reason} Mend it and publish it again.")
    _tell_owner(listing, sentence, reason=reason)
    return listing


def _locked_with_look(listing: Listing, by: Actor) -> tuple[Listing, ListingReview | None]:
    if not rules.may_manage_market(by=by):
        raise NotAllowed(_now("Listings are approved by coordinators and who leads the community."))
    listing = locked(listing)
    return listing, ListingReview.objects.filter(listing=listing, outcome="").first()


def _settled(listing: Listing) -> Listing:
    """Somebody else said yes already; anything else has moved on."""
    if not listing.is_published:
        raise WrongListingState
    return listing


def _check_seen(listing: Listing, seen: datetime | None) -> None:
    if seen is not None and listing.updated_at != seen:
        raise ListingMovedOn


def _decide(look: ListingReview, outcome: ReviewOutcome, reason: str, by: Actor, at: datetime) -> None:
    look.outcome, look.reason, look.by_id, look.decided_at = outcome, reason, by.membership_id, at
    look.save()


def _tell_owner(listing: Listing, sentence: Any, **words: str) -> None:
    """Each in their own language, with the way to the listing."""
    notify(
        people_of(listing.owner_ref, listing.owner_membership_id),
        kind="approval",
        text=format_lazy(sentence, title=listing.title, **words),
        url=reverse("marketplace:listing", args=[listing.community.slug, listing.public_id]),
    )
