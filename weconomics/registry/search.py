"""What the search over everything looks through."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    detail: str = ""
    icon: str = "search"


@dataclass(frozen=True)
class SearchProvider:
    """`find(request, words)` returns at most a handful of hits that the actor may see."""

    code: str
    label: str | Promise
    find: Callable[[HttpRequest, str], list[SearchHit]]
    order: int = 100


@dataclass(frozen=True)
class SearchGroup:
    code: str
    label: str | Promise
    hits: list[SearchHit]


_providers: dict[str, SearchProvider] = {}


def register(provider: SearchProvider) -> None:
    _providers[provider.code] = provider


def find_all(request: HttpRequest, words: str) -> list[SearchGroup]:
    """Groups with at least one hit, in order."""
    ordered = sorted(_providers.values(), key=lambda provider: provider.order)
    groups = [SearchGroup(p.code, p.label, p.find(request, words)) for p in ordered]
    return [group for group in groups if group.hits]
