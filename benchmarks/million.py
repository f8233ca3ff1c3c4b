"""A network of 1,000 communities with 1,000,000 listings, the largest with 50,000: made by SQL in a database of its own."""

import contextlib
import logging
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import psycopg

from weconomics.devservices import APP, OWNER, QUICK, Postgres, Valkey

ROOT = Path(__file__).resolve().parent.parent
COMMUNITIES, LISTINGS, LARGEST = 1_000, 1_000_000, 50_000
MEMORY = ("shared_buffers=1GB", "work_mem=32MB", "maintenance_work_mem=512MB", "max_wal_size=8GB")
POOL = 20_000  # different texts; each is used by about fifty listings
RARE, RARE_TEXTS = "hooiwagen", 4  # in about ten listings of the largest community
COMPOUND_TEXTS = 40
FREQUENT, FREQUENT_SHARE = "fiets", 0.4
DRAWN = """
CREATE UNLOGGED TABLE drawn AS
SELECT row_number() OVER () AS n, c.id AS community_id, c.owner_id, c.category_id,
       (hashint8(row_number() OVER ()) & 2147483647) %% %(pool)s AS text_n
FROM sizes c CROSS JOIN LATERAL generate_series(1, c.size)
"""
WORDS = """
INSERT INTO marketplace_word (community_id, word, backwards, is_public)
SELECT community_id, word, reverse(word), true
FROM (SELECT DISTINCT d.community_id, w.word FROM (SELECT DISTINCT community_id, text_n FROM drawn) d
      JOIN pool_words w ON w.text_n = d.text_n) said
"""
# What differs from the one listing that the product made itself; the rest is that listing's.
LISTING = {
    "public_id": "uuidv7()",
    "community_id": "d.community_id",
    "owner_membership_id": "d.owner_id",
    "category_id": "d.category_id",
    "title": "p.title",
    "text": "p.text",
    "roots": "p.roots::tsvector",
    "side": "CASE WHEN d.n % 2 = 0 THEN 'offer' ELSE 'request' END",
    "price_minor": "100 + d.n % 20000",
    "lat": "52 + (d.n % 1000) / 2000.0",
    "lon": "6 + (d.n % 997) / 2000.0",
    "published_at": "now() - d.n * interval '1 second'",
}
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_name = 'marketplace_listing' AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position
"""


@contextlib.contextmanager
def network(name: str) -> Iterator[Postgres]:
    """A migrated database of its own, with Django set up as the app's role; gone afterwards."""
    state = ROOT / ".run" / f"bench-{name}"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, state, ignore_errors=True)
        valkey, postgres = Valkey(state), Postgres(state / "pg", (*QUICK, *MEMORY))
        for service in (valkey, postgres):
            stack.callback(service.stop)
        valkey.start()
        postgres.initialise()
        postgres.start()
        postgres.wait_until_ready()
        postgres.make_roles()
        postgres.make_database()
        valkey.wait_until_ready()
        os.environ.update(
            postgres.environment(), **valkey.environment(), DJANGO_SETTINGS_MODULE="benchmarks.settings"
        )
        owner = {**os.environ, "DB_USER": OWNER, "MIGRATING": "1"}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=owner, check=True
        )
        os.environ["DB_USER"] = APP
        django.setup()
        logging.disable(logging.WARNING)
        yield postgres


def fill_million(postgres: Postgres) -> tuple[Any, Any]:
    """Returns the largest community and a member of it. The index is made after the rows, as a restore does."""
    communities = _communities()
    with postgres.connect(OWNER, "weconomics") as owner:
        definition = owner.execute("SELECT pg_get_indexdef('listing_lexemes'::regclass)").fetchone()
        owner.execute("DROP INDEX listing_lexemes")
        owner.execute(
            "CREATE UNLOGGED TABLE sizes (id bigint, owner_id bigint, category_id bigint, size int)"
        )
        sizes = _sizes()
        for (community, member, category), size in zip(communities, sizes, strict=True):
            owner.execute(
                "INSERT INTO sizes VALUES (%s, %s, %s, %s)", [community.pk, member.pk, category.pk, size]
            )
        _copy_pool(owner)
        owner.execute(DRAWN, {"pool": POOL})
        names = [str(row[0]) for row in owner.execute(COLUMNS)]
        values = ", ".join(LISTING.get(name, f"t.{name}") for name in names)
        owner.execute(
            f"INSERT INTO marketplace_listing ({', '.join(names)}) SELECT {values} FROM drawn d "
            "JOIN pool p ON p.n = d.text_n CROSS JOIN (SELECT * FROM marketplace_listing LIMIT 1) t"
        )
        owner.execute(WORDS)
        if definition:
            owner.execute(definition[0])
        owner.execute("DROP TABLE drawn, pool, pool_words, sizes")
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("VACUUM ANALYZE")
    return communities[0][0], communities[0][1]


def _communities() -> list[tuple[Any, Any, Any]]:
    """Each with one member and one category; the first has a listing that the product made."""
    from benchmarks.fill import _community
    from tests.api.rows import make_listing
    from tests.factories import make_category, make_domain, make_member, make_network_leader, make_user

    domain, person = make_domain(make_network_leader()), make_user()
    made = []
    for number in range(COMMUNITIES):
        community = _community(domain, f"markt-{number}", f"Markt {number}")
        made.append((community, make_member(community, user=person), make_category(community, "Diversen")))
    make_listing(
        made[0][0], made[0][1], category=made[0][2], audience="public", price_type="fixed", price_minor=1
    )
    return made


def _sizes() -> list[int]:
    """By rank to a power, so that the largest has 50,000 and all together a million."""
    low, high = 0.0, 2.0
    for _step in range(50):
        power = (low + high) / 2
        total = sum(LARGEST * rank**-power for rank in range(1, COMMUNITIES + 1))
        low, high = (power, high) if total > LISTINGS else (low, power)
    sizes = [round(LARGEST * rank**-power) for rank in range(1, COMMUNITIES + 1)]
    sizes[-1] += LISTINGS - sum(sizes)
    return sizes


def _copy_pool(owner: "psycopg.Connection[Any]") -> None:
    from marketplace.language import words_of
    from marketplace.language.lexemes import vector_of

    owner.execute("CREATE UNLOGGED TABLE pool (n int PRIMARY KEY, title text, text text, roots text)")
    owner.execute("CREATE UNLOGGED TABLE pool_words (text_n int, word text)")
    pool = list(_texts())
    with owner.cursor() as cursor, cursor.copy("COPY pool FROM STDIN") as rows:
        for n, (title, text) in enumerate(pool):
            rows.write_row((n, title, text, vector_of(title, text)))
    with owner.cursor() as cursor, cursor.copy("COPY pool_words FROM STDIN") as rows:
        for n, (title, text) in enumerate(pool):
            for word in set(words_of(f"{title} {text}")):
                rows.write_row((n, word))
    owner.execute("ANALYZE pool")


def _texts() -> Iterator[tuple[str, str]]:
    """Words as people use them: a few in every other text, most of them rare."""
    from marketplace.language import known_words

    chance = random.Random(20261123)
    never = {RARE, FREQUENT, "gras", "maai", "maaien", "maaier", "grasmaaier", "stofzuiger"}
    words = [word for word in sorted(known_words()) if word not in never]
    chance.shuffle(words)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    for number in range(POOL):
        drawn = chance.choices(words, weights, k=10)
        if chance.random() < FREQUENT_SHARE:
            drawn.insert(3, FREQUENT)
        special = {0: RARE, 1: "gras maaien", 2: "stofzuiger te leen"}.get(number * 3 // (3 * RARE_TEXTS), "")
        if RARE_TEXTS * 3 <= number < RARE_TEXTS * 3 + COMPOUND_TEXTS:
            special = "gras maaien"
        yield f"{special} {' '.join(drawn[:3])}".strip().capitalize(), " ".join(drawn[3:])
