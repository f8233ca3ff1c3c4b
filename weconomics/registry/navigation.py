"""The places of a community's menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from weconomics.actor import Actor


@dataclass(frozen=True)
class NavItem:
    """One place. `section` is main (also in the phone's bottom bar, in order), manage or account."""

    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    section: str = "main"
    visible: Callable[[Actor], bool] = lambda actor: True
    active_prefix: str | None = None
    badge: Callable[[HttpRequest], int] | None = None


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Registering the same url name again replaces the place."""
    _items[item.url_name] = item


def items(actor: Actor) -> list[NavItem]:
    """What this actor sees, in order."""
    return sorted((item for item in _items.values() if item.visible(actor)), key=lambda item: item.order)
