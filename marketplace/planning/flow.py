"""The plan of the greatest worth where capacities are all there is: a minimum-cost flow.

Solved by OR-tools' cost-scaling push-relabel; measured against others in docs/decisions/0007.
"""

import numpy as np
from ortools.graph.python import min_cost_flow

from marketplace.planning.problem import FREE, Flags, Ints, Problem


def best_flow(problem: Problem, allowed: Flags) -> Ints:
    """Amounts per pair: pinned ones as they are, the others the best that is left and allowed."""
    pinned = np.maximum(problem.pinned, 0)
    capacity, need = problem.capacity.copy(), problem.need.copy()
    np.subtract.at(capacity, problem.offer, pinned)
    np.subtract.at(need, problem.request, pinned)
    amounts = pinned.copy()
    chosen = np.flatnonzero(allowed & (problem.pinned == FREE))
    if len(chosen):
        amounts[chosen] = _solve(problem, chosen, np.maximum(capacity, 0), np.maximum(need, 0))
    return amounts


def _solve(problem: Problem, chosen: Ints, capacity: Ints, need: Ints) -> Ints:
    """Source → offers → requests → sink. What nobody can give runs past them all, for nothing."""
    offers, requests = len(capacity), len(need)
    source, sink = offers + requests, offers + requests + 1
    offer, request = problem.offer[chosen], problem.request[chosen]
    total = int(need.sum())
    tails = np.concatenate([offer, np.full(offers, source), offers + np.arange(requests), [source]])
    heads = np.concatenate([offers + request, np.arange(offers), np.full(requests, sink), [sink]])
    widths = np.concatenate([np.minimum(capacity[offer], need[request]), capacity, need, [total]])
    costs = np.concatenate([-problem.worth()[chosen], np.zeros(offers + requests + 1, dtype=np.int64)])
    network = min_cost_flow.SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), widths.astype(np.int64), costs.astype(np.int64)
    )
    network.set_node_supply(source, total)
    network.set_node_supply(sink, -total)
    status = network.solve()
    if status != network.OPTIMAL:  # capacities and supplies are made to fit, so this is a bug of ours
        raise RuntimeError(f"the flow has no solution: {status}")
    return np.asarray(network.flows(arcs[: len(chosen)]), dtype=np.int64)
