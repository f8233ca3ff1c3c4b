"""The range in which the share of satisfied people lies."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from marketplace.satisfaction import Satisfaction, wilson_interval


@pytest.mark.parametrize(
    ("satisfied", "reviews", "range_percent"),
    [
        (3, 3, (44, 100)),
        (11, 12, (65, 99)),
        (30, 30, (89, 100)),
        (0, 4, (0, 49)),
        (5, 10, (24, 76)),
    ],
)
def test_few_reviews_make_a_wide_range(satisfied: int, reviews: int, range_percent: tuple[int, int]) -> None:
    assert Satisfaction(reviews, reviews, satisfied).range_percent == range_percent


def test_thirty_good_ones_stand_above_three() -> None:
    assert Satisfaction(30, 30, 30).least_percent > Satisfaction(3, 3, 3).least_percent


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (Satisfaction(), "No completed deal yet"),
        (Satisfaction(deals=1), "1 deal; not reviewed yet"),
        (Satisfaction(deals=4, reviews=2, satisfied=1), "4 deals; 2 reviews"),
        (Satisfaction(deals=12, reviews=12, satisfied=11), "12 deals; between 65% and 99% satisfied"),
    ],
)
def test_it_is_said_in_words(known: Satisfaction, words: str) -> None:
    with override("en"):
        assert known.in_words == words


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_range_holds_the_share_and_stays_within_all_and_nothing(counts: tuple[int, int]) -> None:
    satisfied, reviews = counts
    low, high = wilson_interval(satisfied, reviews)
    assert 0 <= low <= satisfied / reviews + 1e-12
    assert satisfied / reviews <= high + 1e-12
    assert high <= 1


@pytest.mark.parametrize(("satisfied", "reviews"), [(1, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_a_bug(satisfied: int, reviews: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson_interval(satisfied, reviews)
