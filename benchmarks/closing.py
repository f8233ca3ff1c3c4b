"""Closing a month: 1,000,000 charges into 100,000 invoices, in 50 communities, by two workers.

`python -m benchmarks.closing` makes a database of its own. Beside the product stands a floor, in the same run and on a
copy of the same rows: the same inserts written by hand, one transaction a community, by psycopg on as many connections,
as the owner of the tables whom no policy holds, with all keys and triggers on. The product reads who pays, works in
parts that may fail, takes its numbers under a lock, writes its progress, and checks what it made.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any

import psycopg

from benchmarks import closing_rows, million
from weconomics.devservices import APP, OWNER, Postgres

HEAD = "| charges → documents | by | seconds | documents/s | lines/s | against the floor | longest part s | memory MB |"
LINE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
COPY = "closing_floor"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.closing")
    parser.add_argument("--charges", type=int, default=1_000_000)
    parser.add_argument("--payers", type=int, default=100_000)
    parser.add_argument("--communities", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", nargs=2, metavar=("SHARE", "OF"), type=int, help="be one of the workers")
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    with million.network("closing") as postgres:
        began = time.monotonic()
        closing_rows.fill(postgres, options.charges, options.payers, options.communities)
        print(
            f"{options.charges:,} charges made in {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}\n"
        )
        for row in rows(postgres, options):
            print(row, flush=True)


def rows(postgres: Postgres, options: argparse.Namespace) -> Any:
    """The floor on a copy first, then the product on the original, then what the product made, looked at as a whole."""
    from django.db import connection

    yield HEAD
    yield LINE
    connection.close()  # a database that is looked into cannot be copied
    with postgres.connect("postgres") as administrator:
        administrator.execute(f"CREATE DATABASE {COPY} TEMPLATE weconomics STRATEGY file_copy OWNER {OWNER}")
    floor = _floor(postgres, options.workers)
    yield _row(options, f"SQL by hand, {options.workers} connections", floor, 1.0, "", "")
    with postgres.connect("postgres") as administrator:
        administrator.execute(f"DROP DATABASE {COPY}")
    seconds, said = _product(options.workers)
    longest = max(float(line.split()[0]) for line in said)
    memory = " → ".join(max((line.split()[at] for line in said), key=int) for at in (1, 2))
    yield _row(
        options, f"the product, {options.workers} workers", seconds, seconds / floor, f"{longest:.2f}", memory
    )
    yield f"\n{closing_rows.checked(postgres)}; load {os.getloadavg()[0]:.1f}"


def work(share: int, of: int) -> None:
    """Close the month of every `of`-th community; says the longest part and the memory before and after in MB."""
    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from billing.actions.closing import close_period
    from communities.models import Community
    from weconomics.tenancy.scope import scope

    before, longest = _megabytes(), 0.0
    for community in list(Community.objects.order_by("pk"))[share::of]:
        with scope(community):
            period_id = closing_rows.period()
        moment = [time.perf_counter()]

        def tell(percent: int, text: str, moment: list[float] = moment) -> None:
            moment.append(time.perf_counter())

        close_period(period_id=period_id, step=partial(scope, community), tell=tell)
        longest = max(longest, *(later - sooner for sooner, later in pairwise(moment)))
    print(f"{longest} {before} {_megabytes()}")


def _product(workers: int) -> tuple[float, list[str]]:
    environment = {**os.environ, "DB_USER": APP}
    command = [sys.executable, "-m", "benchmarks.closing", "--work"]
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [*command, str(share), str(workers)],
            env=environment,
            cwd=million.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in range(workers)
    ]
    said = [worker.communicate()[0].strip() for worker in running]
    if any(worker.returncode for worker in running):
        raise RuntimeError("a worker failed")
    return time.perf_counter() - began, said


def _floor(postgres: Postgres, workers: int) -> float:
    def share(number: int) -> Callable[[], None]:
        connection = psycopg.connect(
            host=str(postgres.socket_folder), user=OWNER, dbname=COPY, autocommit=True
        )
        found = connection.execute("SELECT id FROM communities_community ORDER BY id").fetchall()

        def bill() -> None:
            for row in found[number::workers]:
                closing_rows.bill_by_hand(connection, row[0])

        return bill

    steps = [share(number) for number in range(workers)]
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(step) for step in steps]:
            done.result()
    return time.perf_counter() - began


def _row(
    options: argparse.Namespace, by: str, seconds: float, against: float, longest: str, memory: str
) -> str:
    speed = f"{options.payers / seconds:,.0f} | {options.charges / seconds:,.0f}"
    size = f"{options.charges:,} → {options.payers:,}"
    return f"| {size} | {by} | {seconds:.1f} | {speed} | {against:.2f} | {longest} | {memory} |"


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
