"""What a decision can change. An app registers how; governance calls it when the decision is adopted, and nobody else may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class DecisionRef:
    """The decision that carries a change. `number` is what people call it: B-2026-001."""

    id: int
    number: str
    decided_at: datetime
    title: str


@dataclass(frozen=True)
class Effect:
    """A change that only a decision makes.

    `candidates()` lists (id, label) of what can be decided on now; `apply(id, decision)` runs once, in the
    transaction of the adoption, and raises a DomainError when the change no longer fits. `fingerprint(id)` changes
    when the thing decided on changes, so that nobody consents to one thing and gets another.
    """

    kind: str
    label: str | Promise
    candidates: Callable[[], list[tuple[int, str]]]
    describe: Callable[[int], str]
    apply: Callable[[int, DecisionRef], None]
    url: Callable[[int], str] | None = None
    fingerprint: Callable[[int], str] | None = None


_effects: dict[str, Effect] = {}


def register(effect: Effect) -> None:
    _effects[effect.kind] = effect


def get(kind: str) -> Effect:
    """Raises KeyError for a kind nobody registered: a caller's bug."""
    return _effects[kind]


def all_effects() -> list[Effect]:
    return sorted(_effects.values(), key=lambda effect: effect.kind)
