"""From calendar days of a community to moments. A span holds its start and not its end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins where the community lives. In UTC: only there are differences of moments real hours."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def span_until(day: date, days: int, zone: ZoneInfo) -> Span:
    """So many whole days, of which this day is the last."""
    return Span(midnight(day - days * DAY + DAY, zone), midnight(day + DAY, zone))
