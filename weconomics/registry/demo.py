"""Each app brings its own part of the demo communities."""

from collections.abc import Callable
from typing import Any

Seed = Callable[[dict[str, Any]], None]
_seeders: dict[str, tuple[int, Seed]] = {}


def register(order: int, seed: Seed) -> None:
    """`seed(spec)` runs in the scope of the community that the specification describes."""
    _seeders[f"{seed.__module__}.{seed.__qualname__}"] = (order, seed)


def seeders() -> list[Seed]:
    return [seed for _order, seed in sorted(_seeders.values(), key=lambda entry: entry[0])]
