"""What a new community, or a new member, still has to do."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to do. `url(slug)` is where it is done."""

    code: str
    title: str | Promise
    is_done: Callable[[HttpRequest], bool]
    url: Callable[[str], str]
    order: int = 100


@dataclass(frozen=True)
class ChecklistLine:
    title: str | Promise
    done: bool
    url: str


_lists: dict[str, dict[str, ChecklistItem]] = {}


def register(name: str, item: ChecklistItem) -> None:
    """`name` is `community` or `member`."""
    _lists.setdefault(name, {})[item.code] = item


def lines(name: str, request: HttpRequest) -> list[ChecklistLine]:
    slug = request.community.slug  # type: ignore[attr-defined]
    ordered = sorted(_lists.get(name, {}).values(), key=lambda item: item.order)
    return [ChecklistLine(item.title, item.is_done(request), item.url(slug)) for item in ordered]
