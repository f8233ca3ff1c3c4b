"""When a consent round may be concluded. Pure functions: no clock, no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class ConsentRule:
    """A community's rule for consent. It is part of its governance factor, so only a decision changes it."""

    quorum_percent: int = 50
    minimum_people: int = 3
    minimum_days: int = 5
    revision_days: int = 2  # a new text gives everybody at least this long to read it
    grace_days: int = 14  # how long an undecided proposal may linger after its last day


@dataclass(frozen=True)
class Tally:
    """The explicit answers to the current text, and the objections that nobody met yet."""

    electors: int
    no_objection: int = 0
    concern: int = 0
    objection: int = 0
    open_objections: int = 0

    @property
    def answered(self) -> int:
        return self.no_objection + self.concern + self.objection

    @property
    def silent(self) -> int:
        return self.electors - self.answered

    @property
    def is_unanimous(self) -> bool:
        """Everybody answered, and nobody with an objection."""
        return self.electors > 0 and self.no_objection + self.concern == self.electors


class Hindrance(StrEnum):
    """What stands in the way of concluding."""

    OBJECTION = "objection"
    QUORUM = "quorum"
    TOO_EARLY = "too_early"


def rule_from(content: dict[str, Any] | None) -> ConsentRule:
    """The rule in an adopted governance factor, or the default where nothing was adopted."""
    content = content or {}
    default = ConsentRule()
    return ConsentRule(
        quorum_percent=content.get("quorum_percent") or default.quorum_percent,
        minimum_people=content.get("minimum_people") or default.minimum_people,
        minimum_days=content.get("minimum_days") or default.minimum_days,
    )


def answers_needed(electors: int, *, quorum_percent: int, minimum_people: int) -> int:
    """How many must answer: the quorum rounded up, and never fewer than the minimum number of people."""
    quorum = -(-electors * quorum_percent // 100)
    return max(quorum, minimum_people)


def hindrances(
    tally: Tally, *, quorum_percent: int, minimum_people: int, closes_at: datetime, as_of: datetime
) -> tuple[Hindrance, ...]:
    """Everything that stands in the way now. Empty: the proposal may be adopted.

    Silence is not consent, so only explicit answers count for the quorum. The period may be cut short
    when every elector has answered and nobody objected.
    """
    needed = answers_needed(tally.electors, quorum_percent=quorum_percent, minimum_people=minimum_people)
    found = []
    if tally.open_objections:
        found.append(Hindrance.OBJECTION)
    if tally.answered < needed:
        found.append(Hindrance.QUORUM)
    if as_of < closes_at and not tally.is_unanimous:
        found.append(Hindrance.TOO_EARLY)
    return tuple(found)


def closes_after_revision(*, closes_at: datetime, revised_at: datetime, revision_days: int) -> datetime:
    """A new text never shortens the period and always leaves time to read it."""
    return max(closes_at, revised_at + timedelta(days=revision_days))
