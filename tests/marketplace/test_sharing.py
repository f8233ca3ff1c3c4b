"""Sharing what is scarce: by example, and by what must hold for every supply and every wish."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.group_orders.sharing import (
    Step,
    Wish,
    fits_step,
    price_at,
    share_out,
    share_quantities,
    step_after,
    step_of,
)


@st.composite
def wishes(draw: st.DrawFn) -> list[Wish]:
    rows = draw(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=9))
    return [Wish(number, max(pair), min(pair)) for number, pair in enumerate(rows)]


SUPPLY = st.integers(0, 200)


def out_of(supply: int, rows: list[Wish]) -> list[Wish]:
    shares = share_out(supply, rows)
    return [row for row in rows if shares[row.joined] == 0]


class TestByExample:
    def test_enough_for_all_gives_all_what_they_want(self) -> None:
        assert share_out(10, [Wish(0, 4, 4), Wish(1, 6, 1)]) == {0: 4, 1: 6}

    def test_the_largest_remainders_get_the_steps_left_over(self) -> None:
        # 10 of 16: 4.375, 3.125 and 2.5.
        assert share_out(10, [Wish(0, 7, 1), Wish(1, 5, 1), Wish(2, 4, 1)]) == {0: 4, 1: 3, 2: 3}

    def test_of_equal_wishes_who_joined_first_gets_the_odd_one(self) -> None:
        assert share_out(5, [Wish(0, 4, 1), Wish(1, 4, 1)]) == {0: 3, 1: 2}

    def test_who_would_get_less_than_their_least_is_out_and_the_others_share_again(self) -> None:
        assert share_out(6, [Wish(0, 6, 2), Wish(1, 4, 4), Wish(2, 2, 1)]) == {0: 5, 1: 0, 2: 1}

    def test_one_at_a_time_so_that_the_next_may_stay(self) -> None:
        assert share_out(10, [Wish(0, 8, 8), Wish(1, 4, 4)]) == {0: 8, 1: 0}

    def test_whose_least_lies_on_the_shelf_comes_back_in(self) -> None:
        """The second is out before the first, who can never have enough, goes too."""
        assert share_out(10, [Wish(0, 12, 11), Wish(1, 8, 8)]) == {0: 0, 1: 8}

    def test_nothing_to_share_gives_nothing(self) -> None:
        assert share_out(0, [Wish(0, 3, 1)]) == {0: 0}
        assert share_out(5, []) == {}


class TestQuantities:
    def test_counts_in_the_smallest_step_of_the_unit(self) -> None:
        lines = [(Decimal("2.5"), Decimal("0.5")), (Decimal("2.5"), Decimal("0.5"))]
        assert share_quantities(Decimal("3.3"), lines, step_of("kg")) == [Decimal("1.7"), Decimal("1.6")]

    def test_without_a_supply_everybody_gets_what_they_want(self) -> None:
        assert share_quantities(None, [(Decimal(3), Decimal(1))], Decimal(1)) == [3]

    def test_less_than_nothing_is_nothing(self) -> None:
        assert share_quantities(Decimal(-2), [(Decimal(3), Decimal(1))], Decimal(1)) == [0]

    @pytest.mark.parametrize(
        ("quantity", "unit", "fits"),
        [
            *(("2", "piece", True), ("2.5", "piece", False), ("0.75", "hour", True)),
            *(("0.3", "kg", True), ("0.25", "kg", False), ("1.1", "hour", False)),
        ],
    )
    def test_a_quantity_fits_its_unit(self, quantity: str, unit: str, fits: bool) -> None:
        assert fits_step(Decimal(quantity), unit) is fits


class TestPrices:
    steps = (Step(Decimal(0), 900), Step(Decimal(20), 800), Step(Decimal(50), 700))

    @pytest.mark.parametrize(
        ("total", "now", "after"),
        [("0", 900, 800), ("19.9", 900, 800), ("20", 800, 700), ("50", 700, None), ("80", 700, None)],
    )
    def test_the_price_falls_with_the_total(self, total: str, now: int, after: int | None) -> None:
        assert price_at(self.steps, Decimal(total)).price_minor == now
        next_step = step_after(self.steps, Decimal(total))
        assert (next_step.price_minor if next_step else None) == after


class TestAlways:
    @given(SUPPLY, wishes())
    def test_nobody_gets_more_than_wanted_or_less_than_their_least(
        self, supply: int, rows: list[Wish]
    ) -> None:
        shares = share_out(supply, rows)
        assert all(shares[row.joined] == 0 or row.least <= shares[row.joined] <= row.wanted for row in rows)

    @given(SUPPLY, wishes())
    def test_never_more_than_there_is_and_nothing_useful_is_left_over(
        self, supply: int, rows: list[Wish]
    ) -> None:
        shares = share_out(supply, rows)
        left = supply - sum(shares.values())
        assert left >= 0
        assert left == 0 or all(shares[row.joined] in (0, row.wanted) for row in rows)
        assert all(row.least > left for row in out_of(supply, rows))

    @given(SUPPLY, wishes())
    def test_where_any_part_is_fine_exactly_what_there_is_is_given(
        self, supply: int, rows: list[Wish]
    ) -> None:
        easy = [Wish(row.joined, row.wanted, 0) for row in rows]
        assert sum(share_out(supply, easy).values()) == min(supply, sum(row.wanted for row in rows))

    @given(SUPPLY, wishes())
    def test_who_wants_more_under_the_same_least_never_gets_less(self, supply: int, rows: list[Wish]) -> None:
        alike = [Wish(row.joined, row.wanted, 0) for row in rows]
        shares = share_out(supply, alike)
        assert all(
            shares[one.joined] >= shares[other.joined]
            for one in alike
            for other in alike
            if one.wanted > other.wanted
        )

    @given(SUPPLY, wishes())
    def test_each_share_is_within_one_step_of_its_exact_part(self, supply: int, rows: list[Wish]) -> None:
        easy = [Wish(row.joined, row.wanted, 0) for row in rows]
        whole = sum(row.wanted for row in rows)
        shares = share_out(supply, easy)
        assert all(abs(shares[r.joined] * whole - min(supply, whole) * r.wanted) < whole for r in easy)

    @given(SUPPLY, wishes(), st.randoms(use_true_random=False))
    def test_the_order_in_which_lines_are_read_changes_nothing(
        self, supply: int, rows: list[Wish], dice: object
    ) -> None:
        mixed = list(rows)
        dice.shuffle(mixed)  # type: ignore[attr-defined]
        assert share_out(supply, mixed) == share_out(supply, rows)
