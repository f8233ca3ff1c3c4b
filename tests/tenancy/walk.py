"""Walking along the wall with raw SQL: each probe says what it could do and should not have been able to.

A probe is told which role it has by the connection, so the same walk serves the product's own role and the sabotage
runs, where one wall was broken before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import models
from psycopg import errors, sql

from weconomics.tenancy.models import CommunityModel
from weconomics.tenancy.walls import classify

APP, SYSTEM = settings.TENANCY["APP_ROLE"], settings.TENANCY["SYSTEM_ROLE"]
REFUSED = "42501"  # insufficient_privilege: a policy, a missing scope or a missing grant
RAISED = "P0001"  # our triggers

Model = type[models.Model]


@dataclass(frozen=True)
class World:
    """Two communities with a row of every tenant model each: `ids[model, community_id]`."""

    a: int
    b: int
    ids: dict[tuple[Model, int], int]

    def of(self, model: Model, community: int) -> int:
        return self.ids[model, community]


def tenant_models() -> list[Model]:
    return sorted(classify()[0], key=lambda model: model._meta.label)


def tenant_keys() -> list[tuple[Model, Any]]:
    """Every foreign key from one tenant table to another."""
    return [
        (model, field)
        for model in tenant_models()
        for field in model._meta.local_fields
        if field.remote_field and issubclass(field.remote_field.model, CommunityModel)
    ]


class Walker:
    """One connection that walks; every probe is undone."""

    def __init__(self, connection: "psycopg.Connection[Any]", world: World) -> None:
        self.connection, self.world = connection, world

    def breaches(self, model: Model) -> list[str]:
        """What somebody could do to or see of this model's rows beyond their community. Empty: the wall holds."""
        return [f"{model._meta.label}: {breach}" for breach in self._probe(model)]

    def key_breach(self, model: Model, field: Any) -> str | None:
        """Why a row of A can refer to a row of B by this key; None when the database refuses it.

        For a connection that stands above row security, so that nothing but the key is in the way. A row that
        another constraint refuses first proves nothing here: the catalogue says whether its key is there.
        """
        target = field.remote_field.model._meta.concrete_model
        point = self._statement(model, f'UPDATE {{}} SET "{field.column}" = %s WHERE id = %s')
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(self._statement(model, "ALTER TABLE {} DISABLE TRIGGER USER"))
            ids = self.world.of(target, self.world.b), self.world.of(model, self.world.a)
            answer = self._try([], point, *ids, check_keys=True)
        stopped = isinstance(
            answer, errors.ForeignKeyViolation | errors.CheckViolation | errors.UniqueViolation
        )
        return None if stopped else f"{model._meta.label}.{field.name} reaches B"

    def _probe(self, model: Model) -> Iterator[str]:
        yield from self._without_scope(model)
        yield from self._within_one(model)
        yield from self._within_both(model)
        if self._count([], model, role=SYSTEM) < 2:
            yield "the system role does not see both communities"

    def _without_scope(self, model: Model) -> Iterator[str]:
        read = self._statement(model, "SELECT count(*) FROM {}")
        if not _is_refused(self._try([], read)):
            yield "readable without a scope"

    def _within_one(self, model: Model) -> Iterator[str]:
        a, b = self.world.a, self.world.b
        mine, theirs = self.world.of(model, a), self.world.of(model, b)
        if self._count([a], model, mine) != 1:
            yield "its own row is not there"
        if self._communities_seen([a], model) != {a}:
            yield "rows of another community are there"
        if self._touched([a], model, "UPDATE {} SET id = id WHERE id = %s", theirs):
            yield "another's row can be updated"
        if self._touched([a], model, "DELETE FROM {} WHERE id = %s", theirs):
            yield "another's row can be deleted"
        if not self._cannot_give_away([a], model, mine):
            yield "a row can be given away"
        if not _is_refused(self._try([a], self._copy(model), b, mine)):
            yield "a row can be written for another"

    def _within_both(self, model: Model) -> Iterator[str]:
        """A network leader's scope: two communities at once, and still no row changes hands."""
        both = [self.world.a, self.world.b]
        if self._communities_seen(both, model) != set(both):
            yield "a scope of two does not see both"
        if not self._cannot_give_away(both, model, self.world.of(model, self.world.a)):
            yield "who may write both can move a row"

    def _cannot_give_away(self, scope: list[int], model: Model, mine: int) -> bool:
        move = self._statement(model, "UPDATE {} SET community_id = %s WHERE id = %s")
        return _is_refused(self._try(scope, move, self.world.b, mine))

    def _touched(self, scope: list[int], model: Model, command: str, row: int) -> bool:
        answer = self._try(scope, self._statement(model, command), row)
        return not _is_refused(answer) and answer != 0

    def _count(self, scope: list[int], model: Model, row: int | None = None, role: str = "") -> int:
        where = "" if row is None else " WHERE id = %s"
        arguments = [] if row is None else [row]
        answer = self._try(
            scope, self._statement(model, f"SELECT count(*) FROM {{}}{where}"), *arguments, role=role
        )
        return answer[0][0] if isinstance(answer, list) else -1

    def _communities_seen(self, scope: list[int], model: Model) -> set[int]:
        answer = self._try(scope, self._statement(model, "SELECT DISTINCT community_id FROM {}"))
        return {row[0] for row in answer} if isinstance(answer, list) else set()

    def _statement(self, model: Model, command: str) -> sql.Composed:
        return sql.SQL(command).format(sql.Identifier(model._meta.db_table))  # type: ignore[arg-type]

    def _copy(self, model: Model) -> sql.Composed:
        left_out = {"id", "community_id"}
        columns = [
            sql.Identifier(field.column)
            for field in model._meta.local_concrete_fields
            if field.column not in left_out and not field.generated
        ]
        return sql.SQL("INSERT INTO {t} (community_id, {c}) SELECT %s, {c} FROM {t} WHERE id = %s").format(
            t=sql.Identifier(model._meta.db_table), c=sql.SQL(", ").join(columns)
        )

    def _try(
        self, scope: list[int], command: Any, *arguments: Any, role: str = "", check_keys: bool = False
    ) -> Any:
        """The rows, the number of rows touched, or the error. Whatever it did is undone."""
        try:
            with self.connection.transaction(force_rollback=True):
                self._enter(scope, role)
                cursor = self.connection.execute(command, arguments)
                if check_keys:
                    self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return cursor.fetchall() if cursor.description else cursor.rowcount
        except psycopg.Error as error:
            return error

    def _enter(self, scope: list[int], role: str) -> None:
        value = f"{{{','.join(map(str, scope))}}}" if scope else ""
        self.connection.execute("SELECT set_config('app.communities', %s, true)", [value])
        if role:
            self.connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))


def _is_refused(answer: Any) -> bool:
    """By the wall itself; a duplicate key, say, is not a wall."""
    if not isinstance(answer, psycopg.Error):
        return False
    return answer.sqlstate == REFUSED or (
        answer.sqlstate == RAISED
        and ("never changes its community" in str(answer) or "record of facts" in str(answer))
    )
