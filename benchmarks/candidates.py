"""Counterparts for one request among 1,000,000 listings, in the largest community and as the app's role below the wall.

Three rows: whom to score (`candidates_of`), the scores of those found, and the whole job of one request
(`match_listing`, which also writes). Each in three columns of one run: by Django; its own statements by psycopg as the
app's role; and the floor, the same question asked by psycopg as the owner of the tables, whom no policy holds.
Requests are asked in turn, so that the slow ones count too.
"""

import argparse
import itertools
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import psycopg

from benchmarks.load import Figures, Step, measure
from benchmarks.million import LARGEST, fill_million, network
from weconomics.devservices import APP, OWNER

REQUESTS = 40
HEAD = "| of one request | Django/s | p95 ms | SQL below the wall/s | p95 ms | floor/s | p95 ms |"
LINE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
# By words: each as the product asks it, bounded alike, straight from the index.
ONE_WORD = """
(SELECT id, {worth}::real AS worth FROM marketplace_listing
 WHERE listing_lexemes(community_id, category_id, words, roots) @@ '{under}'::tsquery AND community_id + 0 = {here}
   AND state = 'published' AND side = 'offer' LIMIT {each})
"""
BY_WORDS = "SELECT id FROM ({words}) found GROUP BY id ORDER BY sum(worth) DESC LIMIT {most}"
BY_CATEGORY = """
SELECT id FROM marketplace_listing
WHERE community_id = {here} AND category_id = {category} AND state = 'published' AND side = 'offer'
  AND lat BETWEEN {lat} - 0.225 AND {lat} + 0.225 AND lon BETWEEN {lon} - 0.45 AND {lon} + 0.45
ORDER BY abs(lat - {lat}) + abs(lon - {lon}) * 0.6 LIMIT {most}
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.candidates")
    parser.add_argument("--seconds", type=float, default=4.0, help="each measurement")
    parser.add_argument("--threads", type=int, default=2, help="connections at once, in every column")
    options = parser.parse_args()
    with network("candidates") as postgres:
        community, member = fill_million(postgres)
        for line in report(postgres, community, member, options):
            print(line, flush=True)


def report(postgres: Any, community: Any, member: Any, options: argparse.Namespace) -> Iterator[str]:
    """The rows; then how many of the judged pairs are found among all the others."""
    requests = _place_requests(postgres, community, member)
    yield f"\n{REQUESTS} requests in turn, {LARGEST:,} listings in their community; load {_load()}"
    yield HEAD
    yield LINE
    for name, asked, floor in (
        ("candidates", _candidates, _floor_of_candidates),
        ("scores of those found", _scores, _floor_of_scores),
        ("the whole job, with its writing", _job, _floor_of_job),
    ):
        yield _row(name, community, requests, (asked, floor), options)
    yield _recall_among_all(community, member)


def _row(name: str, community: Any, requests: Sequence[Any], ways: Any, options: argparse.Namespace) -> str:
    asked, floor = ways
    tasks = _in_scope_once(community, [partial(asked, one) for one in requests])
    sent = [_statements(community, task) for task in tasks]
    shortest = [floor(one, statements) for one, statements in zip(requests, sent, strict=True)]
    limits = {"threads": options.threads, "seconds": options.seconds}
    enter = f"SELECT set_config('app.communities', '{{{community.pk}}}', true)"
    columns = (
        measure(_by_django(community, tasks), **limits),
        measure(_in_turn(APP, [["BEGIN", enter, *statements, "COMMIT"] for statements in sent]), **limits),
        measure(_in_turn(OWNER, [["BEGIN", *statements, "COMMIT"] for statements in shortest]), **limits),
    )
    return f"| {name} | {' | '.join(_shown(column) for column in columns)} |"


def _place_requests(postgres: Any, community: Any, member: Any) -> list[Any]:
    """By somebody else than the owner of all the others; the words of listings drawn with a fixed seed."""
    from marketplace.models import Category, Listing
    from tests.api.rows import make_listing
    from tests.factories import make_member
    from weconomics.tenancy.scope import scope

    asker = make_member(community, name="Vera Vrager")
    with scope(community):
        category = Category.objects.get()
        first = Listing.objects.order_by("pk").values_list("pk", flat=True)[0]
        drawn = random.Random(7).sample(range(first, first + LARGEST - 1), REQUESTS)
        texts = list(Listing.objects.filter(pk__in=drawn).values_list("title", "text", "lat", "lon"))
    placed = [
        make_listing(community, asker, side="request", category=category, title=title, text=text, lat=lat, lon=lon)
        for title, text, lat, lon in texts
    ]  # fmt: skip
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("VACUUM ANALYZE marketplace_listing")
    return placed


def _candidates(listing: Any) -> None:
    from marketplace.matching.candidates import candidates_of

    candidates_of(listing)


def _scores(listing: Any) -> None:
    """Of the candidates that were found once: their rows, their traits, their points."""
    from django.utils import timezone

    from marketplace.matching import score
    from marketplace.matching.candidates import candidates_of
    from marketplace.matching.gathering import traits_of
    from marketplace.models import Listing

    if not hasattr(listing, "found"):
        listing.found = candidates_of(listing)
    known = traits_of(Listing.objects.filter(pk__in=[listing.pk, *listing.found]), at=timezone.now())
    _row_of_it, mine = known.pop(listing.pk)
    for _row, theirs in known.values():
        score(theirs, mine)


def _job(listing: Any) -> None:
    from marketplace.actions.matches import match_listing

    match_listing(listing_id=listing.pk)


def _floor_of_candidates(listing: Any, _sent: Sequence[str]) -> list[str]:
    from marketplace.matching import candidates
    from weconomics.tenancy.scope import scope

    with scope(listing.community_id):
        asked = candidates.queries_asked(listing)
    here = listing.community_id
    words = " UNION ALL ".join(
        ONE_WORD.format(
            worth=worth, here=here, each=candidates.EACH, under=query.replace("'~", f"'{here}/~").replace("'", "''")
        )
        for query, worth in asked
    )  # fmt: skip
    category = BY_CATEGORY.format(
        here=here,
        category=listing.category_id,
        lat=listing.lat,
        lon=listing.lon,
        most=candidates.BY_CATEGORY,
    )
    return [BY_WORDS.format(words=words, most=candidates.BY_WORDS), category]


def _floor_of_scores(_listing: Any, sent: Sequence[str]) -> list[str]:
    """What scoring must know is in these rows: the same statements, with no wall before them."""
    return list(sent)


def _floor_of_job(listing: Any, sent: Sequence[str]) -> list[str]:
    """The two shortest questions for whom, then what the job reads of them and writes."""
    asked = ("listing_candidates(", "ABS(")
    return [
        *_floor_of_candidates(listing, sent),
        *(statement for statement in sent if not any(word in statement for word in asked)),
    ]


def _in_scope_once(community: Any, tasks: Sequence[Callable[[], None]]) -> Sequence[Callable[[], None]]:
    """What is learned once a process (the lexicon, what a listing keeps) is no part of an answer."""
    from weconomics.tenancy.scope import scope

    for task in tasks:
        with scope(community):
            task()
    return tasks


def _statements(community: Any, task: Callable[[], None]) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from weconomics.tenancy.scope import scope

    with scope(community), CaptureQueriesContext(connection) as caught:
        task()
    return [query["sql"] for query in caught.captured_queries]


def _by_django(community: Any, tasks: Sequence[Callable[[], None]]) -> Callable[[], Step]:
    from weconomics.tenancy.scope import scope

    place = itertools.count()

    def connect() -> Step:
        turn = itertools.cycle(tasks)
        # Threads begin at different requests, or each would wait for the other's rows.
        for _ in range(next(place) * len(tasks) // 2):
            next(turn)

        def run() -> None:
            with scope(community):
                next(turn)()

        return run

    return connect


def _in_turn(role: str, asked: Sequence[Sequence[str]]) -> Callable[[], Step]:
    """The statements of one request after those of another, on a connection of the role."""
    place = itertools.count()

    def connect() -> Step:
        dsn = f"host={os.environ['PGHOST']} user={role} dbname={os.environ['PGDATABASE']}"
        connection = psycopg.connect(dsn, autocommit=True)
        turn = itertools.cycle(asked)
        for _ in range(next(place) * len(asked) // 2):
            next(turn)

        def run() -> None:
            for statement in next(turn):
                cursor = connection.execute(statement.encode())
                if cursor.description:
                    cursor.fetchall()

        return run

    return connect


def _recall_among_all(community: Any, member: Any) -> str:
    """The judged listings among 50,000 others, all of one category: the words alone must find them."""
    from benchmarks.matcher import HELD, TUNED, judged, publish_in
    from marketplace.matching.candidates import candidates_of
    from marketplace.models import Category, Listing
    from tests.factories import make_member
    from weconomics.tenancy.scope import scope

    asker = make_member(community, name="Ria Rechter")
    began, found, wanted = time.monotonic(), 0, 0
    with scope(community):
        category = Category.objects.get(name_nl="Diversen")
    for part in (TUNED, HELD):
        with scope(community):
            ids = {code: pk for pk, code in publish_in(part, member, asker, lambda _named: category).items()}
        for pair in judged(part):
            if pair.fits:
                with scope(community):
                    candidates = candidates_of(Listing.objects.get(pk=ids[pair.request]))
                wanted, found = wanted + 1, found + (ids[pair.other] in candidates)
    return (
        f"\nOf {wanted} judged pairs that fit, {found} are among the candidates ({found / wanted:.1%}), "
        f"with {LARGEST:,} others in the same category; {time.monotonic() - began:.0f} s, load {_load()}"
    )


def _shown(figures: Figures) -> str:
    return f"{figures.per_second:.1f} | {figures.p95:.0f}"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
