"""Small rounds are solved to the end: CP-SAT sees the rules that a flow does not."""

import numpy as np
from ortools.sat.python import cp_model

from marketplace.planning.problem import ANY_NUMBER, FREE, Ints, Problem

MOST_PAIRS = 3_000
DETERMINISTIC_SECONDS = 4.0  # of the solver's own clock: the same answer on a slow machine and a fast one


def exact(problem: Problem, hint: Ints) -> tuple[Ints, bool]:
    """The best plan that keeps to every rule, and whether it is proven that no other is better. `hint` is a good start."""
    model = cp_model.CpModel()
    amounts, used = _variables(model, problem)
    _capacities(model, problem, amounts)
    _needs(model, problem, amounts)
    _providers(model, problem, used)
    worth = problem.worth().tolist()
    model.maximize(sum(worth[pair] * amount for pair, amount in enumerate(amounts)))
    for pair, amount in enumerate(amounts):
        model.add_hint(amount, int(hint[pair]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = DETERMINISTIC_SECONDS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return hint, False
    found = np.array([solver.value(amount) for amount in amounts], dtype=np.int64)
    return found, status == cp_model.OPTIMAL


def _variables(
    model: cp_model.CpModel, problem: Problem
) -> tuple[list[cp_model.IntVar], list[cp_model.IntVar]]:
    amounts, used = [], []
    for pair in range(problem.pairs):
        most = int(min(problem.capacity[problem.offer[pair]], problem.need[problem.request[pair]]))
        pinned = int(problem.pinned[pair])
        low, high = (pinned, pinned) if pinned != FREE else (0, most)
        amount, uses = model.new_int_var(low, high, f"a{pair}"), model.new_bool_var(f"u{pair}")
        model.add(amount <= max(high, 0) * uses)
        if pinned == FREE:
            model.add(amount >= int(min(problem.least[pair], most + 1)) * uses)
        amounts.append(amount)
        used.append(uses)
    return amounts, used


def _capacities(model: cp_model.CpModel, problem: Problem, amounts: list[cp_model.IntVar]) -> None:
    for offer, pairs in _by(problem.offer).items():
        model.add(sum(amounts[pair] for pair in pairs) <= int(problem.capacity[offer]))


def _needs(model: cp_model.CpModel, problem: Problem, amounts: list[cp_model.IntVar]) -> None:
    """At most the need; of who wants all or nothing exactly the need, or nothing. What is pinned stands either way."""
    for request, pairs in _by(problem.request).items():
        total, need = sum(amounts[pair] for pair in pairs), int(problem.need[request])
        pinned = sum(max(int(problem.pinned[pair]), 0) for pair in pairs)
        if problem.all_or_nothing[request] and not pinned:
            model.add(total == need * model.new_bool_var(f"w{request}"))
        else:
            model.add(total <= max(need, pinned))


def _providers(model: cp_model.CpModel, problem: Problem, used: list[cp_model.IntVar]) -> None:
    for request, pairs in _by(problem.request).items():
        most = int(problem.most_providers[request])
        if most == ANY_NUMBER:
            continue
        gives: dict[int, cp_model.IntVar] = {}
        known = problem.givers_of(request)
        for pair in pairs:
            provider = int(problem.provider[problem.offer[pair]])
            if provider in known:
                continue
            gives.setdefault(provider, model.new_bool_var(f"p{request}_{provider}"))
            model.add_implication(used[pair], gives[provider])
        pinned = {int(problem.provider[problem.offer[pair]]) for pair in pairs if problem.pinned[pair] > 0}
        model.add(sum(gives.values()) <= max(most - len(known), len(pinned - known)))


def _by(index: Ints) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pair, key in enumerate(index.tolist()):
        found.setdefault(key, []).append(pair)
    return found
