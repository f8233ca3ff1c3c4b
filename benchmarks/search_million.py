"""Search at 1,000,000 listings over 1,000 communities, in the largest one and as the app's role below the wall.

Three columns in one run: the whole search by Django (what the words mean, the count, the first 24 with all that cards
show), the same statements by psycopg as the app's role, and the floor: the found, counted and sorted by psycopg as the
owner of the tables, whom no policy holds, with the words asked of the index itself.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.floor import repeat_sql
from benchmarks.load import Figures, Step, measure
from benchmarks.million import FREQUENT, LARGEST, RARE, fill_million, network
from weconomics.devservices import APP, OWNER

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rare word", {"words": RARE}),
    ("frequent word", {"words": FREQUENT}),
    ("typing error", {"words": "stofzuigr"}),
    ("compound", {"words": "grasmaaier"}),
    ("frequent word, 5 km, under € 50", {"words": FREQUENT, "most_minor": 5000, "km": 5.0}),
)
HEAD = "| search | found | Django/s | p95 ms | SQL below the wall/s | p95 ms | floor/s | p95 ms |"
LINE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
FLOOR_WHERE = (
    "listing_lexemes(community_id, category_id, words, roots) @@ {query} AND community_id + 0 = {here}"
    " AND state = 'published'"
)
DUTCH = {RARE: "hooiwag", FREQUENT: "fiet"}  # as PostgreSQL stems them
# The ways that were not chosen, asked for ids only (docs/decisions/0005).
ALTERNATIVES = {
    "below the policy, `words @@` on each row of the community": (APP, "words @@ {plain}"),
    "one GIN on `words`, the community filtered after": (
        OWNER,
        "words @@ {plain} AND community_id = {here}",
    ),
    "GIN with each lexeme under its community": (OWNER, FLOOR_WHERE),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.search_million")
    parser.add_argument("--seconds", type=float, default=4.0, help="each measurement")
    parser.add_argument("--threads", type=int, default=2, help="connections at once")
    parser.add_argument("--alternatives", action="store_true", help="also the ways that were not chosen")
    options = parser.parse_args()
    began = time.monotonic()
    with network("million") as postgres:
        community, member = fill_million(postgres)
        print(
            f"1,000,000 listings in 1,000 communities made in {time.monotonic() - began:.0f} s; {LARGEST:,} in this one\n"
        )
        for row in rows(community, member, options):
            print(row, flush=True)
        if options.alternatives:
            for row in alternatives(postgres, community, options):
                print(row, flush=True)


def rows(community: Any, member: Any, options: argparse.Namespace) -> Iterator[str]:
    yield HEAD
    yield LINE
    for name, wanted in CASES:
        found, statements, floor = _statements(community, member, wanted)
        limits = {"threads": options.threads, "seconds": options.seconds}
        ours = measure(_by_django(community, member, wanted), threads=1, seconds=options.seconds)
        walled = measure(_in_scope(community.pk, statements), **limits)
        bare = measure(repeat_sql(_dsn(OWNER), floor), **limits)
        yield f"| {name} | {found:,} | {_shown(ours)} | {_shown(walled)} | {_shown(bare)} |"


def alternatives(postgres: Any, community: Any, options: argparse.Namespace) -> Iterator[str]:
    """Ids only, one connection: what each way of finding costs by itself."""
    yield "\n| way, p95 ms | rare word | frequent word | frequent word in a small community |"
    yield "| --- | ---: | ---: | ---: |"
    with postgres.connect(OWNER, "weconomics") as owner:
        owner.execute("CREATE INDEX plain_words ON marketplace_listing USING gin (words)")
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("VACUUM ANALYZE marketplace_listing")
    with postgres.connect(OWNER, "weconomics") as owner:
        small = owner.execute("SELECT max(community_id) FROM marketplace_listing").fetchone()[0]
    for name, (role, where) in ALTERNATIVES.items():
        figures = []
        for word, here in ((RARE, community.pk), (FREQUENT, community.pk), (FREQUENT, small)):
            plain = f"to_tsquery('dutch', '{word}')"
            condition = where.format(plain=plain, query=f"'{here}/{DUTCH[word]}'::tsquery", here=here)
            statement = f"SELECT id FROM marketplace_listing WHERE {condition}"
            step = _in_scope(here, [statement]) if role == APP else repeat_sql(_dsn(OWNER), [statement])
            figures.append(measure(step, threads=1, seconds=options.seconds))
        yield f"| {name} | {' | '.join(f'{one.p95:.1f}' for one in figures)} |"


def _shown(figures: Figures) -> str:
    return f"{figures.per_second:.0f} | {figures.p95:.1f}"


def _search(member: Any, wanted: dict[str, Any]) -> int:
    """What the page asks: meaning, count, and the first cards."""
    from marketplace.finding.understanding import understand
    from marketplace.queries import listings_visible_to
    from marketplace.searching import Cards, Filters, Near, find, ordered
    from tests.factories import actor_of

    given = dict(wanted)
    near = Near(52.2, 6.2, given.pop("km")) if "km" in given else None
    filters = Filters(**given, near=near, wanted=understand(given["words"]))
    found = ordered(find(listings_visible_to(actor_of(member)), filters), "", filters)
    page = Cards(found, 24).get_page(1)
    return int(page.paginator.count) if list(page) else 0


def _by_django(community: Any, member: Any, wanted: dict[str, Any]) -> Callable[[], Step]:
    from weconomics.tenancy.scope import scope

    def connect() -> Step:
        def run() -> None:
            with scope(community):
                _search(member, wanted)

        return run

    return connect


def _statements(community: Any, member: Any, wanted: dict[str, Any]) -> tuple[int, list[str], list[str]]:
    """How many are found; the statements that Django sends; the floor's own two."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from marketplace.finding.asking import wide_query
    from marketplace.finding.understanding import understand
    from weconomics.tenancy.scope import scope

    with scope(community):
        with CaptureQueriesContext(connection) as caught:
            found = _search(member, wanted)
        asked = wide_query(understand(wanted["words"]).needles)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ({asked.sql})::text", asked.params)
            plain = cursor.fetchone()[0]
    statements = [query["sql"] for query in caught.captured_queries]
    return found, statements, _floor(plain, community.pk, wanted)


def _floor(plain: str, here: int, wanted: dict[str, Any]) -> list[str]:
    """As short as it can be said: count, and the best 24, in one community."""
    import re

    under = re.sub(r"'((?:[^']|'')*)'", rf"'{here}/\1'", plain).replace("'", "''")
    where = FLOOR_WHERE.format(query=f"'{under}'::tsquery", here=here)
    if "km" in wanted:
        where += " AND lat BETWEEN 52.155 AND 52.245 AND lon BETWEEN 6.127 AND 6.273"
    if "most_minor" in wanted:
        where += f" AND price_minor <= {wanted['most_minor']}"
    escaped = plain.replace("'", "''")
    order = f"ORDER BY ts_rank(words || roots, '{escaped}'::tsquery) DESC LIMIT 24"
    return [
        f"SELECT count(*) FROM marketplace_listing WHERE {where}",
        f"SELECT id, title, text, price_minor FROM marketplace_listing WHERE {where} {order}",
    ]


def _in_scope(community_id: int, statements: list[str]) -> Callable[[], Step]:
    """As the app's role, each time in a transaction that names its community: the policy counts."""
    enter = f"SELECT set_config('app.communities', '{{{community_id}}}', true)"
    return repeat_sql(_dsn(APP), ["BEGIN", enter, *statements, "COMMIT"])


def _dsn(role: str) -> str:
    return f"host={os.environ['PGHOST']} user={role} dbname={os.environ['PGDATABASE']}"


if __name__ == "__main__":
    main()
