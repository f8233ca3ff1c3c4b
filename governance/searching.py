"""What the search over everything finds here."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from governance import queries
from weconomics.registry.search import SearchHit

AT_MOST = 5


def find_decisions(request: Any, words: str) -> list[SearchHit]:
    """Decisions are open to all who see the community."""
    slug = request.community.slug
    return [
        SearchHit(
            row.title,
            reverse("governance:decision", args=[slug, row.number]),
            f"{row.number} · {date_format(row.decided_at, 'DATE_FORMAT')}",
            "scroll-text",
        )
        for row in queries.decisions_matching(words)[:AT_MOST]
    ]


def find_proposals(request: Any, words: str) -> list[SearchHit]:
    """Running and past proposals, for who takes part."""
    if not (request.actor.is_member or request.actor.leads):
        return []
    found = queries.proposals_visible_to(request.actor)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return [
        SearchHit(
            row.title,
            reverse("governance:proposal", args=[request.community.slug, row.public_id]),
            row.get_state_display(),
            "vote",
        )
        for row in found[:AT_MOST]
    ]
