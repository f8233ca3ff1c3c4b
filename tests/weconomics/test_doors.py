"""Each page of a community says at its door who comes in."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver

from weconomics.urls import community_pages

DOORS = {"public", "member", "role"}


def pages(parts: list[URLPattern | URLResolver] = community_pages) -> Iterator[URLPattern]:
    for part in parts:
        if isinstance(part, URLPattern):
            yield part
        else:
            yield from pages(part.url_patterns)


def test_every_page_of_a_community_has_a_door() -> None:
    found = {page.name: getattr(page.callback, "door", None) for page in pages()}
    assert len(found) > 80
    assert {name: door for name, door in found.items() if door not in DOORS} == {}
