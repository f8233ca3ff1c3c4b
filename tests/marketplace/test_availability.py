"""Hours on the wall's clock as moments: against a floor that looks at the clock minute by minute, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace.availability import DayOff, Hours, Otherwise, Pattern, Span, hours_on, is_open_at, open_spans
from marketplace.availability.days import MIDNIGHT

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHT = Hours(time(1), time(4))
MINUTE = timedelta(minutes=1)
ZONES = sorted(name for name in available_timezones() if "/" in name)


def every_day(*hours: Hours) -> dict[int, list[Hours]]:
    return {weekday: list(hours) for weekday in range(7)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def floor(pattern: Pattern, zone: ZoneInfo, first: date, last: date) -> list[Span]:
    """What a person with a chair and a clock would write down: minute by minute, is it open now?"""
    moment = datetime.combine(first, time.min, UTC) - timedelta(hours=16)
    end = datetime.combine(last, time.min, UTC) + timedelta(hours=40)
    found: list[Span] = []
    while moment < end:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        hours = hours_on(pattern, wall.date()) if first <= wall.date() <= last else []
        if any(
            one.from_time <= wall.time() and (wall.time() < one.until_time or one.until_time == MIDNIGHT)
            for one in hours
        ):
            if found and found[-1].end == moment:
                found[-1] = Span(found[-1].start, moment + MINUTE)
            else:
                found.append(Span(moment, moment + MINUTE))
        moment += MINUTE
    return found


class TestTheClockChanges:
    def test_in_spring_the_hour_that_is_skipped_is_not_there(self) -> None:
        day = date(2026, 3, 29)  # at two it is three
        assert open_spans(Pattern(every_day(NIGHT)), AMSTERDAM, day, day) == [
            Span(utc("2026-03-29T00:00"), utc("2026-03-29T02:00"))
        ]
        inside = Hours(time(2, 15), time(2, 45))
        assert open_spans(Pattern(every_day(inside)), AMSTERDAM, day, day) == []

    def test_in_autumn_the_hour_that_comes_twice_counts_twice(self) -> None:
        day = date(2026, 10, 25)  # at three it is two
        assert open_spans(Pattern(every_day(NIGHT)), AMSTERDAM, day, day) == [
            Span(utc("2026-10-24T23:00"), utc("2026-10-25T03:00"))
        ]
        inside = Hours(time(2, 15), time(2, 45))
        assert open_spans(Pattern(every_day(inside)), AMSTERDAM, day, day) == [
            Span(utc("2026-10-25T00:15"), utc("2026-10-25T00:45")),
            Span(utc("2026-10-25T01:15"), utc("2026-10-25T01:45")),
        ]

    def test_the_hours_of_the_day_stay_where_the_clock_shows_them(self) -> None:
        week = Pattern({6: [Hours(time(9), time(12))]})
        spans = open_spans(week, AMSTERDAM, date(2026, 3, 22), date(2026, 3, 29))
        assert [span.start for span in spans] == [utc("2026-03-22T08:00"), utc("2026-03-29T07:00")]

    def test_a_whole_day_has_twenty_three_or_twenty_five_hours(self) -> None:
        whole = Pattern(every_day(Hours(time.min, MIDNIGHT)))
        lengths = []
        for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)):
            [span] = open_spans(whole, AMSTERDAM, day, day)
            lengths.append((span.end - span.start) / timedelta(hours=1))
        assert lengths == [23, 25, 24]

    def test_a_day_that_a_place_skipped_has_no_hours(self) -> None:
        """Samoa went from Thursday 29 to Saturday 31 December 2011."""
        day = date(2011, 12, 30)
        assert open_spans(Pattern(every_day(NIGHT)), ZoneInfo("Pacific/Apia"), day, day) == []


class TestThePattern:
    def test_an_exception_takes_the_place_of_the_week(self) -> None:
        pattern = Pattern(
            every_day(Hours(time(9), time(12)), Hours(time(13), time(17))),
            {date(2026, 12, 24): Otherwise(Hours(time(9), time(11))), date(2026, 12, 25): DayOff("Kerst")},
        )
        assert hours_on(pattern, date(2026, 12, 23)) == [Hours(time(9), time(12)), Hours(time(13), time(17))]
        assert hours_on(pattern, date(2026, 12, 24)) == [Hours(time(9), time(11))]
        assert hours_on(pattern, date(2026, 12, 25)) == []

    def test_outside_the_period_nothing_holds_not_even_an_exception(self) -> None:
        pattern = Pattern(
            every_day(NIGHT), {date(2027, 1, 1): Otherwise(NIGHT)}, first=date(2026, 12, 1), last=date(2026, 12, 2)
        )  # fmt: skip
        days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3), date(2027, 1, 1)]
        assert [bool(hours_on(pattern, day)) for day in days] == [False, True, True, False, False]

    def test_hours_that_touch_are_one_and_midnight_joins_two_days(self) -> None:
        late, early = Hours(time(22), MIDNIGHT), Hours(time.min, time(2))
        pattern = Pattern({0: [late, Hours(time(20), time(22))], 1: [early]})
        assert open_spans(pattern, AMSTERDAM, date(2026, 11, 23), date(2026, 11, 24)) == [
            Span(utc("2026-11-23T19:00"), utc("2026-11-24T01:00"))
        ]

    def test_hours_end_after_they_begin(self) -> None:
        with pytest.raises(ValueError, match="after"):
            Hours(time(12), time(12))


minutes = st.integers(0, 24 * 60 - 1)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    first, second = sorted((draw(minutes), draw(minutes.map(lambda one: one + 1))))
    if first == second:
        first -= 1
    until = MIDNIGHT if second == 24 * 60 else time(second // 60, second % 60)
    return Hours(time(first // 60, first % 60), until)


def changes_of(zone: ZoneInfo, year: int) -> list[date]:
    """The days of a year on which the offset changes: those are asked most."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    noons = [datetime.combine(day, time(12), UTC).astimezone(zone) for day in days]
    return [b.date() for a, b in pairwise(noons) if a.utcoffset() != b.utcoffset()]


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    year=st.integers(1950, 2037),
    number=st.integers(0, 365),
    near=st.booleans(),
    week=st.dictionaries(st.integers(0, 6), st.lists(hours(), min_size=1, max_size=3), min_size=4),
    other=st.none() | hours(),
)
@example(ZoneInfo("Australia/Lord_Howe"), 2026, 0, True, every_day(Hours(time(1, 30), time(2, 15))), None)  # type: ignore[arg-type]
@example(ZoneInfo("Asia/Gaza"), 2026, 0, True, every_day(Hours(time.min, MIDNIGHT)), None)  # type: ignore[arg-type]
@example(ZoneInfo("Africa/Casablanca"), 2026, 0, True, every_day(NIGHT), None)  # type: ignore[arg-type]
@settings(max_examples=120, deadline=None)
def test_it_is_what_the_clock_on_the_wall_shows(
    zone: ZoneInfo, year: int, number: int, near: bool, week: dict[int, list[Hours]], other: Hours | None
) -> None:
    changes = changes_of(zone, year) if near else []
    day = changes[number % len(changes)] if changes else date(year, 1, 1) + timedelta(days=number)
    exceptions: dict[date, Otherwise | DayOff] = {day: Otherwise(other)} if other else {}
    pattern = Pattern(week, exceptions)
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    spans = open_spans(pattern, zone, first, last)
    assert all(span.start < span.end for span in spans)
    assert all(one.end < next_.start for one, next_ in pairwise(spans))
    if all(offset_in_minutes(zone, span.start) for span in spans):
        assert spans == floor(pattern, zone, first, last)
    for span in spans:
        assert is_open_at(pattern, zone, span.start)


def offset_in_minutes(zone: ZoneInfo, at: datetime) -> bool:
    """Some places kept local mean time to the second: there a floor by the minute is too coarse."""
    offsets = (
        near.astimezone(zone).utcoffset() for near in (at, at - timedelta(days=1), at + timedelta(days=2))
    )
    return all(offset is not None and not offset.seconds % 60 for offset in offsets)
