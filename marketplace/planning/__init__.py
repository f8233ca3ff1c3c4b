"""Who gives how much to whom, so that the whole is best: the plan of a matching round.

Pure and deterministic. See docs/decisions/0007-the-solver-of-matching-rounds.md for what was measured.
"""

import time
from dataclasses import dataclass

import numpy as np

from marketplace.planning.exact import MOST_PAIRS, exact
from marketplace.planning.flow import best_flow
from marketplace.planning.greedy import greedy
from marketplace.planning.problem import FREE, Ints, Problem, problem
from marketplace.planning.repair import repaired

__all__ = ["FREE", "Plan", "Problem", "plan", "problem"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Amounts per pair, in the order of the problem's pairs; points in hundredths.

    greedy_points ≤ points ≤ bound_points, always: the plan is never worse than first come, first served, and no plan can
    pass the bound.
    """

    amounts: Ints
    points: int
    greedy_amounts: Ints
    greedy_points: int
    bound_points: int
    is_proven_best: bool
    solver: str
    milliseconds: int


def plan(given: Problem) -> Plan:
    """The best plan we can find for these pairs.

    Capacities alone: a minimum-cost flow, which is proven best. With more rules the flow is the bound; it is repaired, and
    a round of at most 3,000 pairs is solved exactly besides. Ties follow the order of requests and offers.
    """
    began = time.perf_counter()
    ordered, order = given.in_order()
    by_hand = greedy(ordered)
    bound = best_flow(ordered, np.ones(ordered.pairs, dtype=np.bool_))
    best, is_best, solver = bound, True, "flow"
    if ordered.has_side_rules:
        best, is_best, solver = _with_rules(ordered, bound, by_hand)
    points = {name: ordered.points(amounts) for name, amounts in (("best", best), ("hand", by_hand))}
    return Plan(
        _back(best, order),
        points["best"],
        _back(by_hand, order),
        points["hand"],
        ordered.points(bound),
        is_best,
        solver,
        round((time.perf_counter() - began) * 1000),
    )


def _with_rules(ordered: Problem, bound: Ints, by_hand: Ints) -> tuple[Ints, bool, str]:
    """The better of the repaired flow and of the greedy plan; of a small round the exact one."""
    mended = repaired(ordered, bound)
    best = max((mended, by_hand), key=ordered.points)
    is_best, solver = ordered.points(best) == ordered.points(bound), "flow and repair"
    if not is_best and ordered.pairs <= MOST_PAIRS:
        found, is_best = exact(ordered, best)
        if ordered.points(found) >= ordered.points(best):
            best, solver = found, "flow and CP-SAT"
    return best, is_best, solver


def _back(amounts: Ints, order: Ints) -> Ints:
    """In the order in which the pairs were given."""
    found = np.zeros_like(amounts)
    found[order] = amounts
    return found
