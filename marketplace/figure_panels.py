"""The figures at a glance on pages of others: the home page, and the page of the factor coordination."""

from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from marketplace.figures.definitions import FIGURES
from marketplace.figures.reckoning import NOTHING
from marketplace.figures.rules import may_see_all_figures
from marketplace.figures.series import Day, kept_days
from marketplace.figures.showing import Reader, leaning_of
from marketplace.standing.repeating import today_in

SHOWN = ("fill_rate", "first_response_hours", "completed_deals", "nn_index")
FACTOR = "coordination"
AT_MOST_OLD = timedelta(days=3)


def figures_at_a_glance(request: Any, **_about: Any) -> str | None:
    """The last day that was kept: one query, for a page that everybody opens often. None until there is one."""
    actor = request.actor
    if not (actor.is_member or actor.leads):
        return None
    today = today_in(request.community.time_zone, timezone.now())
    days = kept_days(today - AT_MOST_OLD, today)
    if not days:
        return None
    on, kept = max(days.items())
    reader = Reader(may_see_all_figures(by=actor), request.community.currency)
    rows = [(FIGURES[code], _in_words(code, kept, reader)) for code in SHOWN]
    about = {"on": on, "rows": rows, "leaning": leaning_of(kept, reader)}
    return render_to_string("marketplace/_figure_panel.html", about, request)


def figures_of_factor(request: Any, factor: str = "", **_about: Any) -> str | None:
    return figures_at_a_glance(request) if factor == FACTOR else None


def _in_words(code: str, kept: Day, reader: Reader) -> str:
    figure = FIGURES[code]
    return reader.in_words(figure, reader.value_of(figure, kept.get(code, NOTHING)))
