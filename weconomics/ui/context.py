"""What every page knows: the community, the actor and the menu."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject

from weconomics.registry import navigation
from weconomics.registry.navigation import NavItem


@dataclass(frozen=True)
class Place:
    """A place of the menu, as the page draws it."""

    label: str | Promise
    url: str
    icon: str
    is_active: bool
    badge: int


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. The menu is computed when a template asks for it.

    Who may not know of the community gets a page without it, also where the page says that there is nothing.
    """
    actor = getattr(request, "actor", None)
    community = getattr(request, "community", None) if actor is not None and actor.knows_community else None
    return {
        "community": community,
        "actor": actor,
        "nav": SimpleLazyObject(lambda: _menu(request)) if community is not None else {},
        "is_demo": settings.DEMO,
        "map_tiles_url": settings.MAP_TILES_URL,
        "map_tiles_credit": settings.MAP_TILES_CREDIT,
    }


def _menu(request: Any) -> dict[str, list[Place]]:
    """The places of each section; the one with the longest matching address is where we are."""
    slug = request.community.slug
    items = [(item, reverse(item.url_name, args=[slug])) for item in navigation.items(request.actor)]
    matching = [(item.active_prefix or url) for item, url in items if _covers(request.path, item, url)]
    here = max(matching, key=len, default="")
    menu: dict[str, list[Place]] = {"main": [], "manage": [], "account": []}
    for item, url in items:
        is_active = (item.active_prefix or url) == here
        menu[item.section].append(Place(item.label, url, item.icon, is_active, _badge(item, request)))
    return menu


def _covers(path: str, item: NavItem, url: str) -> bool:
    return path.startswith(item.active_prefix or url)


def _badge(item: NavItem, request: HttpRequest) -> int:
    return item.badge(request) if item.badge else 0
