"""On which dates a standing deal falls. Pure: calendar days only, so that no change of the clock moves one.

The n-th date is counted from the first, never from the one before: what begins on the 31st falls on the last day of a
shorter month and on the 31st again after it. "Today" is the community's: ask `today_in`, not the server's clock.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from marketplace.enums import RepeatUnit

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks or months from `starts_on`, up to and including `ends_on` where it has an end."""

    starts_on: date
    every: int
    unit: str
    ends_on: date | None = None

    def dates(self) -> Iterator[date]:
        """All of them, in order."""
        every_one = (self._date(number) for number in count())
        end = self.ends_on
        return takewhile(lambda day: end is None or day <= end, every_one)

    def between(self, first: date, last: date) -> list[date]:
        """Its dates from the first day up to and including the last."""
        found = takewhile(lambda day: day <= last, self.dates())
        return [day for day in found if day >= first]

    def next_dates(self, first: date, number: int) -> list[date]:
        """The next so many from this day on; fewer when it ends before."""
        found = []
        for day in self.dates():
            if day >= first:
                found.append(day)
            if len(found) == number:
                break
        return found

    def has(self, day: date) -> bool:
        return day in self.between(day, day)

    def _date(self, number: int) -> date:
        if self.unit == RepeatUnit.WEEK:
            return self.starts_on + timedelta(weeks=self.every * number)
        year, month = divmod(self.starts_on.month - 1 + self.every * number, MONTHS)
        year, month = self.starts_on.year + year, month + 1
        return date(year, month, min(self.starts_on.day, monthrange(year, month)[1]))


def today_in(zone: str, at: datetime) -> date:
    """The calendar day of a moment where the community lives."""
    return at.astimezone(ZoneInfo(zone)).date()
