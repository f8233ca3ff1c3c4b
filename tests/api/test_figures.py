"""Figures for programs: what any member may see, today and per day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.figures import FIGURES
from marketplace.models import MarketDay
from tests.api.world import make_world
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return make_world()


def keep(world, days_ago, **figures):
    with scope(world.community):
        MarketDay.objects.create(
            on=timezone.localdate() - days_ago * DAY,
            figures={code: {"value": value, "people": people} for code, (value, people) in figures.items()},
            made_at=timezone.now(),
        )


def test_today_has_every_figure_with_its_meaning(world):
    keep(world, 30, unmet_requests=("7", 6))
    answer = world.program.get("figures/").json()
    assert answer["on"] == timezone.localdate().isoformat()
    assert [row["code"] for row in answer["figures"]] == list(FIGURES)
    waiting = next(row for row in answer["figures"] if row["code"] == "unmet_requests")
    assert (waiting["value"], waiting["previous"], waiting["unit"]) == ("2.00", "7.00", "count")
    assert waiting["meaning"]


def test_what_tells_of_a_few_is_kept_back(world):
    """One member and one partner placed a request each: two people."""
    shares = {row["code"]: row for row in world.program.get("figures/").json()["figures"]}
    assert (shares["fill_rate"]["value"], shares["fill_rate"]["is_hidden"]) == (None, True)
    keep(world, 1, fill_rate=("40.0", 4), used_offers=("60.0", 5))
    [day] = world.program.get("figures/days/").json()["results"]
    assert (day["values"]["fill_rate"], day["values"]["used_offers"]) == (None, "60.00")


def test_days_are_asked_by_date_and_at_most_a_year(world):
    for days in (1, 5, 400):
        keep(world, days, completed_deals=(str(days), 1))
    today = timezone.localdate()
    since = (today - 500 * DAY).isoformat()
    rows = world.program.get(f"figures/days/?first={since}").json()["results"]
    assert [row["on"] for row in rows] == [(today - days * DAY).isoformat() for days in (5, 1)]
    rows = world.program.get(f"figures/days/?last={(today - 2 * DAY).isoformat()}").json()["results"]
    assert [row["values"]["completed_deals"] for row in rows] == ["5.00"]


def test_a_day_that_is_none_is_refused(world):
    assert world.program.get("figures/days/?first=gisteren").status_code == 400
