"""Form fields as Stripe writes them, `a[b][0][c]=1`, and back into what they mean."""

from typing import Any
from urllib.parse import parse_qsl


def read_form(text: str) -> dict[str, Any]:
    """Nested dicts and lists of strings."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = name.replace("]", "").split("[")
        _put(found, [first, *rest], value)
    return {name: _as_lists(value) for name, value in found.items()}


def _put(into: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    for parent in parents:
        into = into.setdefault(parent or str(len(into)), {})
    into[last or str(len(into))] = value


def _as_lists(value: Any) -> Any:
    """A dict whose keys count from zero was a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _as_lists(item) for name, item in value.items()}
    is_list = inner and all(name.isdigit() for name in inner)
    return [inner[name] for name in sorted(inner, key=int)] if is_list else inner
