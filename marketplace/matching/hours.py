"""When both can: hours of the week with the dates that are otherwise. Pure; the same from either side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.matching.traits import Opening, Traits

LOOK_AHEAD_DAYS = 60  # beyond that nobody plans by the hour; the page of a listing looks as far ahead
ALL_DAY: tuple[Opening, ...] = ((0, 24 * 60),)
MONDAY = date(1, 1, 1)  # any Monday: where no day is known, a plain week is looked at


@dataclass(frozen=True, slots=True)
class InCommon:
    """`weekdays` on which both can by their week; `dates` on which only an exception lets them."""

    weekdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.dates)


def says_hours(side: Traits) -> bool:
    """Hours of the week, or of some dates. Who only names days off can at any other time."""
    return bool(side.hours) or any(opening is not None for _day, opening in side.dates)


def in_common(offer: Traits, request: Traits, first: date | None, last: date | None) -> InCommon:
    """Of the days from first until last, at most so many ahead, those on which both have an hour at the same time."""
    otherwise = {day for side in (offer, request) for day, _opening in side.dates}
    by_week = {weekday for weekday in range(7) if _meet(_of_week(offer, weekday), _of_week(request, weekday))}
    weekdays, dates = set(), []
    for day in _days(first or MONDAY, last):
        if day not in otherwise:
            weekdays |= by_week & {day.weekday()}
        elif _meet(_on(offer, day), _on(request, day)):
            dates.append(day)
    regular = tuple(sorted(weekdays | {day.weekday() for day in dates if day.weekday() in by_week}))
    return InCommon(regular, tuple(day for day in dates if day.weekday() not in by_week))


def _days(first: date, last: date | None) -> Iterator[date]:
    length = LOOK_AHEAD_DAYS if last is None else min(LOOK_AHEAD_DAYS, (last - first).days + 1)
    return (first + timedelta(days=number) for number in range(length))


def _on(side: Traits, day: date) -> tuple[Opening, ...]:
    for other, opening in side.dates:
        if other == day:
            return () if opening is None else (opening,)
    return _of_week(side, day.weekday())


def _of_week(side: Traits, weekday: int) -> tuple[Opening, ...]:
    if not says_hours(side):
        return ALL_DAY
    return tuple((start, until) for day, start, until in side.hours if day == weekday)


def _meet(one: tuple[Opening, ...], other: tuple[Opening, ...]) -> bool:
    return any(
        max(start, also) < min(until, also_until) for start, until in one for also, also_until in other
    )
