"""From the best flow to a plan that keeps to every rule: at most so many providers, all or nothing, not too little."""

import numpy as np

from marketplace.planning.flow import best_flow
from marketplace.planning.greedy import greedy
from marketplace.planning.problem import ANY_NUMBER, FREE, Flags, Ints, Problem

ROUNDS, ROUNDS_OF_MANY, MANY_PAIRS = 6, 2, 200_000


def repaired(problem: Problem, first: Ints) -> Ints:
    """Forbid what breaks a rule, flow again, and fill up what is left. `first` is the best flow without rules."""
    allowed = np.ones(problem.pairs, dtype=np.bool_)
    amounts = first
    for _round in range(ROUNDS_OF_MANY if problem.pairs > MANY_PAIRS else ROUNDS):
        broken = _broken(problem, amounts, only_the_worst=True)
        if not broken.any():
            break
        allowed &= ~broken
        amounts = best_flow(problem, allowed)
    while (broken := _broken(problem, amounts, only_the_worst=False) & (amounts > 0)).any():
        amounts = np.where(broken, 0, amounts)
    return greedy(problem, start=amounts)


def _broken(problem: Problem, amounts: Ints, *, only_the_worst: bool) -> Flags:
    """The free pairs that stand in the way of a rule."""
    broken = (amounts > 0) & (amounts < problem.least)
    broken |= _too_many_providers(problem, amounts)
    broken |= _incomplete(problem, amounts, only_the_worst=only_the_worst)
    return broken & (problem.pinned == FREE)


def _too_many_providers(problem: Problem, amounts: Ints) -> Flags:
    """Of a request with too many providers, the pairs of those who give least.

    Who gives to it already and whom a coordinator pinned stay.
    """
    broken = np.zeros(problem.pairs, dtype=np.bool_)
    limited = problem.most_providers[problem.request] != ANY_NUMBER
    used = np.flatnonzero(limited & (amounts > 0))
    for request in np.unique(problem.request[used]).tolist():
        pairs = used[problem.request[used] == request]
        given: dict[int, tuple[bool, int]] = {}
        for pair in pairs.tolist():
            provider = int(problem.provider[problem.offer[pair]])
            pinned, amount = given.get(provider, (False, 0))
            given[provider] = (pinned or problem.pinned[pair] != FREE, amount + int(amounts[pair]))
        ranked = sorted(given, key=lambda one: (not given[one][0], -given[one][1], one))
        known = problem.givers_of(request)
        others = [provider for provider in ranked if provider not in known]
        room = max(int(problem.most_providers[request]) - len(known), 0)
        kept = known | set(others[:room])
        if room < len(others):
            all_of_request = np.flatnonzero(problem.request == request)
            outside = ~np.isin(problem.provider[problem.offer[all_of_request]], list(kept))
            broken[all_of_request[outside]] = True
    return broken


def whole_needs(problem: Problem) -> Flags:
    """Which requests are met wholly or not at all. Where a coordinator pinned a part, that was decided otherwise."""
    has_pin = np.zeros(len(problem.need), dtype=np.bool_)
    has_pin[problem.request[problem.pinned > 0]] = True
    return problem.all_or_nothing & ~has_pin


def _incomplete(problem: Problem, amounts: Ints, *, only_the_worst: bool) -> Flags:
    """Requests that want all or nothing and got a part; of these, at first, the half that got the least."""
    met = np.zeros(len(problem.need), dtype=np.int64)
    np.add.at(met, problem.request, amounts)
    partly = np.flatnonzero(whole_needs(problem) & (met > 0) & (met < problem.need))
    if only_the_worst and len(partly) > 1:
        by_share = sorted(
            partly.tolist(), key=lambda request: (met[request] / problem.need[request], request)
        )
        partly = np.array(by_share[: (len(by_share) + 1) // 2])
    return np.isin(problem.request, partly)
