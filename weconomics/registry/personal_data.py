"""What each app holds of a person, for the file that a person may ask for (GDPR art. 15 and 20)."""

from collections.abc import Callable
from typing import Any

_exporters: dict[str, Callable[[int], dict[str, Any]]] = {}


def register(name: str, export: Callable[[int], dict[str, Any]]) -> None:
    """`export(membership_id)` returns plain values, in the scope of one community."""
    _exporters[name] = export


def of_member(membership_id: int) -> dict[str, dict[str, Any]]:
    return {name: export(membership_id) for name, export in sorted(_exporters.items())}
