"""Publish in the verb's transaction; deliver afterwards, each event in a transaction of its own."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, get_type_hints

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from weconomics.tenancy.scope import scope

logger = structlog.get_logger(__name__)

Event = TypeVar("Event")
Receiver = Callable[[Any], None]
_receivers: dict[str, list[Receiver]] = {}
_classes: dict[str, type] = {}
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)


def receiver(event_class: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Decorator in an app's receivers.py. The function runs in the event's community and must bear repetition."""

    def register(function: Callable[[Event], None]) -> Callable[[Event], None]:
        name = _name_of(event_class)
        _classes[name] = event_class
        _receivers.setdefault(name, []).append(function)
        return function

    return register


def publish(event: Any) -> None:
    """Write a frozen dataclass of plain values to the outbox; receivers hear it after the commit."""
    from weconomics.events.models import OutboxEvent
    from weconomics.events.tasks import deliver_event

    name = _name_of(type(event))
    if name not in _receivers:
        return
    payload = json.loads(DjangoJSONEncoder().encode(asdict(event)))
    row = OutboxEvent.objects.create(name=name, payload=payload)
    community_id, row_id = row.community_id, row.pk
    transaction.on_commit(lambda: _hint(deliver_event, community_id, row_id), robust=True)


def deliver(community_id: int, event_id: int) -> bool:
    """Tell one event to its receivers, all or none. False when somebody else has it or it was told already."""
    from weconomics.events.models import OutboxEvent

    try:
        with scope(community_id):
            waiting = OutboxEvent.objects.select_for_update(skip_locked=True)
            row = waiting.filter(pk=event_id, delivered_at=None).first()
            if row is None:
                return False
            event = _read(row)
            for tell in _receivers.get(row.name, []):
                tell(event)
            row.delivered_at = timezone.now()
            row.save(update_fields=["delivered_at"])
    except Exception as error:  # whatever a receiver raises: the row must learn of it, then the worker's log
        _postpone(community_id, event_id, error)
        raise
    return True


def deliver_waiting() -> int:
    """Deliver every waiting event of the running scope at once. For tests and the demo's seed."""
    from weconomics.events.models import OutboxEvent

    told = 0
    while ids := list(
        OutboxEvent.objects.filter(delivered_at=None).order_by("pk").values_list("community_id", "pk")
    ):
        for community_id, event_id in ids:
            told += deliver(community_id, event_id)
    return told


def _postpone(community_id: int, event_id: int, error: Exception) -> None:
    from weconomics.events.models import OutboxEvent

    logger.exception("event.receiver_failed", event_id=event_id)
    with scope(community_id):
        row = OutboxEvent.objects.select_for_update().get(pk=event_id)
        row.attempts += 1
        row.error = f"{type(error).__name__}: {error}"[:2000]
        row.due_at = timezone.now() + min(FIRST_RETRY * 2**row.attempts, LONGEST_RETRY)
        row.save(update_fields=["attempts", "error", "due_at"])


def _hint(task: Any, community_id: int | None, event_id: int) -> None:
    """A hint, not the work: the sweeper finds the row when the broker is away."""
    task.delay(community_id, event_id)


def _name_of(event_class: type) -> str:
    return f"{event_class.__module__}.{event_class.__qualname__}"


def _read(row: Any) -> Any:
    event_class = _classes[row.name]
    hints = get_type_hints(event_class)
    return event_class(**{f.name: _restore(hints[f.name], row.payload[f.name]) for f in fields(event_class)})


def _restore(kind: Any, value: Any) -> Any:
    if value is not None and kind in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    if value is not None and kind in (date, date | None):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
