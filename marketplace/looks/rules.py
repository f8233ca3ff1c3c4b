"""When a listing waits for a look. Why it is so: docs/decisions/0013."""

from typing import Any

from marketplace import rules
from marketplace.enums import ListingState, ReviewOutcome
from marketplace.looks.queries import last_look_of
from marketplace.models import Listing
from marketplace.settings import market_settings
from weconomics.actor import Actor


def needs_look(listing: Listing, *, by: Actor) -> bool:
    """Before it is shown: the first time, and when its last look was no yes. Who approves does not wait for a yes."""
    if by.is_system or rules.may_manage_market(by=by) or not market_settings().needs_approval:
        return False
    if listing.published_at is None:
        return True
    last = last_look_of(listing)
    return last is not None and last.outcome != ReviewOutcome.APPROVED


def needs_another_look(listing: Listing, before: dict[str, Any], *, by: Actor) -> bool:
    """After a change of the words or the picture that others saw."""
    was_shown = listing.published_at is not None and listing.state not in (
        ListingState.DRAFT,
        ListingState.CLOSED,
    )
    if not was_shown or before == words_of(listing):
        return False
    return not rules.may_manage_market(by=by) and market_settings().needs_approval


def words_of(listing: Listing) -> dict[str, Any]:
    """What a coordinator looks at."""
    return {"title": listing.title, "text": listing.text, "photo": listing.photo.name or ""}
