"""After posting: thanks, and who fits with the reasons."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace import queries, rules
from marketplace.models import Listing
from marketplace.views.listings import visible_listing
from weconomics.errors import NotFound
from weconomics.web.views import member_page

SHOWN = 6
MOST_LOOKS = 6  # the job that looks for matches mostly needs a second or two


@require_GET
@member_page
def listing_posted(request: Any, public_id: UUID) -> HttpResponse:
    """For whose listing it is: what happens now, and whom to propose to at once."""
    return render(request, "marketplace/listing_posted.html", _about(request, public_id))


@require_GET
@member_page
def posted_matches(request: Any, public_id: UUID) -> HttpResponse:
    """The part that the page asks for again while nobody was found yet."""
    return render(request, "marketplace/_posted_matches.html", _about(request, public_id))


def _about(request: Any, public_id: UUID) -> dict[str, Any]:
    listing = visible_listing(request, public_id)
    if not rules.may_change_listing(listing, by=request.actor):
        raise NotFound
    matches = _matches(listing) if listing.is_published else []
    looked = int(text) if (text := request.GET.get("look", "1")).isdecimal() else 1
    is_looking = listing.is_published and not matches and looked < MOST_LOOKS
    return {
        "listing": listing,
        "matches": matches,
        "next_look": looked + 1 if is_looking else None,
    }


def _matches(listing: Listing) -> list[Any]:
    """Best first, each knowing which of the two is ours."""
    found: list[Any] = list(queries.matches_of(listing)[:SHOWN])
    for match in found:
        match.mine, match.other = (
            (match.offer, match.request) if listing.is_offer else (match.request, match.offer)
        )
    return found
