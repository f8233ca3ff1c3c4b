"""The plan of a matching round: never below first come first served, never above its bound, and within every rule."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.planning import FREE, Plan, Problem, plan, problem


def amounts_of(made: Plan, pairs: list[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
    return {
        (offer, request): int(amount)
        for (offer, request, _score), amount in zip(pairs, made.amounts, strict=True)
        if amount
    }


class TestWhatAPlanSees:
    def test_the_second_best_for_one_lets_two_be_helped(self) -> None:
        """By hand the best pair takes the only offer that the other request could have had."""
        pairs = [(0, 0, 90), (1, 0, 80), (0, 1, 85)]
        made = plan(problem(capacity=[1, 1], need=[1, 1], pairs=pairs))
        assert amounts_of(made, pairs) == {(1, 0): 1, (0, 1): 1}
        assert (made.points, made.greedy_points, made.bound_points) == (16500, 9000, 16500)
        assert made.is_proven_best

    def test_one_request_is_met_by_several_and_one_offer_serves_several(self) -> None:
        pairs = [(0, 0, 70), (1, 0, 60), (1, 1, 60)]
        made = plan(problem(capacity=[3, 4], need=[5, 2], pairs=pairs))
        assert amounts_of(made, pairs) == {(0, 0): 3, (1, 0): 2, (1, 1): 2}

    def test_a_request_counts_the_same_whatever_its_unit(self) -> None:
        """Forty kilos in grams weigh no more than two hours."""
        pairs = [(0, 0, 50), (0, 1, 60)]
        made = plan(problem(capacity=[40_000], need=[40_000, 2], pairs=pairs))
        assert amounts_of(made, pairs) == {(0, 1): 2, (0, 0): 39_998}

    def test_one_provider_only(self) -> None:
        pairs = [(0, 0, 90), (1, 0, 80), (2, 0, 50)]
        made = plan(problem(capacity=[1, 3, 5], need=[4], pairs=pairs, most_providers=[1]))
        assert amounts_of(made, pairs) == {(1, 0): 3}
        assert made.points < made.bound_points

    def test_two_offers_of_one_provider_are_one_provider(self) -> None:
        pairs = [(0, 0, 90), (1, 0, 80), (2, 0, 85)]
        made = plan(
            problem(capacity=[2, 2, 3], need=[4], pairs=pairs, provider=[7, 7, 8], most_providers=[1])
        )
        assert amounts_of(made, pairs) == {(0, 0): 2, (1, 0): 2}

    def test_who_gives_already_counts_and_may_give_more(self) -> None:
        pairs = [(0, 0, 40), (1, 0, 90), (2, 0, 80)]
        about: dict[str, Any] = {"capacity": [2, 2, 2], "need": [4], "pairs": pairs, "provider": [7, 8, 9]}
        one = plan(problem(**about, most_providers=[1], givers=[{7}]))
        assert amounts_of(one, pairs) == {(0, 0): 2}
        two = plan(problem(**about, most_providers=[2], givers=[{7}]))
        assert amounts_of(two, pairs) == {(0, 0): 2, (1, 0): 2}
        full = plan(problem(**about, most_providers=[1], givers=[{3}]))
        assert amounts_of(full, pairs) == {}

    def test_all_or_nothing_gives_way_to_what_can_be_met(self) -> None:
        pairs = [(0, 0, 90), (0, 1, 40)]
        made = plan(problem(capacity=[3], need=[4, 3], pairs=pairs, all_or_nothing=[True, False]))
        assert amounts_of(made, pairs) == {(0, 1): 3}

    def test_too_little_at_a_time_is_not_planned(self) -> None:
        pairs = [(0, 0, 90)]
        made = plan(problem(capacity=[2], need=[5], pairs=pairs, least=[3]))
        assert amounts_of(made, pairs) == {}

    def test_what_is_pinned_stands(self) -> None:
        pairs = [(0, 0, 40), (0, 1, 90)]
        made = plan(problem(capacity=[3], need=[2, 3], pairs=pairs, pinned=[2, FREE]))
        assert amounts_of(made, pairs) == {(0, 0): 2, (0, 1): 1}

    def test_without_pairs_there_is_an_empty_plan(self) -> None:
        made = plan(problem(capacity=[3], need=[2], pairs=[]))
        assert (made.points, made.bound_points, made.is_proven_best) == (0, 0, True)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"capacity": [-1], "need": [1], "pairs": []},
            {"capacity": [1], "need": [0], "pairs": []},
            {"capacity": [1], "need": [1], "pairs": [(0, 0, 101)]},
            {"capacity": [1], "need": [1], "pairs": [(0, 0, 50), (0, 0, 60)]},
        ],
    )
    def test_numbers_without_sense_are_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"."):
            problem(**wrong)


@st.composite
def markets(draw: st.DrawFn, most: int = 5, amount: int = 6) -> dict[str, Any]:
    """A small market with every kind of rule in it."""
    offers, requests = draw(st.integers(1, most)), draw(st.integers(1, most))
    all_pairs = list(product(range(offers), range(requests)))
    chosen = draw(st.lists(st.sampled_from(all_pairs), unique=True, max_size=12))
    scores = st.integers(1, 100)
    return {
        "capacity": draw(st.lists(st.integers(0, amount), min_size=offers, max_size=offers)),
        "provider": draw(st.lists(st.integers(0, 2), min_size=offers, max_size=offers)),
        "need": draw(st.lists(st.integers(1, amount), min_size=requests, max_size=requests)),
        "most_providers": draw(st.lists(st.integers(0, 2), min_size=requests, max_size=requests)),
        "all_or_nothing": draw(st.lists(st.booleans(), min_size=requests, max_size=requests)),
        "pairs": [(offer, request, draw(scores)) for offer, request in chosen],
        "least": draw(st.lists(st.integers(1, 2), min_size=len(chosen), max_size=len(chosen))),
        "givers": draw(
            st.lists(st.sets(st.integers(0, 2), max_size=2), min_size=requests, max_size=requests)
        ),
    }


def breaches(given: Problem, amounts: Any) -> list[str]:
    """Every rule that a plan breaks."""
    found = []
    for offer, capacity in enumerate(given.capacity):
        if amounts[given.offer == offer].sum() > capacity:
            found.append(f"offer {offer} gives more than it has")
    for request, need in enumerate(given.need):
        mine = given.request == request
        met = amounts[mine].sum()
        if met > need or (given.all_or_nothing[request] and 0 < met < need):
            found.append(f"request {request} is met with {met} of {need}")
        known = given.givers_of(request)
        new = set(given.provider[given.offer[mine & (amounts > 0)]].tolist()) - known
        providers = known | new
        if new and given.most_providers[request] and len(providers) > given.most_providers[request]:
            found.append(f"request {request} has {len(providers)} providers")
    if ((amounts > 0) & (amounts < given.least)).any() or (amounts < 0).any():
        found.append("too little at a time")
    return found


class TestWhateverTheMarket:
    @settings(max_examples=250, deadline=None)
    @given(market=markets())
    def test_the_plan_keeps_every_rule_between_greedy_and_bound(self, market: dict[str, Any]) -> None:
        given_problem = problem(**market)
        made = plan(given_problem)
        assert breaches(given_problem, made.amounts) == []
        assert breaches(given_problem, made.greedy_amounts) == []
        assert made.greedy_points <= made.points <= made.bound_points

    @settings(max_examples=100, deadline=None)
    @given(market=markets(), random=st.randoms(use_true_random=False))
    def test_the_order_of_the_pairs_does_not_matter(self, market: dict[str, Any], random: Any) -> None:
        order = list(range(len(market["pairs"])))
        random.shuffle(order)
        turned = market | {name: [market[name][index] for index in order] for name in ("pairs", "least")}
        one, other = plan(problem(**market)), plan(problem(**turned))
        assert one.points == other.points
        assert [int(one.amounts[index]) for index in order] == other.amounts.tolist()

    @settings(max_examples=60, deadline=None)
    @given(market=markets(most=2, amount=3))
    def test_no_other_plan_of_a_small_market_is_better(self, market: dict[str, Any]) -> None:
        given_problem = problem(**market)
        made = plan(given_problem)
        choices = [range(int(min(given_problem.capacity[offer], given_problem.need[request])) + 1)
                   for offer, request, _score in market["pairs"]]  # fmt: skip
        every = (np.array(amounts, dtype=np.int64) for amounts in product(*choices))
        best = max(given_problem.points(amounts) for amounts in every if not breaches(given_problem, amounts))
        assert made.points == best
        assert made.is_proven_best

    @settings(max_examples=60, deadline=None)
    @given(market=markets(), data=st.data())
    def test_what_a_coordinator_pins_stands_and_the_rest_fits_around_it(
        self, market: dict[str, Any], data: st.DataObject
    ) -> None:
        first = plan(problem(**market))
        used = [index for index, amount in enumerate(first.amounts) if amount]
        if not used:
            return
        pin = data.draw(st.sampled_from(used))
        pinned = [FREE] * len(market["pairs"])
        pinned[pin] = int(first.amounts[pin])
        made = plan(problem(**market, pinned=pinned))
        assert made.amounts[pin] == first.amounts[pin]
        assert made.greedy_points <= made.points <= made.bound_points
