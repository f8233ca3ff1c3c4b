"""A matching round from rows to rows, at three sizes: read what is open, plan, write the lines down.

Each size in a community of its own and in a process of its own, so that its memory is its own. The floor: PostgreSQL
sends the same rows by COPY, and copies the lines that were written, both as the owner of the tables and without Python.
A size that takes more than its time or memory is stopped and says so.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import django
import psycopg

from benchmarks.planning import CANDIDATES
from weconomics.devservices import OWNER

SIZES = (1_000, 10_000, 100_000)
MEMBERS = 50
GIGABYTES, SECONDS = 8, 420
HEAD = "| offers × requests | pairs | read s (floor) | numbers s | plan s | lines | write s (floor) | peak MB | load |"
LINE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
# What differs from the one listing that the product made; one in five wants one provider, one in ten all or nothing.
LISTING = {
    "public_id": "uuidv7()",
    "owner_membership_id": "(%(members)s::bigint[])[1 + n %% cardinality(%(members)s::bigint[])]",
    "title": "'Ruil ' || n",
    "side": "CASE WHEN n <= %(size)s THEN 'offer' ELSE 'request' END",
    "quantity": "1 + (hashint4(n) & 7)",
    "most_providers": "CASE WHEN n > %(size)s AND n %% 5 = 0 THEN 1 END",
    "all_or_nothing": "n > %(size)s AND n %% 10 = 1",
}
MATCHES = """
INSERT INTO marketplace_match (public_id, community_id, offer_id, request_id, score, reasons, state, computed_at)
SELECT uuidv7(), %(here)s, %(first)s + (hashint8(r * 16 + c) & 2147483647) %% %(size)s, %(first)s + %(size)s + r,
       40 + ((hashint8(r * 16 + c + 7) & 63) %% 61), %(reasons)s, 'suggested', now()
FROM generate_series(0, %(size)s - 1) r CROSS JOIN generate_series(0, %(candidates)s - 1) c
ON CONFLICT DO NOTHING
"""
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.rounds")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--one", type=int, help="measure the round of this community, as JSON")
    options = parser.parse_args()
    if options.one:
        measure(options.one)
        return
    from benchmarks.million import network

    with network("rounds") as postgres:
        for row in rows(postgres, options.sizes):
            print(row, flush=True)


def rows(postgres: Any, sizes: Any) -> Iterator[str]:
    yield HEAD
    yield LINE
    for size in sizes:
        here, pairs = _fill(postgres, size)
        start = f"| {size:,} × {size:,} | {pairs:,} |"
        try:
            found = _measured(here)
        except (subprocess.TimeoutExpired, MemoryError) as stop:
            said = f"more than {SECONDS} s" if isinstance(stop, subprocess.TimeoutExpired) else "does not fit"
            yield f"{start} {said} | | | | | {GIGABYTES * 1024} at most | {os.getloadavg()[0]:.1f} |"
            continue
        with postgres.connect(OWNER, "weconomics") as owner:
            read, write = _floor_of_reading(owner, here), _floor_of_writing(owner, here)
        yield (
            f"{start} {found['read']:.2f} ({read:.2f}) | {found['numbers']:.2f} | {found['plan']:.2f} | {found['lines']:,} "
            f"| {found['write']:.2f} ({write:.2f}) | {found['peak']} | {os.getloadavg()[0]:.1f} |"
        )


def _measured(here: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rounds", "--one", str(here)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if "MemoryError" in done.stderr:
        raise MemoryError
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return dict(json.loads(done.stdout))


def measure(here: int) -> None:
    """What the job of a round does, step by step; see marketplace/rounds/work.py."""
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
    django.setup()
    from django.utils import timezone

    from communities.models import Community
    from marketplace.actions.rounds import keep_plan
    from marketplace.models import Allocation, MatchingRound
    from marketplace.planning import plan
    from marketplace.rounds.market import market_of
    from weconomics.tenancy.scope import scope

    community = Community.objects.get(pk=here)
    clock = [time.perf_counter()]
    with scope(community):
        round_ = MatchingRound.objects.select_related("community").get()
        market = market_of(round_, at=timezone.now())
    clock.append(time.perf_counter())
    given = market.problem()
    clock.append(time.perf_counter())
    made = plan(given)
    clock.append(time.perf_counter())
    with scope(community):
        keep_plan(round_=round_, market=market, made=made)
    clock.append(time.perf_counter())
    with scope(community):
        lines = Allocation.objects.filter(round=round_).count()
    took = [after - before for before, after in pairwise(clock)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                **dict(zip(("read", "numbers", "plan", "write"), took, strict=True)),
                "lines": lines,
                "peak": peak,
            }
        )
    )


def _fill(postgres: Any, size: int) -> tuple[int, int]:
    """A community with this many offers and requests, twelve pairs a request, and a round that is to be planned."""
    from django.utils import timezone

    from marketplace.models import MatchingRound
    from tests.api.rows import make_listing
    from tests.factories import make_community, make_member
    from weconomics.tenancy.scope import scope

    community = make_community(slug=f"ronde-{size}")
    members = [make_member(community) for _ in range(MEMBERS)]
    pattern = make_listing(community, members[0], unit="piece", state="closed")
    with scope(community):
        MatchingRound.objects.create(number=1, made_by=members[0], made_at=timezone.now())
    with postgres.connect(OWNER, "weconomics") as owner:
        first = _copy_listings(owner, pattern, [member.pk for member in members], size)
        pairs = owner.execute(
            MATCHES,
            {
                "here": community.pk,
                "first": first,
                "size": size,
                "candidates": CANDIDATES,
                "reasons": _reasons(),
            },
        ).rowcount
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("VACUUM ANALYZE")
    return int(community.pk), pairs


def _copy_listings(owner: "psycopg.Connection[Any]", pattern: Any, members: list[int], size: int) -> int:
    names = [str(row[0]) for row in owner.execute(COLUMNS, ["marketplace_listing"])]
    values = {**LISTING, "state": "'published'"}
    written = ", ".join(values.get(name, f"p.{name}") for name in names)
    owner.execute(
        f"INSERT INTO marketplace_listing ({', '.join(names)}) SELECT {written} "
        "FROM generate_series(1, 2 * %(size)s) n, (SELECT * FROM marketplace_listing WHERE id = %(pattern)s) p ORDER BY n",
        {"members": members, "size": size, "pattern": pattern.pk},
    )
    row = owner.execute(
        "SELECT min(id) FROM marketplace_listing WHERE id > %s AND community_id = %s",
        [pattern.pk, pattern.community_id],
    ).fetchone()
    return int(row[0]) if row else 0


def _reasons() -> str:
    """As long as those of a real pair: all eight parts."""
    from marketplace.matching import Traits, said_in, score

    offer = Traits(owner="member:1", category_id=1, said=said_in("Gras maaien met eigen machine"), people=1)
    request = Traits(owner="member:2", category_id=1, said=said_in("Wie maait het gras?"), people=2)
    return json.dumps(score(offer, request).reasons)


def _floor_of_reading(owner: "psycopg.Connection[Any]", here: int) -> float:
    began = time.perf_counter()
    for table in ("marketplace_listing", "marketplace_match"):
        with (
            owner.cursor() as cursor,
            cursor.copy(f"COPY (SELECT * FROM {table} WHERE community_id = {here}) TO STDOUT") as rows_,
        ):
            for _row in rows_:
                pass
    return time.perf_counter() - began


def _floor_of_writing(owner: "psycopg.Connection[Any]", here: int) -> float:
    """The lines once more, with all their indexes and constraints; then as before."""
    names = ", ".join(str(row[0]) for row in owner.execute(COLUMNS, ["marketplace_allocation"]))
    owner.execute(
        f"CREATE TEMP TABLE kept AS SELECT * FROM marketplace_allocation WHERE community_id = {here}"
    )
    owner.execute(f"DELETE FROM marketplace_allocation WHERE community_id = {here}")
    began = time.perf_counter()
    owner.execute(f"INSERT INTO marketplace_allocation ({names}) SELECT {names} FROM kept")
    took = time.perf_counter() - began
    owner.execute("DROP TABLE kept")
    return took


if __name__ == "__main__":
    main()
