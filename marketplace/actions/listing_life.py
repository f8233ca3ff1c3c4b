"""How a listing lives: it is published, paused, renewed, and ends by its day or by whose it is."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.looks.asking import ask_for_look
from marketplace.enums import ExchangeType, ListingState
from marketplace.errors import WrongListingState
from marketplace.events import ListingChanged
from marketplace.fields import require_answers
from marketplace.lifetimes import lives_until
from marketplace.looks.rules import needs_look
from marketplace.models import Listing
from marketplace.moderating import refuse_when_hidden, refuse_when_limited
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry import gates
from weconomics.tenancy.community import community_in_scope


@transaction.atomic
def publish_listing(*, listing: Listing, by: Actor, at: datetime | None = None) -> Listing:
    """Show it to its audience and look for matches; where the community wants it, after a coordinator's look.

    What is shown, or waits already, stays as it is. Raises NotAllowed, WrongListingState, AnswersRefused, and GateClosed:
    listings need the step Coordinate, free exchange the step Connect.
    """
    listing = locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is publishes it."))
    if listing.state in (ListingState.PUBLISHED, ListingState.REVIEW):
        return listing
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    refuse_when_hidden(listing)
    refuse_when_limited(by)
    if not by.is_system:
        require_gate_for(listing)
    require_answers(listing)
    return _show_or_ask(listing, by, at or timezone.now())


@transaction.atomic
def pause_listing(*, listing: Listing, by: Actor) -> Listing:
    """Take it out of sight for a while. Raises NotAllowed, WrongListingState."""
    return _move(listing, by, to=ListingState.PAUSED, allowed=[ListingState.PUBLISHED])


@transaction.atomic
def close_listing(*, listing: Listing, by: Actor) -> Listing:
    """End it for good; its deals go on. Who moderates may do this too. Raises NotAllowed, WrongListingState."""
    open_states: list[ListingState] = [state for state in ListingState if state != ListingState.CLOSED]
    closed = _move(listing, by, to=ListingState.CLOSED, allowed=open_states)
    if closed.met_at is not None:  # by hand now, so nothing opens it again
        closed.met_at = None
        closed.save(update_fields=["met_at", "updated_at"])
    return closed


@transaction.atomic
def renew_listing(*, listing: Listing, by: Actor, at: datetime | None = None) -> Listing:
    """Let it live anew from today, also when it was paused or had expired; a last day of its own falls away.

    Raises NotAllowed, WrongListingState, GateClosed.
    """
    listing = locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is renews it."))
    refuse_when_hidden(listing)
    refuse_when_limited(by)
    if listing.state not in (ListingState.PUBLISHED, ListingState.PAUSED, ListingState.EXPIRED):
        raise WrongListingState
    require_gate_for(listing)
    at, listing.available_until = at or timezone.now(), None
    if not listing.is_published:
        return _show_or_ask(listing, by, at, was_placed_at=listing.published_at)
    listing.expires_on, listing.reminded_at = lives_until(listing, at), None
    listing.save(update_fields=["expires_on", "available_until", "reminded_at", "updated_at"])
    publish(ListingChanged(listing.pk))
    return listing


def follow_its_last_day(listing: Listing, was: date | None) -> None:
    """Another last day of what is shown is another end, with a reminder of its own. Does not save."""
    if listing.is_published and listing.available_until != was:
        listing.expires_on, listing.reminded_at = lives_until(listing, timezone.now()), None


def show(listing: Listing, at: datetime, *, was_placed_at: datetime | None = None) -> Listing:
    """From now on its audience sees it; `was_placed_at` keeps its place among the newest.

    The caller holds the lock and asked the rules.
    """
    listing.state, listing.published_at = ListingState.PUBLISHED, was_placed_at or at
    listing.expires_on, listing.reminded_at = lives_until(listing, at), None
    listing.save()
    publish(ListingChanged(listing.pk))
    return listing


def _show_or_ask(
    listing: Listing, by: Actor, at: datetime, *, was_placed_at: datetime | None = None
) -> Listing:
    if not needs_look(listing, by=by):
        return show(listing, at, was_placed_at=was_placed_at)
    listing.state = ListingState.REVIEW
    listing.save()
    ask_for_look(listing, at=at)
    return listing


def require_gate_for(listing: Listing) -> None:
    """Raises GateClosed with what is missing."""
    without_money = listing.exchange_type in (ExchangeType.FREE, ExchangeType.COMMONS)
    gates.require("G1" if without_money else "G2", community_in_scope())


def _move(listing: Listing, by: Actor, *, to: str, allowed: list[ListingState]) -> Listing:
    listing = locked(listing)
    if not rules.may_take_down_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is, or who moderates, takes it away."))
    if listing.state == to:
        return listing
    if listing.state not in allowed:
        raise WrongListingState
    listing.state = to
    listing.save(update_fields=["state", "updated_at"])
    return listing


def locked(listing: Listing) -> Listing:
    return Listing.objects.select_for_update(of=("self",)).select_related("category").get(pk=listing.pk)
