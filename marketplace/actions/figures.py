"""Keeping the figures of each day, so that trends are there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from marketplace.figures.queries import figures_on
from marketplace.figures.series import TREND_DAYS, days_without_figures
from marketplace.models import MarketDay
from marketplace.standing.repeating import today_in
from weconomics.tenancy.community import community_in_scope

YESTERDAY = timedelta(days=1)
LOOK_BACK = timedelta(days=TREND_DAYS)


@transaction.atomic
def keep_market_days(*, at: datetime | None = None, every: int = 1) -> list[date]:
    """Write the figures of every day that is over and has none, as far back as the trend goes. Returns these days.

    A day is written once: what is there stays, and of two at the same time one writes. A missed day is reckoned
    afterwards from the moments in the rows; only what is open is then what is open now. With `every` only each so many
    days back from today are written: the rest can follow later.
    """
    at = at or timezone.now()
    zone_name = community_in_scope().time_zone
    zone, today = ZoneInfo(zone_name), today_in(zone_name, at)
    wanting = days_without_figures(today - LOOK_BACK, today - YESTERDAY, zone)
    missing = [day for day in wanting if (today - day).days % every == 0]
    MarketDay.objects.bulk_create(
        [MarketDay(on=day, figures=_figures_of(day, zone), made_at=at) for day in missing],
        ignore_conflicts=True,
    )
    return missing


def _figures_of(day: date, zone: ZoneInfo) -> dict[str, object]:
    return {code: figure.as_json() for code, figure in figures_on(day, zone).items()}
