"""The days that were kept, for trends."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min

from marketplace.figures.queries import figures_on
from marketplace.figures.reckoning import Reckoned
from marketplace.models import Listing, MarketDay

Day = dict[str, Reckoned]
TREND_DAYS = 90
ONE = timedelta(days=1)


def kept_days(first: date, last: date) -> dict[date, Day]:
    """The figures of the days from the first up to and including the last that have any, in order. One query."""
    rows = MarketDay.objects.filter(on__gte=first, on__lte=last).order_by("on")
    return {row.on: _read(row) for row in rows}


def trend_until(today: date, zone: ZoneInfo) -> dict[date, Day]:
    """The kept days of the trend, and today as it is now."""
    days = kept_days(today - TREND_DAYS * ONE, today - ONE)
    return {**days, today: figures_on(today, zone)}


def day_kept(on: date) -> Day | None:
    row = MarketDay.objects.filter(on=on).first()
    return None if row is None else _read(row)


def days_without_figures(first: date, last: date, zone: ZoneInfo) -> list[date]:
    """The days that have no row yet, from the one on which the first listing was placed."""
    placed = Listing.objects.aggregate(first=Min("published_at"))["first"]
    if placed is None:
        return []
    first = max(first, placed.astimezone(zone).date())
    kept = set(MarketDay.objects.filter(on__gte=first, on__lte=last).values_list("on", flat=True))
    wanted = [first + number * ONE for number in range((last - first).days + 1)]
    return [day for day in wanted if day not in kept]


def _read(row: MarketDay) -> Day:
    return {code: Reckoned.from_json(kept) for code, kept in row.figures.items()}
