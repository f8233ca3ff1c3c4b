"""A matching round at three sizes: time, memory and gain, beside the greedy pass over the same pairs in the same run."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator

SIZES = (1_000, 10_000, 100_000)
CANDIDATES = 12
HEAD = "| offers × requests | rules | pairs | plan s | greedy s | plan ÷ greedy | gain | of the bound | peak MB |"
LINE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def rows() -> Iterator[str]:
    """The table, a row as soon as it is measured; each in a process of its own, so that its memory is its own."""
    yield HEAD
    yield LINE
    for size in SIZES:
        for rules in ("none", "all"):
            command = [sys.executable, "-m", "benchmarks.planning", str(size), rules]
            yield subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def measure(size: int, rules: str) -> str:
    """One market drawn with a fixed seed: one in five requests wants one provider, one in ten all or nothing."""
    import numpy as np

    from marketplace.planning import Problem, plan
    from marketplace.planning.greedy import greedy

    draw = np.random.default_rng(7)
    request = np.repeat(np.arange(size), CANDIDATES)
    keys = np.unique(request * size + draw.integers(0, size, size * CANDIDATES))
    limited = rules == "all"
    market = Problem(
        capacity=draw.integers(1, 9, size),
        provider=draw.integers(0, max(size // 2, 1), size),
        need=draw.integers(1, 9, size),
        most_providers=np.where(draw.random(size) < 0.2, 1, 0) * limited,
        all_or_nothing=(draw.random(size) < 0.1) & limited,
        offer=keys % size,
        request=keys // size,
        score=draw.integers(40, 101, len(keys)),
        least=np.ones(len(keys), dtype=np.int64),
        pinned=np.full(len(keys), -1, dtype=np.int64),
    )
    began = time.perf_counter()
    greedy(market)
    by_hand = time.perf_counter() - began
    began = time.perf_counter()
    made = plan(market)
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    gain, share = made.points / made.greedy_points - 1, made.points / made.bound_points
    return (
        f"| {size:,} × {size:,} | {rules} | {market.pairs:,} | {seconds:.2f} | {by_hand:.2f} | {seconds / by_hand:.0f} "
        f"| {gain:+.1%} | {share:.2%} | {megabytes} |"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(measure(int(sys.argv[1]), sys.argv[2]))
    else:
        for row in rows():
            print(row, flush=True)
