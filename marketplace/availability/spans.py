"""Hours of the wall's clock as spans of time in UTC. Pure.

Between two changes of a zone's clock its offset stands still, and hours shift by that offset. So each day is cut at the
changes near it, and the hours are laid into each piece: an hour that the clock skips comes to nothing, an hour that it
shows twice counts twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from marketplace.availability.days import MIDNIGHT, Hours, Pattern, hours_on

# No place on earth is further from UTC than 15:57 (Manila, before 1845); today -12 to +14.
FURTHEST = timedelta(hours=16)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From (included) until (not included), both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Piece:
    """A time in which the offset stands still."""

    start: datetime
    end: datetime
    offset: timedelta


def open_spans(pattern: Pattern, zone: ZoneInfo, first: date, last: date) -> list[Span]:
    """When it is open from the first day up to and including the last, earliest first; spans that touch are one."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    found = (span for day in days for hours in hours_on(pattern, day) for span in _spans_of(day, hours, zone))
    return _joined(sorted(found))


def is_open_at(pattern: Pattern, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the clock on the wall shows one of the hours at this moment."""
    wall = at.astimezone(zone)
    return any(_holds(hours, wall.time()) for hours in hours_on(pattern, wall.date()))


def _holds(hours: Hours, clock: time) -> bool:
    return hours.from_time <= clock and (clock < hours.until_time or hours.until_time == MIDNIGHT)


def _spans_of(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[Span]:
    start = datetime.combine(day, hours.from_time, UTC)
    end = datetime.combine(day, hours.until_time, UTC)
    if hours.until_time == MIDNIGHT:
        end = datetime.combine(day, time.min, UTC) + timedelta(days=1)
    for piece in _pieces_of(day, zone):
        begin, finish = max(start - piece.offset, piece.start), min(end - piece.offset, piece.end)
        if begin < finish:
            yield Span(begin, finish)


@lru_cache(maxsize=4096)
def _pieces_of(day: date, zone: ZoneInfo) -> tuple[_Piece, ...]:
    """All of time that can belong to this day of the calendar somewhere, cut where the zone's clock changes."""
    begin = datetime.combine(day, time.min, UTC) - FURTHEST
    end = datetime.combine(day, time.min, UTC) + timedelta(days=1) + FURTHEST
    pieces, start, moment = [], begin, begin
    while moment < end:
        following = min(moment + HOUR, end)
        if _offset(zone, moment) != _offset(zone, following):
            change = _change_between(zone, moment, following)
            pieces.append(_Piece(start, change, _offset(zone, moment)))
            start = change
        moment = following
    return (*pieces, _Piece(start, end, _offset(zone, start)))


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset. Clocks change at most once an hour."""
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101  # a zone always has one
    return offset


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
