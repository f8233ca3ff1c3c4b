"""Each wall broken once: the walk or the catalogue must notice. A test that cannot fail proves nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from communities.models import Membership, PartnershipStep
from tests.tenancy.catalogue import catalogue_breaches
from tests.tenancy.walk import APP, SYSTEM, Walker, tenant_keys

TABLE = Membership._meta.db_table
FACTS = PartnershipStep._meta.db_table
MINE = "community_id = ANY ((SELECT community_scope())::bigint[])"
Sabotage = Callable[..., Walker]

SEEN_BY_THE_WALK = {
    "row security off": (
        f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
        "rows of another community are there",
    ),
    "policy dropped": (f"DROP POLICY community ON {TABLE}", "its own row is not there"),
    "policy true": (
        f"DROP POLICY community ON {TABLE}; CREATE POLICY community ON {TABLE} USING (true) WITH CHECK ({MINE})",
        "rows of another community are there",
    ),
    "with check true": (
        f"DROP POLICY community ON {TABLE}; CREATE POLICY community ON {TABLE} USING ({MINE}) WITH CHECK (true)",
        "a row can be written for another",
    ),
    "silent scope": (
        """CREATE OR REPLACE FUNCTION community_scope() RETURNS bigint[] LANGUAGE sql STABLE AS
        $$ SELECT coalesce(nullif(current_setting('app.communities', true), ''), '{}')::bigint[] $$""",
        "readable without a scope",
    ),
    "app inherits the system role": (
        f"REVOKE {SYSTEM} FROM {APP}; GRANT {SYSTEM} TO {APP} WITH INHERIT TRUE, SET TRUE; ALTER ROLE {APP} INHERIT",
        "rows of another community are there",
    ),
    "trigger against moving dropped": (
        f"DROP TRIGGER community_is_fixed ON {TABLE}",
        "who may write both can move a row",
    ),
}
SEEN_IN_THE_CATALOGUE = {
    "definer view": (f"CREATE VIEW loose AS SELECT * FROM {TABLE}", "view loose"),
    "definer function": (
        "CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "function loose",
    ),
    "owned by the app": (f"ALTER TABLE {TABLE} OWNER TO {APP}", f"{TABLE}: owned by {APP}"),
    "unclassified and readable": (
        f"CREATE TABLE loose (id int); GRANT SELECT ON loose TO {APP}",
        "loose: nobody classified it",
    ),
    "a third policy": (f"CREATE POLICY wide ON {TABLE} USING (true)", f"{TABLE}: policies"),
    "facts that may change": (f"GRANT UPDATE ON {FACTS} TO {APP}", f"{FACTS}: facts can change"),
    "facts without their trigger": (f"DROP TRIGGER row_is_a_fact ON {FACTS}", f"{FACTS}: facts can change"),
    "unique over all communities": (
        f"CREATE UNIQUE INDEX loose ON {TABLE} (user_id)",
        "loose is unique over all",
    ),
    "app above the wall": (f"ALTER ROLE {APP} BYPASSRLS", f"{APP} stands above the wall"),
    "app can become the owner": (f"GRANT weconomics_owner TO {APP}", f"{APP} can become weconomics_owner"),
}


@pytest.mark.parametrize(("command", "breach"), SEEN_BY_THE_WALK.values(), ids=SEEN_BY_THE_WALK)
def test_the_walk_notices(command: str, breach: str, broken: Sabotage) -> None:
    assert f"communities.Membership: {breach}" in broken(command).breaches(Membership)


@pytest.mark.parametrize(("command", "breach"), SEEN_IN_THE_CATALOGUE.values(), ids=SEEN_IN_THE_CATALOGUE)
def test_the_catalogue_notices(command: str, breach: str, broken: Sabotage) -> None:
    found = catalogue_breaches(broken(command).connection)
    assert [line for line in found if breach in line], found


@pytest.mark.parametrize("kind", ["walk", "catalogue"])
def test_a_missing_composite_key_is_noticed(kind: str, broken: Sabotage) -> None:
    model, field = _a_key("communities.LocalGroupMembership", "membership")
    drop = f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {_key_name(model, field)}"
    walker = broken(drop, walks_as="postgres")
    if kind == "walk":
        assert walker.key_breach(model, field) == "communities.LocalGroupMembership.membership reaches B"
    else:
        found = catalogue_breaches(walker.connection)
        assert "communities.LocalGroupMembership.membership: no composite key" in found


def test_nothing_is_noticed_where_nothing_is_broken(broken: Sabotage) -> None:
    walker = broken("SELECT 1")
    assert walker.breaches(Membership) == []
    assert catalogue_breaches(walker.connection) == []


def _a_key(label: str, name: str) -> tuple[Any, Any]:
    return next((m, f) for m, f in tenant_keys() if (m._meta.label, f.name) == (label, name))


def _key_name(model: Any, field: Any) -> str:
    suffix = f"{field.column}_same_community"
    return f"{model._meta.db_table[: 62 - len(suffix)]}_{suffix}"
