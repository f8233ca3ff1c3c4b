"""Several at the same moment, each in a thread and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import Any

from django.db import connection

from communities.models import Community
from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope


def at_once(community: Community, verbs: list[Callable[[], Any]], *, own_scope: bool = False) -> list[Any]:
    """Run every verb in a thread and a transaction of its own, all starting together; refusals are answers too.

    With `own_scope` the verb opens its own, as work in steps does.
    """
    together = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=20)
            with nullcontext() if own_scope else scope(community):
                return verb()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))
