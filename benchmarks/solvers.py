"""Solvers of a matching round side by side: time, memory and how near the best, each cell in a process of its own.

Nothing of the product is imported, and what competes is no dependency of it:

    uv run --no-project --with ortools --with scipy --with networkx python benchmarks/solvers.py

The market is that of benchmarks/planning.py without rules: n offers, n requests, twelve candidates for each request,
capacities and needs of one to eight, scores of 40 to 100. A cell that needs more processor time than its limit, or more
than 8 GB, is stopped and says so. docs/decisions/0007 keeps a table of one run.
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

SIZES = (1_000, 10_000, 100_000)
CANDIDATES = 12
GIGABYTES = 8
HEAD = "| offers × requests | solver | wall s | processor s | peak MB | of the best | load |"
LINE = "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
TOO_SLOW = (-24, -9)  # SIGXCPU, SIGKILL


def market(size: int) -> Any:
    """offer, request and score of each pair; capacities; needs. The seed is fixed."""
    import numpy as np

    draw = np.random.default_rng(7)
    request = np.repeat(np.arange(size), CANDIDATES)
    keys = np.unique(request * size + draw.integers(0, size, size * CANDIDATES))
    capacity, _provider, need = (
        draw.integers(1, 9, size),
        draw.integers(0, size, size),
        draw.integers(1, 9, size),
    )
    return keys % size, keys // size, draw.integers(40, 101, len(keys)), capacity, need


def by_ortools(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """Minimum-cost flow; what nobody gives runs past all."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    n, total = len(capacity), int(need.sum())
    source, sink, every = 2 * n, 2 * n + 1, np.arange(n)
    network = min_cost_flow.SimpleMinCostFlow()
    network.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([offer, np.full(n, source), n + every, [source]]).astype(np.int32),
        np.concatenate([n + request, every, np.full(n, sink), [sink]]).astype(np.int32),
        np.concatenate([np.minimum(capacity[offer], need[request]), capacity, need, [total]]).astype(
            np.int64
        ),
        np.concatenate([-score, np.zeros(2 * n + 1, dtype=np.int64)]).astype(np.int64),
    )
    network.set_node_supply(source, total)
    network.set_node_supply(sink, -total)
    if network.solve() != network.OPTIMAL:
        raise RuntimeError("no solution")
    return -int(network.optimal_cost())


def _rows_of(offer: Any, request: Any, n: int) -> Any:
    import numpy as np
    from scipy import sparse

    pairs = np.arange(len(offer))
    return sparse.coo_array(
        (np.ones(2 * len(offer)), (np.concatenate([offer, n + request]), np.concatenate([pairs, pairs]))),
        shape=(2 * n, len(offer)),
    ).tocsr()


def by_linprog(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """HiGHS, as a linear programme: whole numbers come out of a transport problem by themselves."""
    import numpy as np
    from scipy.optimize import linprog

    found = linprog(
        -score,
        A_ub=_rows_of(offer, request, len(capacity)),
        b_ub=np.concatenate([capacity, need]),
        method="highs",
    )
    return round(-found.fun)


def by_milp(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """HiGHS, told that amounts are whole numbers: what the three rules of a round would ask for."""
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    rows = _rows_of(offer, request, len(capacity))
    found = milp(
        -score, integrality=np.ones(len(score)), constraints=LinearConstraint(rows, ub=np.concatenate([capacity, need]))
    )  # fmt: skip
    return round(-found.fun)


def by_assignment(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """A row for each piece offered and a column for each asked: a full table, the square of their number."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros((len(capacity), len(need)), dtype=np.float64)
    worth[offer, request] = score
    pieces = np.repeat(np.repeat(worth, capacity, axis=0), need, axis=1)
    return int(pieces[linear_sum_assignment(pieces, maximize=True)].sum())


def by_maximum_flow(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """As many pieces as can be, whatever they are worth."""
    import numpy as np
    from scipy import sparse
    from scipy.sparse.csgraph import maximum_flow

    n = len(capacity)
    every, nodes = np.arange(n), 2 * n + 2
    tails = np.concatenate([offer, np.full(n, 2 * n), n + every])
    heads = np.concatenate([n + request, every, np.full(n, 2 * n + 1)])
    widths = np.concatenate([np.minimum(capacity[offer], need[request]), capacity, need]).astype(np.int32)
    graph = sparse.csr_array((widths, (tails, heads)), shape=(nodes, nodes))
    graph.indices, graph.indptr = graph.indices.astype(np.int32), graph.indptr.astype(np.int32)
    flow = maximum_flow(sparse.csr_matrix(graph), 2 * n, 2 * n + 1).flow.tocoo()
    given = dict(zip((offer * n + request).tolist(), score.tolist(), strict=True))
    inside = (flow.data > 0) & (flow.row < n) & (flow.col >= n) & (flow.col < 2 * n)
    keys = flow.row[inside].astype(np.int64) * n + flow.col[inside] - n
    return sum(
        given[key] * amount for key, amount in zip(keys.tolist(), flow.data[inside].tolist(), strict=True)
    )


def by_networkx(offer: Any, request: Any, score: Any, capacity: Any, need: Any) -> int:
    """Network simplex in Python."""
    import networkx as nx

    n, total = len(capacity), int(need.sum())
    graph = nx.DiGraph()
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total)
    graph.add_edge("source", "sink", capacity=total, weight=0)
    for node in range(n):
        graph.add_edge("source", node, capacity=int(capacity[node]), weight=0)
        graph.add_edge(n + node, "sink", capacity=int(need[node]), weight=0)
    for one, other, points in zip(offer.tolist(), request.tolist(), score.tolist(), strict=True):
        graph.add_edge(one, n + other, weight=-points)
    return -int(nx.network_simplex(graph)[0])


SOLVERS: dict[str, tuple[str, Callable[..., int]]] = {
    "OR-tools, min-cost flow": ("ortools", by_ortools),
    "SciPy, linprog (HiGHS)": ("scipy", by_linprog),
    "SciPy, milp (HiGHS)": ("scipy", by_milp),
    "SciPy, linear_sum_assignment": ("scipy", by_assignment),
    "SciPy, maximum_flow": ("scipy", by_maximum_flow),
    "networkx, network_simplex": ("networkx", by_networkx),
}


def cell(solver: str, size: int, limit: int) -> None:
    """In a process of its own: prints what it took as JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
    given = market(size)
    importlib.import_module(SOLVERS[solver][0])
    wall, processor = time.perf_counter(), time.process_time()
    total = SOLVERS[solver][1](*given)
    took = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**took, "peak": peak, "total": total}))


def shown(solver: str, size: int, limit: int, best: int | None) -> tuple[str, int | None]:
    """A line of the table, and the total: the first solver's is what others are held against."""
    command = [sys.executable, __file__, "--cell", solver, str(size), "--limit", str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    start = f"| {size:,} × {size:,} | {solver} |"
    load = f"{os.getloadavg()[0]:.1f}"
    if done.returncode == 0:
        found = json.loads(done.stdout)
        share = f"{found['total'] / (best or found['total']):.2%}"
        times = f"{found['wall']:.2f} | {found['processor']:.2f} | {found['peak']}"
        return f"{start} {times} | {share} | {load} |", best or found["total"]
    if done.returncode in TOO_SLOW:
        return f"{start} stopped | more than {limit} | | | {load} |", best
    if "MemoryError" in done.stderr or "Unable to allocate" in done.stderr or "bad_alloc" in done.stderr:
        return f"{start} does not fit | | more than {GIGABYTES * 1024} | | {load} |", best
    raise RuntimeError(done.stderr[-2000:])


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks/solvers.py")
    parser.add_argument("--limit", type=int, default=120, help="processor seconds of a cell")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--cell", nargs=2, metavar=("SOLVER", "SIZE"), help="one cell, as JSON")
    options = parser.parse_args()
    if options.cell:
        cell(options.cell[0], int(options.cell[1]), options.limit)
        return
    missing = sorted({name for name, _ in SOLVERS.values() if importlib.util.find_spec(name) is None})
    if missing:
        print(
            f"Not here: {', '.join(missing)}. See the first lines of benchmarks/solvers.py for how to bring them along."
        )
    print(HEAD, LINE, sep="\n", flush=True)
    for size in options.sizes:
        best = None
        for solver, (package, _solve) in SOLVERS.items():
            if package not in missing:
                line, best = shown(solver, size, options.limit, best)
                print(line, flush=True)


if __name__ == "__main__":
    main()
