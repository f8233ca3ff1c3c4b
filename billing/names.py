"""How the market calls its categories: billing stands below the market and knows their ids only."""

from collections.abc import Callable

Categories = Callable[[], list[tuple[int, str]]]
_sources: list[Categories] = []


def register_categories(source: Categories) -> None:
    """Called once, when the market is ready: (id, name) of the categories of the community in scope, in their order."""
    _sources[:] = [source]


def categories() -> list[tuple[int, str]]:
    return _sources[0]() if _sources else []


def category_name(category_id: int) -> str:
    return dict(categories()).get(category_id, "")
