"""No row crosses from one community to another, whatever the code forgets. Every tenant model takes part by itself."""

from typing import Any

import pytest
from psycopg import errors

from tests.tenancy.catalogue import catalogue_breaches
from tests.tenancy.walk import Model, Walker, tenant_keys, tenant_models


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_raw_sql_cannot_cross(model: Model, walker: Walker) -> None:
    assert walker.breaches(model) == []


@pytest.mark.parametrize(
    ("model", "field"),
    tenant_keys(),
    ids=[f"{model._meta.label}.{field.name}" for model, field in tenant_keys()],
)
def test_a_foreign_key_cannot_cross(model: Model, field: Any, broken: Any) -> None:
    assert broken("SELECT 1", walks_as="postgres").key_breach(model, field) is None


def test_the_database_is_as_the_design_says(walker: Walker) -> None:
    assert catalogue_breaches(walker.connection) == []


@pytest.mark.parametrize("role", ["weconomics_owner", "postgres", "weconomics_backup"])
def test_the_app_cannot_become_somebody_else(role: str, walker: Walker) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
        walker.connection.execute(f"SET ROLE {role}")


def test_a_scope_ends_with_its_transaction(walker: Walker) -> None:
    with walker.connection.transaction():
        walker.connection.execute("SELECT set_config('app.communities', %s, true)", [f"{{{walker.world.a}}}"])
    with pytest.raises(errors.InsufficientPrivilege, match="no community scope"):
        walker.connection.execute("SELECT count(*) FROM communities_membership")
