"""Months are those of the community: every instant lies in one of them, wherever it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from billing.months import anniversary, days_touched, month_of, year_of

YEARS = range(2020, 2036)
ZONES = sorted(available_timezones())


@pytest.mark.parametrize("part", range(8))
def test_in_every_zone_the_months_follow_one_another_without_gap(part: int) -> None:
    """All zones, all months of the years 2020 to 2035: an eighth of the zones each."""
    for name in ZONES[part::8]:
        start, end = month_of(datetime(YEARS[0], 1, 15, 12, tzinfo=UTC), name)
        for _month in range(12 * len(YEARS)):
            following = month_of(end, name)
            assert following[0] == end, (name, end)
            assert month_of(end - timedelta(microseconds=1), name) == (start, end), (name, end)
            assert timedelta(days=27, hours=22) <= end - start <= timedelta(days=31, hours=2), (name, start)
            assert (start.day, start.hour, start.minute) == (1, 0, 0), (name, start)
            start, end = following


@pytest.mark.parametrize(
    ("zone", "year"), [("Europe/Amsterdam", 2026), ("Asia/Kathmandu", 2030), ("Pacific/Kiritimati", 2035)]
)
def test_twelve_months_are_a_year(zone: str, year: int) -> None:
    first, end = year_of(datetime(year, 6, 1, tzinfo=UTC), zone)
    moment = first
    for _month in range(12):
        moment = month_of(moment, zone)[1]
    assert moment == end


def test_an_anniversary_is_reckoned_from_the_first_day() -> None:
    anchor = date(2024, 2, 29)
    assert [anniversary(anchor, months) for months in (0, 12, 24, 48)] == [
        date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


def test_a_day_that_was_begun_counts() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    midnight = datetime(2026, 10, 31, 23, tzinfo=UTC)  # 1 November, there
    assert days_touched(midnight - timedelta(minutes=1), midnight, zone) == (
        date(2026, 10, 31),
        date(2026, 11, 1),
    )
    assert days_touched(midnight, midnight + timedelta(minutes=1), zone) == (
        date(2026, 11, 1),
        date(2026, 11, 2),
    )
