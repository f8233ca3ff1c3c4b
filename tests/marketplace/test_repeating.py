"""The dates of a standing deal: weeks, months that end early, and clocks that change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.standing.repeating import Rhythm, today_in

WEEKLY = Rhythm(date(2026, 3, 21), 1, "week")
LAST_OF_MONTH = Rhythm(date(2027, 12, 31), 1, "month")
rhythms = st.builds(
    Rhythm,
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(1, 52),
    st.sampled_from(["week", "month"]),
)


def test_every_week_keeps_its_weekday_over_the_change_of_the_clock() -> None:
    """On 29 March 2026 the clock skips an hour in Amsterdam."""
    days = WEEKLY.next_dates(date(2026, 3, 21), 3)
    assert days == [date(2026, 3, 21), date(2026, 3, 28), date(2026, 4, 4)]
    assert {day.isoweekday() for day in days} == {6}


def test_the_last_of_the_month_stays_the_last_and_comes_back_to_the_31st() -> None:
    assert LAST_OF_MONTH.next_dates(date(2027, 12, 31), 5) == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_every_second_month_skips_one() -> None:
    assert Rhythm(date(2026, 11, 5), 2, "month").next_dates(date(2026, 11, 6), 2) == [
        date(2027, 1, 5),
        date(2027, 3, 5),
    ]


def test_it_ends_on_its_last_day_and_not_after() -> None:
    rhythm = Rhythm(date(2026, 3, 2), 2, "week", ends_on=date(2026, 3, 30))
    assert rhythm.next_dates(date(2026, 1, 1), 10) == [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 30)]
    assert rhythm.between(date(2026, 3, 31), date(2027, 1, 1)) == []


@pytest.mark.parametrize(("day", "is_one"), [(28, True), (27, False)])
def test_knows_whether_a_day_is_one_of_its_dates(day: int, is_one: bool) -> None:
    assert WEEKLY.has(date(2026, 3, day)) is is_one


@pytest.mark.parametrize(
    ("hour", "zone", "day"),
    [
        *((22, "Europe/Amsterdam", 24), (23, "Europe/Amsterdam", 25), (22, "Europe/Lisbon", 24)),
        *((4, "America/Curacao", 24), (3, "America/Curacao", 23)),
    ],
)
def test_today_is_the_community_s(hour: int, zone: str, day: int) -> None:
    """In November Amsterdam is an hour before UTC, Curaçao four behind."""
    assert today_in(zone, datetime(2026, 11, 24, hour, 30, tzinfo=UTC)) == date(2026, 11, day)


def test_the_day_after_the_clock_changed_begins_at_local_midnight() -> None:
    """Before 29 March local midnight is 23:00 UTC, from then on 22:00."""
    assert today_in("Europe/Amsterdam", datetime(2026, 3, 28, 22, 30, tzinfo=UTC)) == date(2026, 3, 28)
    assert today_in("Europe/Amsterdam", datetime(2026, 3, 29, 22, 30, tzinfo=UTC)) == date(2026, 3, 30)


@given(rhythms, st.integers(0, 400))
def test_two_windows_side_by_side_hold_each_date_once(rhythm: Rhythm, days: int) -> None:
    first, last = rhythm.starts_on, rhythm.starts_on + timedelta(days=800)
    middle = first + timedelta(days=days)
    parts = rhythm.between(first, middle) + rhythm.between(middle + timedelta(days=1), last)
    assert parts == rhythm.between(first, last)


@given(rhythms)
def test_dates_rise_and_a_month_has_one_at_most(rhythm: Rhythm) -> None:
    days = rhythm.next_dates(rhythm.starts_on, 30)
    assert days == sorted(set(days))
    assert days[0] == rhythm.starts_on
    if rhythm.unit == "month":
        assert len({(day.year, day.month) for day in days}) == 30
