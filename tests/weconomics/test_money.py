"""Amounts: rounding, dividing, reading and writing."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from weconomics import money

MINOR = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("minor", "basis_points", "expected"),
    [
        (100, 2100, 21),
        (50, 100, 1),
        (49, 100, 0),
        (-50, 100, -1),
        (-49, 100, 0),
        (24000, 300, 720),
        (0, 2100, 0),
        (333, 5000, 167),
    ],
)
def test_share_rounds_half_away_from_zero(minor, basis_points, expected):
    assert money.share(minor, basis_points) == expected


@given(MINOR, st.integers(min_value=0, max_value=10_000))
def test_a_credit_mirrors_its_charge(minor, basis_points):
    assert money.share(-minor, basis_points) == -money.share(minor, basis_points)


@given(MINOR, st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=12).filter(sum))
def test_parts_of_a_split_sum_to_the_whole_and_stay_within_one_of_exact(minor, weights):
    parts = money.split_by_weights(minor, weights)
    assert sum(parts) == minor
    assert all(
        abs(part * sum(weights) - minor * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


def test_ties_go_to_the_first():
    assert money.split_by_weights(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize("weights", [[0, 0], [], [1, -1]])
def test_refuses_to_split_over_nothing(weights):
    with pytest.raises(ValueError, match="weights"):
        money.split_by_weights(100, weights)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("12", 1200), ("12,5", 1250), ("1.234,56", 123456), ("1,234.56", 123456), ("€ 3,50", 350), ("1.234", 123400),
     ("0,05", 5), ("12,-", 1200), ("-4,50", -450)],
)  # fmt: skip
def test_reads_what_people_type(typed, minor):
    assert money.parse_money(typed) == minor


@pytest.mark.parametrize("typed", ["", "twaalf", "1,2,3,x", "12,345", "NaN", "Infinity", "9" * 40])
def test_says_what_is_wrong_with_an_amount(typed):
    with pytest.raises(ValidationError) as refused:
        money.parse_money(typed)
    assert refused.value.messages[0].endswith(".")


def test_writes_an_amount_as_the_reader_does():
    assert money.format_money(123450, "EUR", "nl") == "€\u00a01.234,50"
    assert money.format_money(123450, "EUR", "en") == "€1,234.50"
    assert money.format_money(500, "JPY", "en") == "¥500"


@pytest.mark.parametrize(
    ("basis_points", "dutch", "english"),
    [(2100, "21%", "21%"), (250, "2,5%", "2.5%"), (625, "6,25%", "6.25%"), (0, "0%", "0%")],
)
def test_says_a_rate_as_people_write_it(basis_points: int, dutch: str, english: str) -> None:
    assert money.format_rate(basis_points, "nl") == dutch
    assert money.format_rate(basis_points, "en") == english
