"""Makes the database match the models, after every migrate and as the owner role, so that no table is forgotten.

A tenant table gets its grants in the same transaction as its policies and there are no default privileges:
a table that nobody classified is unreachable for the app; it cannot be open.
No FORCE ROW LEVEL SECURITY: under FORCE the owner's own ADD FOREIGN KEY validates only the rows the policy shows.
"""

import os
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from weconomics.tenancy.models import CommunityModel

Model = type[models.Model]

FUNCTIONS = """
CREATE OR REPLACE FUNCTION community_scope() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE v text := current_setting('app.communities', true);
BEGIN
  IF v IS NULL OR v = '' THEN
    RAISE EXCEPTION 'no community scope' USING ERRCODE = 'insufficient_privilege',
      HINT = 'wrap the code in weconomics.tenancy.scope.scope(...)';
  END IF;
  RETURN v::bigint[];
END $$;
CREATE OR REPLACE FUNCTION community_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a row never changes its community'; END $$;
CREATE OR REPLACE FUNCTION row_is_a_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is a record of facts: write a new row', TG_TABLE_NAME; END $$;
"""


def classify() -> tuple[list[Model], list[Model], list[str]]:
    """All managed models as (tenant, global, unknown labels)."""
    tenant: list[Model] = []
    global_: list[Model] = []
    unknown: list[str] = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        if issubclass(model, CommunityModel):
            tenant.append(model)
        elif model._meta.label in settings.TENANCY["GLOBAL_MODELS"]:
            global_.append(model)
        else:
            unknown.append(model._meta.label)
    return tenant, global_, unknown


def raise_walls_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """post_migrate comes once per app; the walls are raised once, after the last one, and only by the owner."""
    last = list(apps.get_app_configs())[-1]
    if sender.label == last.label and os.environ.get("MIGRATING") == "1":
        raise_walls(using)


def raise_walls(using: str = DEFAULT_DB_ALIAS) -> None:
    """Policies, grants, composite keys and the trigger against moving, for every tenant table. Idempotent."""
    tenant, global_, unknown = classify()
    if unknown:
        raise ImproperlyConfigured(f"neither CommunityModel nor in TENANCY['GLOBAL_MODELS']: {unknown}")
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        found = _Catalogue(cursor)
        cursor.execute(FUNCTIONS)
        for statement in _all_statements(tenant, global_, found):
            cursor.execute(statement)


def _all_statements(tenant: list[Model], global_: list[Model], found: "_Catalogue") -> Iterator[str]:
    roles = f"{settings.TENANCY['APP_ROLE']}, {settings.TENANCY['SYSTEM_ROLE']}"
    yield f"GRANT USAGE ON SCHEMA public TO {roles}"
    if "django_migrations" in found.tables:
        yield f'GRANT SELECT ON "django_migrations" TO {roles}'  # /ready asks whether all have run
    for model in global_:
        if model._meta.db_table in found.tables:
            yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{model._meta.db_table}" TO {roles}'
    here = [model for model in tenant if model._meta.db_table in found.tables]
    for model in here:
        if model._meta.db_table not in found.walled:
            yield from _wall(model, roles)
        if _is_record_of_facts(model):
            yield from _facts(model, roles)
    for model in here:
        yield from _composite_keys(model, set(tenant), found.constraints)
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {roles}"


class _Catalogue:
    """What the database says now: tables, constraint names, tables with both policies."""

    def __init__(self, cursor: Any) -> None:
        self.tables = self._names(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self.constraints = self._names(cursor, "SELECT conname FROM pg_constraint")
        self.walled = self._names(
            cursor,
            "SELECT relname FROM pg_class c WHERE relrowsecurity"
            " AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 2",
        )

    @staticmethod
    def _names(cursor: Any, query: str) -> set[str]:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _wall(model: Model, roles: str) -> Iterator[str]:
    table, system = model._meta.db_table, settings.TENANCY["SYSTEM_ROLE"]
    mine = "community_id = ANY ((SELECT community_scope())::bigint[])"
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS community ON "{table}"'
    yield f'DROP POLICY IF EXISTS system ON "{table}"'
    yield f'CREATE POLICY community ON "{table}" USING ({mine}) WITH CHECK ({mine})'
    yield f'CREATE POLICY system ON "{table}" TO {system} USING (true) WITH CHECK (true)'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {roles}'
    yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{_name(table, "community_id_id")}" UNIQUE (community_id, id)'
    if any(field.name == "public_id" for field in model._meta.local_fields):
        name = _name(table, "public_id_once")
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (community_id, public_id)'
    yield (
        f'CREATE OR REPLACE TRIGGER community_is_fixed BEFORE UPDATE OF community_id ON "{table}" '
        "FOR EACH ROW WHEN (OLD.community_id IS DISTINCT FROM NEW.community_id) "
        "EXECUTE FUNCTION community_is_fixed()"
    )


def _is_record_of_facts(model: Model) -> bool:
    return bool(getattr(model, "is_record_of_facts", False))


def _facts(model: Model, roles: str) -> Iterator[str]:
    """Rows that state a fact are written once: the app may not change or delete them, and neither may a slip."""
    table = model._meta.db_table
    yield f'REVOKE UPDATE, DELETE ON "{table}" FROM {roles}'
    yield (
        f'CREATE OR REPLACE TRIGGER row_is_a_fact BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION row_is_a_fact()"
    )


def _composite_keys(model: Model, tenant: set[Model], present: set[str]) -> Iterator[str]:
    """Foreign-key checks bypass row security, so a key between tenant tables carries the community."""
    table = model._meta.db_table
    for field in model._meta.local_fields:
        target = field.remote_field.model if field.remote_field else None
        if target is None or target._meta.concrete_model not in tenant:
            continue
        name = _name(table, f"{field.column}_same_community")
        if name not in present:
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" '
                f'FOREIGN KEY (community_id, "{field.column}") '
                f'REFERENCES "{target._meta.concrete_model._meta.db_table}" (community_id, id) '
                "DEFERRABLE INITIALLY DEFERRED"
            )


def _name(table: str, suffix: str) -> str:
    """A constraint name of at most 63 bytes, PostgreSQL's limit, that keeps the suffix readable."""
    return f"{table[: 62 - len(suffix)]}_{suffix}"
