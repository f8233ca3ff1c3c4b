"""Hits of this app in the search over everything."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from communities import queries
from weconomics.registry.search import SearchHit
from weconomics.tenancy.scope import everything

MOST_HITS = 5


def find_members(request: Any, words: str) -> list[SearchHit]:
    """Members are found by members only."""
    if not (request.actor.is_member or request.actor.leads):
        return []
    slug = request.community.slug
    return [
        SearchHit(
            row.display_name,
            reverse("communities:member", args=[slug, row.public_id]),
            _groups_of(row),
            "user",
        )
        for row in queries.active_members(words)[:MOST_HITS]
    ]


def find_groups(request: Any, words: str) -> list[SearchHit]:
    slug = request.community.slug
    rows = queries.open_local_groups().filter(Q(name__icontains=words) | Q(place__icontains=words))
    return [
        SearchHit(
            row.name, reverse("communities:local_group", args=[slug, row.public_id]), row.place, "map-pin"
        )
        for row in rows[:MOST_HITS]
    ]


def find_partners(request: Any, words: str) -> list[SearchHit]:
    slug = request.community.slug
    rows = queries.active_partnerships().filter(
        Q(organisation__name__icontains=words) | Q(organisation__description__icontains=words)
    )
    return [
        SearchHit(
            row.organisation.name,
            reverse("communities:partner", args=[slug, row.organisation.public_id]),
            row.local_group.name,
            "handshake",
        )
        for row in rows[:MOST_HITS]
    ]


def find_elsewhere(request: Any, words: str) -> list[SearchHit]:
    """The other communities one takes part in: by name, and to go on with the same words there.

    Nothing of theirs is read: each page asks for itself who may see it.
    """
    if not request.user.is_authenticated:
        return []
    with everything("the other communities of who searches"):
        others = [row for row in queries.communities_of(request.user) if row.pk != request.community.pk]
    named = [row for row in others if words.lower() in row.name.lower()]
    hits = [
        SearchHit(row.name, reverse("communities:home", args=[row.slug]), row.tagline, "home")
        for row in named
    ]
    onward = [
        SearchHit(
            _("Search for “%(words)s” in %(name)s") % {"words": words, "name": row.name},
            f"{reverse('marketplace:listings', args=[row.slug])}?{urlencode({'q': words})}",
            icon="search",
        )
        for row in others[:MOST_HITS]
    ]
    return hits[:MOST_HITS] + onward


def _groups_of(member: Any) -> str:
    return ", ".join(row.local_group.name for row in member.local_groups.all())
