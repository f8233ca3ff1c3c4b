"""Whether a goal is SMART: mechanical, so that nobody needs to argue about it."""

from typing import Any

PARTS = ("title", "metric", "unit", "baseline", "target", "deadline", "owner")
MEASURED = ("metric", "unit")


def missing_parts(goal: dict[str, Any]) -> list[str]:
    """The keys of what a goal still lacks, in order. What the system measures names its metric and unit itself."""
    named = MEASURED if goal.get("measure") else ()
    return [part for part in PARTS if goal.get(part) in ("", None) and part not in named]


def is_smart(goal: dict[str, Any]) -> bool:
    return not missing_parts(goal)
