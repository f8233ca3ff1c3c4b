"""Where a lower floor shows something of a higher one, the higher one registers it here, from its AppConfig.ready()."""

from weconomics.registry import (
    checklists,
    demo,
    effects,
    gates,
    metrics,
    navigation,
    panels,
    personal_data,
    search,
)

__all__ = [
    "checklists",
    "demo",
    "effects",
    "gates",
    "metrics",
    "navigation",
    "panels",
    "personal_data",
    "search",
]
