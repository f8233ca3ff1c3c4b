"""What the marketplace shows on pages of others."""

from typing import Any

from django.template.loader import render_to_string

from communities.interface import PartyRef
from marketplace import queries
from marketplace.enums import Side

CARDS = 3
MATCHES = 3


def newest_listings(request: Any, **_about: Any) -> str | None:
    """The newest offers and requests that this visitor may see."""
    about = {
        "offers": queries.newest(request.actor, Side.OFFER, CARDS),
        "requests": queries.newest(request.actor, Side.REQUEST, CARDS),
    }
    return render_to_string("marketplace/_home_newest.html", about, request)


def waits_for_you(request: Any, **_about: Any) -> str | None:
    """Proposals to answer, and the best matches of what the member placed."""
    if not request.actor.is_member:
        return None
    waiting = queries.with_others(queries.waiting_for(request.actor)[:MATCHES], request.actor)
    matches = queries.with_sides(queries.matches_for(request.actor)[:MATCHES], request.actor)
    if not waiting and not matches:
        return None
    return render_to_string(
        "marketplace/_home_for_you.html", {"waiting": waiting, "matches": matches}, request
    )


def listings_of_member(request: Any, membership: Any = None, **_about: Any) -> str | None:
    return _listings_of(request, PartyRef("member", membership.pk))


def listings_of_partner(request: Any, organisation: Any = None, **_about: Any) -> str | None:
    return _listings_of(request, PartyRef("organisation", organisation.pk))


def _listings_of(request: Any, ref: PartyRef) -> str | None:
    rows = queries.listings_visible_to(request.actor)
    if ref.kind == "organisation":
        rows = rows.filter(owner_organisation_id=ref.id)
    else:
        rows = rows.filter(owner_membership_id=ref.id, owner_organisation=None)
    listings = list(rows[:12])
    return (
        render_to_string("marketplace/_party_listings.html", {"listings": listings}, request)
        if listings
        else None
    )
