"""The pattern as people read it: a week, the dates on which it is otherwise, and when it is open next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from marketplace.availability.days import MIDNIGHT, DayOff, Hours, Otherwise, Pattern, joined
from marketplace.availability.queries import coming_exceptions
from marketplace.availability.spans import Span, open_spans

LOOK_AHEAD_DAYS = 60
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A day and its hours; `is_open` is false where nobody is there."""

    day: str
    hours: str
    is_open: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """`next_time` is empty when it is not open within the next two months."""

    week: list[Line]
    exceptions: list[Line]
    next_time: str
    zone: str


def shown(pattern: Pattern, zone: ZoneInfo, now: datetime) -> Shown | None:
    """None where nobody said anything about hours."""
    if pattern.is_empty:
        return None
    today = now.astimezone(zone).date()
    coming = list(coming_exceptions(pattern, today).items())[:SHOWN]
    return Shown(
        [_of_weekday(number, pattern.week.get(number, ())) for number in range(7)],
        [_of_date(day, exception) for day, exception in coming],
        _next_time(pattern, zone, now, today),
        zone.key,
    )


def clock(moment: time) -> str:
    """`09:00`; the midnight that ends a day is written as people write it."""
    return "24:00" if moment == MIDNIGHT else time_format(moment, "H:i")


def in_words(hours: Sequence[Hours]) -> str:
    return ", ".join(f"{clock(one.from_time)}–{clock(one.until_time)}" for one in joined(hours))


def _of_weekday(number: int, hours: Sequence[Hours]) -> Line:
    return Line(str(WEEKDAYS[number]), in_words(hours) or _("not available"), bool(hours))


def _of_date(day: date, exception: Otherwise | DayOff) -> Line:
    label = date_format(day, "l j F Y")
    if isinstance(exception, DayOff):
        return Line(label, _("not available"), False, exception.note)
    return Line(label, in_words([exception.hours]), True, exception.note)


def _next_time(pattern: Pattern, zone: ZoneInfo, now: datetime, today: date) -> str:
    first = max(today, pattern.first or today)
    for span in open_spans(pattern, zone, first, first + timedelta(days=LOOK_AHEAD_DAYS)):
        if span.end > now:
            return _span_in_words(span, zone, now)
    return ""


def _span_in_words(span: Span, zone: ZoneInfo, now: datetime) -> str:
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    if span.start <= now:
        return _("now, until %(end)s") % {"end": date_format(end, "H:i")}
    return _("%(day)s at %(time)s") % {"day": date_format(start, "l j F"), "time": date_format(start, "H:i")}
