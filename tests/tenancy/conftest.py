"""A scratch database with two communities and a committed row of every tenant model in each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.factories import make_community
from tests.rows import Rows
from tests.services import OWNER, TEMPLATE
from tests.tenancy.walk import APP, Walker, World, tenant_models


@pytest.fixture(scope="session")
def scratch(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, World]]:
    """Its own database: what is broken in it, or left in it, reaches no other test."""
    name = f"scratch_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"), name, TEMPLATE)
    with django_db_blocker.unblock(), _django_uses(name):
        world = _fill()
    yield name, world
    _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


@pytest.fixture
def walker(scratch: tuple[str, World]) -> Iterator[Walker]:
    """Logged in as the role that the product serves pages with."""
    name, world = scratch
    with connect(APP, name) as app:
        yield Walker(app, world)


@pytest.fixture
def broken(scratch: tuple[str, World]) -> Iterator[Any]:
    """broken(sql) → a Walker in a database where a superuser did that, until the end of the test.

    All in one transaction that is rolled back: no other test meets the hole.
    """
    name, world = scratch
    with connect("postgres", name) as administrator, administrator.transaction(force_rollback=True):

        def sabotage(command: str, *, walks_as: str = APP) -> Walker:
            administrator.execute(command)  # type: ignore[call-overload]
            administrator.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(walks_as)))
            return Walker(administrator, world)

        yield sabotage


def connect(role: str, database: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(host=os.environ["PGHOST"], user=role, dbname=database, autocommit=True)


def _administer(command: sql.SQL, *names: str) -> None:
    with connect(OWNER, "postgres") as owner:
        owner.execute(command.format(*map(sql.Identifier, names)))


@contextmanager
def _django_uses(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _fill() -> World:
    a, b = make_community(), make_community()
    ids = {}
    for community in (a, b):
        rows = Rows(community)
        for model in tenant_models():
            ids[model, community.pk] = rows.of(model).pk
    return World(a.pk, b.pk, ids)
