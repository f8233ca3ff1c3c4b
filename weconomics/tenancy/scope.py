"""The scope is a transaction. Inside it PostgreSQL shows the rows of the named communities only;
outside it, touching a tenant table is an error, never an empty list and never a leak."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

logger = structlog.get_logger(__name__)

ALL: Final = "*"
type_of_scope = frozenset[int] | str | None
_current: ContextVar[type_of_scope] = ContextVar("community_scope", default=None)


class NoScope(RuntimeError):
    """A caller's bug: tenant data was touched without saying which community."""


def current() -> type_of_scope:
    """The communities of the running scope, ALL, or None outside any scope."""
    return _current.get()


def only_community() -> int | None:
    """The single community of the scope, else None: the default of CommunityModel.community."""
    ids = _current.get()
    if isinstance(ids, frozenset) and len(ids) == 1:
        return next(iter(ids))
    return None


def scope(*communities: Any, using: str = "default") -> Any:
    """Context manager: a transaction that sees the rows of these communities (instances or ids) only."""
    ids = frozenset(int(getattr(community, "pk", community)) for community in communities)
    if not ids:
        raise NoScope("a scope names at least one community")
    return _enter(ids, using)


def everything(reason: str, *, using: str = "default") -> Any:
    """Context manager for cross-community work. The reason is logged; the callers are listed in a test."""
    if not reason:
        raise ValueError("say why this needs every community")
    logger.debug("scope.everything", reason=reason)
    return _enter(ALL, using)


@contextmanager
def _enter(ids: frozenset[int] | str, using: str) -> Iterator[None]:
    previous = _current.get()
    connection = connections[using]
    nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            _apply(cursor, ids)
        token = _current.set(ids)
        try:
            yield
        finally:
            _current.reset(token)
        # Reached on success only: a failing block is rolled back to its savepoint, which restores both settings.
        if nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                _apply(cursor, previous)


def _apply(cursor: CursorWrapper, ids: type_of_scope) -> None:
    role = settings.TENANCY["SYSTEM_ROLE"] if ids == ALL else "none"  # none: back to the login role
    value = "" if ids is None or isinstance(ids, str) else f"{{{','.join(map(str, sorted(ids)))}}}"
    cursor.execute(
        "SELECT set_config('app.communities', %s, true), set_config('role', %s, true)", [value, role]
    )
