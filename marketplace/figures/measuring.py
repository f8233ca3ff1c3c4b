"""The figures as what goals can be bound to."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from marketplace.figures.definitions import FIGURES, Figure
from marketplace.figures.queries import figures_on
from marketplace.figures.reckoning import NOTHING, is_shown
from marketplace.figures.series import Day, kept_days
from marketplace.figures.showing import in_words
from weconomics.registry import metrics
from weconomics.tenancy.community import community_in_scope

LATE_AT_MOST = timedelta(days=3)


def register_metrics() -> None:
    """Every figure, under a code that names the app: what goals keep of it stays unique."""
    for figure in FIGURES.values():
        metrics.register(
            metrics.Metric(
                code=f"marketplace.{figure.code}",
                name=figure.name,
                unit=figure.unit.value,
                direction=figure.better.value,
                value_at=partial(value_at, figure),
                in_words=partial(_in_words, figure),
            )
        )


def value_at(figure: Figure, on: date) -> Decimal | None:
    """As it was kept for that day, or for the last of the days just before it; reckoned where none was kept.

    None also where a few people are behind it, whoever asks: everybody reads a goal.
    """
    kept = kept_days(on - LATE_AT_MOST, on)
    day = kept[max(kept)] if kept else _reckoned(on)
    found = day.get(figure.code, NOTHING)
    return found.value if is_shown(figure, found) else None


def _reckoned(on: date) -> Day:
    return figures_on(on, ZoneInfo(community_in_scope().time_zone))


def _in_words(figure: Figure, value: Decimal) -> str:
    return in_words(value, figure.unit, community_in_scope().currency)
