"""The pages themselves in the search over everything."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weconomics.registry import navigation, search
from weconomics.registry.search import SearchHit, SearchProvider

MOST_HITS = 5


def register_pages() -> None:
    search.register(SearchProvider("pages", _("Pages"), find_pages, order=5))


def find_pages(request: HttpRequest, words: str) -> list[SearchHit]:
    """Places of the menu that this actor sees, by the words of their names. No query."""
    slug = request.community.slug  # type: ignore[attr-defined]
    wanted = words.lower().split()
    found = [
        item
        for item in navigation.items(request.actor)  # type: ignore[attr-defined]
        if all(word in str(item.label).lower() for word in wanted)
    ]
    return [
        SearchHit(str(item.label), reverse(item.url_name, args=[slug]), icon=item.icon)
        for item in found[:MOST_HITS]
    ]
