"""Parts of a page that belong to another app."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Render = Callable[..., str | None]
_panels: dict[str, list[tuple[int, str, Render]]] = {}


def register(place: str, *, order: int, render: Render) -> None:
    """`render(request, **about)` returns HTML made by a template, or None where there is nothing to show."""
    name = f"{render.__module__}.{render.__qualname__}"
    others = [panel for panel in _panels.get(place, []) if panel[1] != name]
    _panels[place] = sorted([*others, (order, name, render)], key=lambda panel: panel[:2])


def render_all(place: str, request: HttpRequest, **about: object) -> list[SafeString]:
    """The panels of a place, in order. `about` says what the page shows (a membership, an organisation)."""
    drawn = (render(request, **about) for _order, _name, render in _panels.get(place, []))
    return [mark_safe(html) for html in drawn if html]  # noqa: S308 - made by render_to_string, which escapes
