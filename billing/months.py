"""Months in the community's own time zone, as half-open instants."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language


def month_of(at: datetime, time_zone: str) -> tuple[datetime, datetime]:
    """The month in which this instant falls there: first midnight included, the next not."""
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    start = datetime(local.year, local.month, 1, tzinfo=zone)
    return start, next_month(start)


def next_month(start: datetime) -> datetime:
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return datetime(year, month, 1, tzinfo=start.tzinfo)


def year_of(at: datetime, time_zone: str) -> tuple[datetime, datetime]:
    """The calendar year in which this instant falls there."""
    zone = ZoneInfo(time_zone)
    year = at.astimezone(zone).year
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def label_of(start: datetime) -> str:
    """2026-10"""
    return f"{start:%Y-%m}"


def name_of(label: str) -> str:
    """oktober 2026, in the language that is active."""
    locale = (get_language() or "nl").replace("-", "_")
    return format_date(date.fromisoformat(f"{label}-01"), "LLLL y", locale=locale)


def months_between(earlier: datetime, later: datetime) -> int:
    """Whole calendar months from one month to another: 0 within the same month."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
