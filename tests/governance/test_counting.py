"""The counting rules as tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.counting import (
    ConsentRule,
    Hindrance,
    Tally,
    answers_needed,
    closes_after_revision,
    hindrances,
    rule_from,
)
from governance.ratings import opinion

LAST_DAY = datetime(2026, 5, 10, 12, tzinfo=UTC)
BEFORE, AFTER = LAST_DAY - timedelta(days=1), LAST_DAY + timedelta(minutes=1)
OBJECTION, QUORUM, TOO_EARLY = Hindrance.OBJECTION, Hindrance.QUORUM, Hindrance.TOO_EARLY


@pytest.mark.parametrize(
    ("electors", "percent", "people", "needed"),
    [
        (10, 50, 3, 5),
        (11, 50, 3, 6),  # rounded up
        (4, 50, 3, 3),  # never fewer than the minimum of people
        (3, 50, 3, 3),
        (100, 33, 3, 33),
        (101, 33, 3, 34),
        (7, 100, 3, 7),
        (2, 50, 3, 3),  # members left: the round cannot reach its quorum any more
        (0, 50, 3, 3),
    ],
)
def test_answers_needed(electors: int, percent: int, people: int, needed: int) -> None:
    assert answers_needed(electors, quorum_percent=percent, minimum_people=people) == needed


@pytest.mark.parametrize(
    ("tally", "as_of", "found"),
    [
        # after the last day
        (Tally(10, no_objection=5), AFTER, ()),
        (Tally(10, no_objection=4), AFTER, (QUORUM,)),
        (Tally(10), AFTER, (QUORUM,)),  # silence is not consent
        (Tally(10, no_objection=2, concern=3), AFTER, ()),  # concerns do not block
        (Tally(10, concern=5), AFTER, ()),
        (Tally(10, no_objection=9, objection=1, open_objections=1), AFTER, (OBJECTION,)),
        (Tally(10, no_objection=4, objection=1), AFTER, ()),  # found not valid: the answer still counts
        (Tally(10, no_objection=2, open_objections=1), AFTER, (OBJECTION, QUORUM)),
        (Tally(10, no_objection=5, open_objections=1), AFTER, (OBJECTION,)),  # the objector left since
        # before it
        (Tally(10, no_objection=9), BEFORE, (TOO_EARLY,)),
        (Tally(10, no_objection=10), BEFORE, ()),  # everybody answered
        (Tally(10, no_objection=6, concern=4), BEFORE, ()),
        (Tally(10, no_objection=9, objection=1), BEFORE, (TOO_EARLY,)),  # not valid, but not unanimous either
        (Tally(10), BEFORE, (QUORUM, TOO_EARLY)),
        (Tally(0), AFTER, (QUORUM,)),
        # on the very moment
        (Tally(10, no_objection=5), LAST_DAY, ()),
    ],
)
def test_hindrances(tally: Tally, as_of: datetime, found: tuple[Hindrance, ...]) -> None:
    assert hindrances(tally, quorum_percent=50, minimum_people=3, closes_at=LAST_DAY, as_of=as_of) == found


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (None, ConsentRule(50, 3, 5)),
        ({}, ConsentRule(50, 3, 5)),
        ({"quorum_percent": None}, ConsentRule(50, 3, 5)),
        ({"quorum_percent": 75, "minimum_people": 4, "minimum_days": 10}, ConsentRule(75, 4, 10)),
    ],
)
def test_rule_comes_from_the_adopted_governance_factor(content: dict | None, rule: ConsentRule) -> None:
    assert rule_from(content) == rule


@pytest.mark.parametrize(
    ("revised_at", "closes_at"),
    [
        (LAST_DAY - timedelta(days=4), LAST_DAY),
        (LAST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)),
        (LAST_DAY + timedelta(days=3), LAST_DAY + timedelta(days=5)),
    ],
)
def test_a_new_text_leaves_time_to_read_it(revised_at: datetime, closes_at: datetime) -> None:
    assert closes_after_revision(closes_at=LAST_DAY, revised_at=revised_at, revision_days=2) == closes_at


@pytest.mark.parametrize(
    ("ratings", "median", "spread", "agreement"),
    [
        ([4], 4, 0, "shared"),
        ([4, 4, 5], 4, 0.33, "shared"),
        ([2, 4], 3, 1, "mixed"),
        ([1, 5, 1, 5], 3, 2, "divided"),
        ([1, 2, 3, 4, 5], 3, 1.2, "divided"),
    ],
)
def test_opinion(ratings: list[int], median: float, spread: float, agreement: str) -> None:
    found = opinion(ratings)
    assert found is not None
    assert (found.median, found.spread, found.agreement) == (median, spread, agreement)


def test_nobody_rated() -> None:
    assert opinion([]) is None
