"""Which hours a day has, on the calendar and the clock of the community. Pure; knows no zone and no moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

# A day's last moment: the database keeps no 24:00, so this stands for the midnight that ends the day.
MIDNIGHT = time.max


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From (included) until (not included), on one day. Until MIDNIGHT is until the day ends."""

    from_time: time
    until_time: time

    def __post_init__(self) -> None:
        if self.until_time <= self.from_time:
            raise ValueError("hours end after they begin")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """On this date these hours instead of those of the week."""

    hours: Hours
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayOff:
    """On this date not at all."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hours by weekday (Monday is 0), exceptions by date, and the period outside which nothing holds."""

    week: Mapping[int, Sequence[Hours]]
    exceptions: Mapping[date, Otherwise | DayOff] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    @property
    def is_empty(self) -> bool:
        """Nobody said anything about hours."""
        return not self.exceptions and not any(self.week.values())


def hours_on(pattern: Pattern, day: date) -> list[Hours]:
    """The hours of this date, earliest first, those that touch made one."""
    if (pattern.first and day < pattern.first) or (pattern.last and day > pattern.last):
        return []
    exception = pattern.exceptions.get(day)
    if isinstance(exception, DayOff):
        return []
    if isinstance(exception, Otherwise):
        return [exception.hours]
    return joined(pattern.week.get(day.weekday(), ()))


def joined(hours: Sequence[Hours]) -> list[Hours]:
    """The same hours without overlaps, earliest first."""
    found: list[Hours] = []
    for one in sorted(hours):
        if found and one.from_time <= found[-1].until_time:
            found[-1] = Hours(found[-1].from_time, max(found[-1].until_time, one.until_time))
        else:
            found.append(one)
    return found
