"""The figures as a reader sees them: values in words, the change since a month ago, what is kept back for few people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Unit
from marketplace.figures.definitions import FIGURES, Better, Figure, FigureUnit, Group
from marketplace.figures.drawing import Line, line_of
from marketplace.figures.reckoning import NN_FEWEST_DEALS, NOTHING, Reckoned, is_shown, leans_on, rounded
from marketplace.figures.series import Day
from marketplace.quantities import in_units
from weconomics.money import format_money

MONTH = timedelta(days=30)
CENTS = 100
HOURS_A_DAY, HOURS_READ_AS_DAYS = 24, 72
GROUPS: dict[Group, Promise] = {
    Group.MEETING: _("Do demand and supply meet?"),
    Group.VOLUME: _("How much is exchanged?"),
    Group.SPREAD: _("Do many take part on both sides?"),
}
CHANGES = {"better": _("better"), "worse": _("worse"), "same": _("the same")}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure now. `value` is empty where there is nothing; `change` is better, worse, same or empty."""

    figure: Figure
    value: str
    earlier: str
    change: str
    is_hidden: bool
    is_for_few: bool
    line: Line | None

    @property
    def change_in_words(self) -> Any:
        return CHANGES.get(self.change, "")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom: who sees all, and in which money."""

    sees_all: bool
    currency: str

    def value_of(self, figure: Figure, reckoned: Reckoned) -> Decimal | None:
        return reckoned.value if is_shown(figure, reckoned, sees_all=self.sees_all) else None

    def in_words(self, figure: Figure, value: Decimal | None) -> str:
        return "" if value is None else in_words(value, figure.unit, self.currency)


def tiles_of(trend: dict[date, Day], today: date, reader: Reader) -> list[dict[str, Any]]:
    """Every figure as a tile, under its question."""
    return [
        {
            "title": title,
            "tiles": [
                tile_of(figure, trend, today, reader) for figure in FIGURES.values() if figure.group == group
            ],
        }
        for group, title in GROUPS.items()
    ]


def tile_of(figure: Figure, trend: dict[date, Day], today: date, reader: Reader) -> Tile:
    now = trend[today].get(figure.code, NOTHING)
    value = reader.value_of(figure, now)
    earlier = reader.value_of(figure, trend.get(today - MONTH, {}).get(figure.code, NOTHING))
    return Tile(
        figure=figure,
        value=reader.in_words(figure, value),
        earlier=reader.in_words(figure, earlier),
        change=change_of(figure, value, earlier),
        is_hidden=not is_shown(figure, now, sees_all=reader.sees_all),
        is_for_few=reader.sees_all and not is_shown(figure, now),
        line=line_of([value for _day, value in values_of(figure, trend, reader)]),
    )


def values_of(figure: Figure, trend: dict[date, Day], reader: Reader) -> list[tuple[date, Decimal | None]]:
    """Each day of the trend from the first kept one to the last, with None where nothing is known or shown."""
    first, last = min(trend), max(trend)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, reader.value_of(figure, trend.get(day, {}).get(figure.code, NOTHING))) for day in days]


def change_of(figure: Figure, value: Decimal | None, earlier: Decimal | None) -> str:
    """Whether it went the way that is good."""
    if value is None or earlier is None:
        return ""
    if value == earlier:
        return "same"
    return "better" if (value > earlier) == (figure.better == Better.UP) else "worse"


def in_words(value: Decimal, unit: FigureUnit, currency: str) -> str:
    """`42,3%`, `5,2 hours`, `€ 37,49`; who waits longer than some days reads days."""
    if unit == FigureUnit.MONEY:
        return format_money(int(value * CENTS), currency)
    if unit == FigureUnit.WAITING and value >= HOURS_READ_AS_DAYS:
        return in_units(rounded(value / HOURS_A_DAY), Unit.DAY)
    plain = str(number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=value >= 10_000))
    if unit == FigureUnit.PERCENT:
        return f"{plain}%"
    if unit in (FigureUnit.HOURS, FigureUnit.WAITING):
        return in_units(value, Unit.HOUR)
    return plain


def leaning_of(now: Day, reader: Reader) -> dict[str, Any]:
    """Whether the market leans on one: the sides, as far as this reader may know, and whether there is enough to say it."""
    deals = now.get("agreed_deals", NOTHING).value or Decimal(0)
    shares = (FIGURES[f"top_{side}_deals"] for side in ("provider", "requester"))
    top_provider, top_requester = (reader.value_of(one, now.get(one.code, NOTHING)) for one in shares)
    known = top_provider is not None and top_requester is not None
    return {
        "sides": leans_on(deals, top_provider, top_requester),
        "is_known": known and deals >= NN_FEWEST_DEALS,
        "fewest": NN_FEWEST_DEALS,
    }


def weeks_of(values: Iterable[tuple[date, Decimal | None]]) -> list[tuple[date, Decimal | None]]:
    """The last day and each one a week before it, the newest first."""
    return list(reversed(list(values)))[::7]


def look_back_of(figure: Figure) -> str:
    """Over which days it is reckoned, in words."""
    if not figure.days:
        return gettext("As it stands at the end of the day.")
    return gettext("Over the %(days)s days that end with the day.") % {"days": figure.days}
