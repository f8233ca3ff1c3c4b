"""What the database itself says about its walls, whatever the models say."""

from collections.abc import Iterator
from typing import Any

import psycopg

from tests.tenancy.walk import APP, SYSTEM, tenant_keys, tenant_models
from weconomics.tenancy.walls import classify

OWNER = "weconomics_owner"
TABLES = """
SELECT c.relname, c.relrowsecurity, pg_get_userbyid(c.relowner),
       (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid),
       has_table_privilege(%(app)s, c.oid, 'SELECT'),
       has_table_privilege(%(app)s, c.oid, 'UPDATE') OR has_table_privilege(%(app)s, c.oid, 'DELETE'),
       ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal AND tgenabled = 'O')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""
COMPOSITE_KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey) ORDER BY attname)
FROM pg_constraint WHERE contype = 'f' AND convalidated AND cardinality(conkey) = 2
"""
LOOSE_UNIQUE_INDEXES = """
SELECT c.relname, i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE i.indisunique AND NOT i.indisprimary AND c.relname = ANY(%s) AND NOT EXISTS (
  SELECT 1 FROM pg_attribute a
  WHERE a.attrelid = c.oid AND a.attname = 'community_id' AND a.attnum = ANY(i.indkey::smallint[]))
"""
VIEWS = """
SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = 'public' AND relkind IN ('v', 'm')
  AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)
"""
# Run as the owner, with the scope written into them; tests/marketplace asks each for a neighbour's rows.
WALLED_FUNCTIONS = {"listing_ids_with", "listing_candidates"}
DEFINERS = """
SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public' AND prosecdef
  AND proname <> ALL (%s)
"""
ROLES = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s
"""
NEVER_READ = {"django_migrations"}


def catalogue_breaches(connection: "psycopg.Connection[Any]") -> list[str]:
    """Everything that is not as the design says. Empty: it is."""
    return [*_tables(connection), *_keys(connection), *_doors(connection), *_roles(connection)]


def _tables(connection: "psycopg.Connection[Any]") -> Iterator[str]:
    found = {row[0]: row[1:] for row in connection.execute(TABLES, {"app": APP})}
    tenant = {model._meta.db_table: model for model in tenant_models()}
    for table, model in tenant.items():
        walled, owner, policies, _read, writable, triggers = found[table]
        if not walled:
            yield f"{table}: row security is off"
        if policies != ["community", "system"]:
            yield f"{table}: policies {policies}"
        if owner != OWNER:
            yield f"{table}: owned by {owner}"
        if "community_is_fixed" not in triggers:
            yield f"{table}: a row can move"
        if getattr(model, "is_record_of_facts", False) and (writable or "row_is_a_fact" not in triggers):
            yield f"{table}: facts can change"
    yield from _unclassified(found, set(tenant))


def _unclassified(found: dict[str, Any], tenant: set[str]) -> Iterator[str]:
    known = tenant | {model._meta.db_table for model in classify()[1]}
    for table in sorted(set(found) - known - NEVER_READ):
        if found[table][3]:
            yield f"{table}: nobody classified it and the app can read it"


def _keys(connection: "psycopg.Connection[Any]") -> Iterator[str]:
    present = {
        (table, target, tuple(columns)) for table, target, columns in connection.execute(COMPOSITE_KEYS)
    }
    for model, field in tenant_keys():
        target = field.remote_field.model._meta.concrete_model._meta.db_table
        wanted = (model._meta.db_table, target, tuple(sorted(["community_id", field.column])))
        if wanted not in present:
            yield f"{model._meta.label}.{field.name}: no composite key"
    tables = [model._meta.db_table for model in tenant_models()]
    for table, index in connection.execute(LOOSE_UNIQUE_INDEXES, [tables]):
        yield f"{table}: {index} is unique over all communities"


def _doors(connection: "psycopg.Connection[Any]") -> Iterator[str]:
    for (name,) in connection.execute(VIEWS):
        yield f"view {name} reads with its owner's rights"
    for (name,) in connection.execute(DEFINERS, [list(WALLED_FUNCTIONS)]):
        yield f"function {name} runs with its owner's rights"


def _roles(connection: "psycopg.Connection[Any]") -> Iterator[str]:
    for role in (APP, SYSTEM):
        if connection.execute(ROLES, [role]).fetchall() != [(False,)]:
            yield f"{role} stands above the wall"
    for other in (SYSTEM, OWNER, "postgres"):
        if connection.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [APP, other]).fetchone() == (True,):
            yield f"{APP} inherits from {other}"
    if connection.execute("SELECT pg_has_role(%s, %s, 'SET')", [APP, OWNER]).fetchone() == (True,):
        yield f"{APP} can become {OWNER}"
