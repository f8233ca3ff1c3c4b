"""What the system measures by itself, so that a goal can be bound to it and nobody has to count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Metric:
    """`value_at(on)` is how it stood at the end of that day, in `unit`, in the scope of one community.

    None where nothing is known, or where the value would tell about one person: goals are read by everybody.
    `direction` is up or down, whichever is good; `in_words(value)` is how people read it.
    """

    code: str
    name: str | Promise
    unit: str
    direction: str
    value_at: Callable[[date], Decimal | None]
    in_words: Callable[[Decimal], str] = str


_metrics: dict[str, Metric] = {}


def register(metric: Metric) -> None:
    """Registering the same code again replaces it."""
    _metrics[metric.code] = metric


def get(code: str) -> Metric | None:
    """None for a code that nobody registers any more: what was decided about it stays readable."""
    return _metrics.get(code)


def choices() -> list[tuple[str, str | Promise]]:
    """(code, name) in the order in which they were registered."""
    return [(metric.code, metric.name) for metric in _metrics.values()]
