"""Runs something in a few threads for a bounded time and says how often and how fast it went."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Step = Callable[[], None]


@dataclass(frozen=True)
class Figures:
    """One measurement: `p50` and `p95` in milliseconds."""

    per_second: float
    p50: float
    p95: float
    count: int


def measure(make_step: Callable[[], Step], *, threads: int, seconds: float) -> Figures:
    """Each thread makes a step of its own (a connection) and repeats it until the time is over.

    An error in any step ends the measurement: a quick refusal is no answer.
    """
    took: list[float] = []
    errors: list[Exception] = []
    ready = threading.Barrier(threads + 1)

    def repeat() -> None:
        try:
            step = make_step()
            step()
        except Exception as error:
            errors.append(error)
            ready.abort()
            return
        ready.wait()
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until and not errors:
            try:
                step()
            except Exception as error:
                errors.append(error)
            took.append(time.perf_counter() - began)

    workers = [threading.Thread(target=repeat, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        ready.wait()
    except threading.BrokenBarrierError:
        raise errors[0] from None
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    return _figures(took, time.perf_counter() - began)


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


def _figures(took: list[float], seconds: float) -> Figures:
    ordered = sorted(took)
    p50, p95 = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.95))
    return Figures(len(ordered) / seconds, p50, p95, len(ordered))
