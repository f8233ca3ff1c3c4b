"""Who may withdraw, until which second, and what is owed then."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from marketplace.holidays import easter_of, is_working_day, next_working_day, public_holidays
from marketplace.withdrawing import SENTENCES, Facts, NoRight, owed_minor, right_of, until_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AGREED = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # a Monday
SERVICE = Facts(2_500, "service", True, True, AGREED)
GOOD = replace(SERVICE, kind="good")


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, None),
        ({"kind": "good"}, None),
        ({"kind": "rental", "has_date": True}, None),
        ({"kind": "service", "has_date": True}, None),
        ({"kind": "space"}, None),
        ({"agreed_at": None}, NoRight.NOT_AGREED),
        ({"price_minor": 0}, NoRight.WITHOUT_MONEY),
        ({"provider_is_trader": False}, NoRight.PRIVATE_PROVIDER),
        ({"requester_is_consumer": False}, NoRight.NOT_A_CONSUMER),
        ({"exception": "perishable"}, NoRight.EXCEPTION),
        ({"kind": "space", "has_date": True}, NoRight.DATED),
        ({"kind": "transport", "has_date": True}, NoRight.DATED),
        ({"asked_to_begin_early": True}, None),
        ({"delivered_at": AGREED}, None),  # done without being asked to begin: the right stands
        ({"asked_to_begin_early": True, "delivered_at": AGREED}, NoRight.PERFORMED),
        ({"kind": "good", "asked_to_begin_early": True, "delivered_at": AGREED}, None),
    ],
)
def test_who_may_withdraw(change: dict[str, Any], missing: NoRight | None) -> None:
    right = right_of(replace(SERVICE, **change), now=AGREED, zone=AMSTERDAM)
    assert (right.holds, right.missing) == (missing is None, missing)


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        (SERVICE, at(6, 15, 23, 59, 59, 999_999)),
        # Agreed at half past midnight in Amsterdam: there it is the 2nd already.
        (
            replace(SERVICE, agreed_at=datetime(2026, 6, 1, 22, 30, tzinfo=UTC)),
            at(6, 16, 23, 59, 59, 999_999),
        ),
        (GOOD, None),
        (replace(GOOD, delivered_at=at(6, 9, 18)), at(6, 23, 23, 59, 59, 999_999)),
        (replace(SERVICE, days=30), at(7, 1, 23, 59, 59, 999_999)),
        (replace(SERVICE, days=3), at(6, 15, 23, 59, 59, 999_999)),  # never shorter than by law
        # A Saturday, a Sunday, Easter Monday and King's Day: it ends on the next working day.
        (replace(SERVICE, agreed_at=at(6, 6, 12)), at(6, 22, 23, 59, 59, 999_999)),
        (replace(SERVICE, agreed_at=at(3, 23, 12)), at(4, 7, 23, 59, 59, 999_999)),
        (replace(SERVICE, agreed_at=at(4, 13, 12)), at(4, 28, 23, 59, 59, 999_999)),
        # The clock goes back within the term: it still ends with the day.
        (replace(SERVICE, agreed_at=at(10, 20, 12)), at(11, 3, 23, 59, 59, 999_999)),
    ],
)
def test_the_term_ends_with_a_day(facts: Facts, until: datetime | None) -> None:
    assert until_of(facts, AMSTERDAM) == until


def test_the_last_second_counts_and_the_next_does_not() -> None:
    last = at(6, 15, 23, 59, 59)
    assert right_of(SERVICE, now=last, zone=AMSTERDAM).holds
    late = right_of(SERVICE, now=at(6, 16), zone=AMSTERDAM)
    assert (late.holds, late.missing) == (False, NoRight.TOO_LATE)


def test_goods_that_have_not_arrived_can_be_undone_all_that_time() -> None:
    right = right_of(GOOD, now=at(12, 31), zone=AMSTERDAM)
    assert right.holds
    assert right.until is None


@pytest.mark.parametrize(
    ("done", "early", "kind", "owed"),
    [
        ("0", True, "service", 0),
        ("1", True, "service", 3_333),
        ("2", True, "service", 6_667),
        ("3", True, "service", 10_000),
        ("9", True, "service", 10_000),  # never more than the price
        ("2", False, "service", 0),
        ("2", True, "good", 0),
    ],
)
def test_only_what_was_done_on_request_is_owed(done: str, early: bool, kind: str, owed: int) -> None:
    answer = owed_minor(10_000, done=Decimal(done), whole=Decimal(3), asked_to_begin_early=early, kind=kind)
    assert answer == owed


def test_every_refusal_has_a_sentence() -> None:
    assert set(SENTENCES) == set(NoRight)
    with override("en"):
        right = right_of(replace(SERVICE, provider_is_trader=False), now=AGREED, zone=AMSTERDAM)
        assert str(right.why_not) == "The provider is a private person: consumer law does not apply."
        assert right_of(SERVICE, now=AGREED, zone=AMSTERDAM).why_not == ""


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1961, (4, 2)), (2000, (4, 23)), (2024, (3, 31)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter(year: int, easter: tuple[int, int]) -> None:
    assert easter_of(year) == date(year, *easter)


def test_public_holidays() -> None:
    shown = sorted(day.strftime("%m-%d") for day in public_holidays(2026))
    assert shown == ["01-01", "04-03", "04-06", "04-27", "05-14", "05-25", "12-25", "12-26"]
    assert date(2025, 5, 5) in public_holidays(2025)
    assert date(2025, 4, 26) in public_holidays(2025)  # the 27th is a Sunday
    assert is_working_day(date(2026, 5, 5))
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 28)
