"""Asking the provider in three steps: the row with its key is committed, the call happens outside any transaction, then
its outcome is written. A death between the steps, a second worker and a lost answer all end with one effect.

As long as the provider keeps a key, the same key is sent again. After that, and after every call without an answer, what
came of it is looked up by our own id first: no new key before the old outcome is known.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from django.utils import timezone

from billing.gateways import gateway_named
from billing.gateways.orders import Handle, NoAnswer, ProviderBusy, ProviderRefused
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import scope

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)  # longer than three tries of twenty seconds
KEY_HOLDS = timedelta(hours=20)  # the provider forgets keys after 24
SETTLES = timedelta(minutes=10)  # after which a stored failure is believed to be the whole story
LOOKS_AGAIN = timedelta(hours=6)
ASK, FIND, LOOK, CONFIRM, CANCEL = "ask", "find", "look", "confirm", "cancel"


@dataclass(frozen=True)
class Step:
    """What is to be asked now, read in the first transaction."""

    kind: str
    gateway: str
    handle: Handle
    order: Any
    first_sent_at: datetime

    def is_old(self, at: datetime) -> bool:
        return at - self.first_sent_at > KEY_HOLDS


class Errand:
    """One kind of thing that the provider is asked for. `record` and `refuse` bear repetition."""

    name: ClassVar[str]
    model: ClassVar[Any]

    def order_of(self, row: Any) -> Any: ...

    def ask(self, provider: Any, order: Any) -> Any: ...

    def find(self, provider: Any, order: Any) -> Any: ...

    def look(self, provider: Any, handle: Handle) -> Any: ...

    def record(self, row: Any, found: Any, at: datetime) -> None: ...

    def refuse(self, row: Any, code: str, at: datetime) -> None: ...

    def confirm(self, provider: Any, step: Step) -> Any:
        raise NotImplementedError

    def cancel(self, provider: Any, step: Step) -> Any:
        raise NotImplementedError

    def session_of(self, row: Any) -> str:
        return getattr(row, "session_reference", "")


_errands: dict[str, Errand] = {}


def errand(cls: type[Errand]) -> type[Errand]:
    """Class decorator: jobs name the errand."""
    _errands[cls.name] = cls()
    return cls


def wake(name: str, row_id: int, at: datetime | None = None, *, step: str = "") -> None:
    """See to this row: after the commit, or at a moment."""
    moment = at or timezone.now()
    key = f"{name}:{row_id}:{step}:{moment.isoformat()}"
    enqueue("billing.errand", key=key, payload={"errand": name, "id": row_id, "step": step}, run_after=at)


def run_errand(
    name: str,
    community_id: int,
    row_id: int,
    *,
    step: str = "",
    at: datetime | None = None,
    seen: Handle | None = None,
) -> None:
    """Do what this row waits for. `step` asks for one thing in particular; a row that waits for nothing stays as it is.

    `seen` is where a message of the provider says that it is, when its answer to us was not kept yet.
    """
    work, at = _errands[name], at or timezone.now()
    with scope(community_id):
        todo = _claim(work, row_id, step, at, seen)
    if todo is None:
        return
    try:
        found = _call(work, todo, at)
    except ProviderBusy as trouble:
        _again(work, community_id, row_id, at, timedelta(seconds=random.uniform(2, 12)), trouble)  # noqa: S311
    except NoAnswer as trouble:
        _unknown(work, community_id, row_id, todo, at, trouble)
    except ProviderRefused as refusal:
        logger.warning("payments.refused", errand=name, row=row_id, code=refusal.code, why=str(refusal))
        if todo.kind in (ASK, FIND):
            with scope(community_id):
                work.refuse(_lock(work, row_id), refusal.code, at)
    else:
        with scope(community_id):
            work.record(_lock(work, row_id), found, at)


def _claim(work: Errand, row_id: int, wanted: str, at: datetime, seen: Handle | None) -> Step | None:
    """The row says what it waits for; a row that is being asked by somebody else is left alone."""
    row = _lock(work, row_id)
    known = Handle(row.community_id, row.provider_reference, work.session_of(row))
    handle = known if known.is_known or seen is None else seen
    kind = _kind_of(row, handle, wanted, at)
    if kind is None:
        return None
    first = row.first_sent_at or at
    if kind in (ASK, FIND):
        row.first_sent_at = first
        row.state = "sent" if kind == ASK else row.state
        row.next_at = at + LEASE
        row.save(update_fields=["state", "first_sent_at", "next_at"])
        wake(work.name, row.pk, row.next_at)
    return Step(kind, row.gateway, handle, work.order_of(row), first)


def _kind_of(row: Any, handle: Handle, wanted: str, at: datetime) -> str | None:
    if wanted in (CONFIRM, CANCEL, LOOK) and handle.is_known:
        return wanted
    if row.state in ("sent", "unknown") and row.next_at and row.next_at > at:
        return None
    if row.state == "created":
        return ASK if row.next_at is None or row.next_at <= at else None
    if row.state in ("sent", "unknown"):
        return FIND if row.state == "unknown" or at - row.first_sent_at > KEY_HOLDS else ASK
    return LOOK if handle.is_known and row.next_at and row.next_at <= at else None


def _call(work: Errand, todo: Step, at: datetime) -> Any:
    provider = gateway_named(todo.gateway)
    if todo.kind == LOOK:
        return work.look(provider, todo.handle)
    if todo.kind == CONFIRM:
        return work.confirm(provider, todo)
    if todo.kind == CANCEL:
        return work.cancel(provider, todo)
    if todo.kind == FIND:
        return _find_or_ask_again(work, provider, todo, at)
    return work.ask(provider, todo.order)


def _find_or_ask_again(work: Errand, provider: Any, todo: Step, at: datetime) -> Any:
    if found := work.find(provider, todo.order):
        return found
    if todo.is_old(at):
        raise ProviderRefused("it never arrived, and its key is gone", "not_arrived")
    try:
        return work.ask(provider, todo.order)
    except NoAnswer as trouble:
        if not trouble.stored or at - todo.first_sent_at < SETTLES:
            raise
        if found := work.find(provider, todo.order):
            return found
        raise ProviderRefused("the provider keeps a failure of its own", "provider_failed") from trouble


def _unknown(
    work: Errand, community_id: int, row_id: int, todo: Step, at: datetime, trouble: NoAnswer
) -> None:
    """An answer that is missing says nothing about what we know already: only a call that could act leaves a doubt."""
    if todo.kind in (ASK, FIND):
        with scope(community_id):
            row = _lock(work, row_id)
            if row.state == "sent":
                row.state = "unknown"
                row.save(update_fields=["state"])
    waited = at - todo.first_sent_at
    _again(
        work, community_id, row_id, at, min(max(timedelta(seconds=30), waited), timedelta(hours=1)), trouble
    )


def _again(
    work: Errand, community_id: int, row_id: int, at: datetime, pause: timedelta, why: Exception
) -> None:
    logger.info("payments.again", errand=work.name, row=row_id, seconds=pause.seconds, why=str(why))
    with scope(community_id):
        row = _lock(work, row_id)
        row.next_at = at + pause
        row.save(update_fields=["next_at"])
        wake(work.name, row.pk, row.next_at)


def _lock(work: Errand, row_id: int) -> Any:
    return work.model.objects.select_for_update(of=("self",)).get(pk=row_id)
