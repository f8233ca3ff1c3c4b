"""Runs something in a few threads for a bounded time and says how often and how fast it went."""

import http.client
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

Step = Callable[[], None]


@dataclass(frozen=True)
class Figures:
    """One measurement: `p50` and `p95` in milliseconds."""

    per_second: float
    p50: float
    p95: float


def measure(make_step: Callable[[], Step], *, threads: int, seconds: float) -> Figures:
    """Each thread makes a step of its own (a connection) and repeats it until the time is over.

    An error in any step ends the measurement: a quick refusal is no answer.
    """
    steps = [make_step() for _ in range(threads)]
    for step in steps:
        step()
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        runs = [pool.submit(_repeat, step, began + seconds) for step in steps]
        took = sorted(one for run in runs for one in run.result())
    p50, p95 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.95))
    return Figures(len(took) / (time.perf_counter() - began), p50, p95)


def page(port: int, path: str, headers: dict[str, str]) -> Callable[[], Step]:
    """GET over one kept-alive connection a thread; anything but 200 is an error."""

    def connect() -> Step:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def get() -> None:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}: {body[:200]!r}")

        return get

    return connect


def _repeat(step: Step, until: float) -> list[float]:
    took = []
    while (began := time.perf_counter()) < until:
        step()
        took.append(time.perf_counter() - began)
    return took
