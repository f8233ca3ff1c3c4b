"""What comes back, policy by policy, to the minute and to the cent."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from marketplace import cancelling
from marketplace.cancelling import (
    Step,
    end_of,
    owed_minor,
    refund_bp,
    refund_bp_of_no_show,
    start_of,
    steps_of,
)
from marketplace.enums import CancellationPolicy

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)  # a Saturday, 14:00 in Amsterdam


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("policy", "now", "back"),
    [
        ("flexible", local(6, 1), 10_000),
        ("flexible", local(6, 19, 14, 0), 10_000),
        ("flexible", local(6, 19, 14, 1), 5_000),
        ("flexible", local(6, 20, 13, 59), 5_000),
        ("flexible", local(6, 21), 5_000),
        ("moderate", local(6, 15, 14, 0), 10_000),
        ("moderate", local(6, 15, 14, 1), 5_000),
        ("moderate", local(6, 19, 14, 0), 5_000),
        ("moderate", local(6, 19, 14, 1), 0),
        ("moderate", local(6, 25), 0),
        ("strict", local(1, 1), 5_000),
        ("strict", local(6, 13, 14, 0), 5_000),
        ("strict", local(6, 13, 14, 1), 0),
        ("strict", local(6, 20, 14, 0), 0),
    ],
)
def test_the_requester_gets_back_what_the_policy_says(policy: str, now: datetime, back: int) -> None:
    assert refund_bp(policy, start=START, now=now, by="requester", zone=AMSTERDAM) == back


@pytest.mark.parametrize("policy", CancellationPolicy.values)
@pytest.mark.parametrize("now", [local(1, 1), local(6, 20, 13, 59), local(6, 25)])
def test_the_provider_gives_all_back_whenever_it_is(policy: str, now: datetime) -> None:
    assert refund_bp(policy, start=START, now=now, by="provider", zone=AMSTERDAM) == 10_000


@pytest.mark.parametrize("policy", CancellationPolicy.values)
def test_where_no_day_was_agreed_nobody_is_late(policy: str) -> None:
    assert refund_bp(policy, start=None, now=local(6, 1), by="requester", zone=AMSTERDAM) == 10_000


@pytest.mark.parametrize(
    ("policy", "missing", "back"),
    [
        ("flexible", "requester", 5_000),
        ("moderate", "requester", 0),
        ("strict", "requester", 0),
        ("flexible", "provider", 10_000),
        ("strict", "provider", 10_000),
    ],
)
def test_not_coming_counts_as_calling_off_at_the_last_moment(policy: str, missing: str, back: int) -> None:
    assert refund_bp_of_no_show(policy, missing=missing) == back


@pytest.mark.parametrize(
    ("price", "back", "owed"),
    [
        (10_000, 10_000, 0),
        (10_000, 5_000, 5_000),
        (10_000, 0, 10_000),
        (1, 5_000, 0),  # half a cent comes back as a whole one
        (3, 5_000, 1),
        (999, 5_000, 499),
        (12_345, 3_333, 8_230),
        (0, 5_000, 0),
    ],
)
def test_what_is_still_owed_is_the_price_less_its_share(price: int, back: int, owed: int) -> None:
    assert owed_minor(price, back) == owed


class TestWhenTheClockChanges:
    """29 March 2026 has 23 hours in Amsterdam, 25 October has 25."""

    def test_days_keep_the_hour_on_the_wall(self) -> None:
        start = start_of(date(2026, 4, 1), time(10), AMSTERDAM)
        assert start == datetime(2026, 4, 1, 8, tzinfo=UTC)
        [all_back, half, _rest] = steps_of("moderate", start, AMSTERDAM)
        assert all_back.until == datetime(2026, 3, 27, 9, tzinfo=UTC)  # 10:00 in winter time
        assert half.until == datetime(2026, 3, 31, 8, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("on", "until"),
        [
            (date(2026, 3, 29), datetime(2026, 3, 28, 8, tzinfo=UTC)),  # 9:00 on the wall the day before
            (date(2026, 10, 25), datetime(2026, 10, 24, 9, tzinfo=UTC)),  # 11:00 on the wall
        ],
    )
    def test_hours_are_hours_that_pass(self, on: date, until: datetime) -> None:
        start = start_of(on, time(10), AMSTERDAM)
        assert start is not None
        assert steps_of("flexible", start, AMSTERDAM)[0] == Step(10_000, until)

    def test_an_hour_that_the_clock_skips_is_the_next_one(self) -> None:
        assert start_of(date(2026, 3, 29), time(2, 30), AMSTERDAM) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def test_an_hour_that_comes_twice_is_the_first(self) -> None:
        assert start_of(date(2026, 10, 25), time(2, 30), AMSTERDAM) == datetime(
            2026, 10, 25, 0, 30, tzinfo=UTC
        )


def test_a_day_without_an_hour_begins_with_the_day_and_is_over_with_it() -> None:
    day = date(2026, 6, 20)
    assert start_of(day, None, AMSTERDAM) == datetime(2026, 6, 19, 22, tzinfo=UTC)
    assert end_of(day, None, AMSTERDAM) == datetime(2026, 6, 20, 22, tzinfo=UTC)
    assert end_of(day, time(14), AMSTERDAM) == START
    assert start_of(None, time(14), AMSTERDAM) is end_of(None, None, AMSTERDAM) is None


@pytest.mark.parametrize("policy", CancellationPolicy.values)
def test_every_policy_says_as_many_sentences_as_it_has_steps(policy: str) -> None:
    with override("en"):
        sentences = cancelling.in_words(policy)
    assert len(sentences) == len(steps_of(policy, START, AMSTERDAM)) + 1
    assert sentences[-1] == "If the provider calls it off, the requester pays nothing."
