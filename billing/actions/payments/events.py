"""What the provider tells by itself: kept first, applied by a job that asks how it stands now. Order does not matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from billing.actions.payments.accounts import look_at_account
from billing.actions.payments.attempts import PaymentErrand
from billing.actions.payments.errands import LOOK, run_errand
from billing.actions.payments.methods import look_at_method
from billing.actions.payments.refunds import RefundErrand
from billing.actions.payments.trade import TradeErrand
from billing.enums import EventState, MethodState
from billing.gateways.orders import Handle, ToldEvent
from billing.models import (
    PaymentAttempt,
    PaymentEvent,
    PaymentMethod,
    ProviderAccount,
    Refund,
    TradePayment,
)
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import everything, scope

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """Which of our rows a message is about."""

    community_id: int
    name: str
    row_id: int


def receive_event(told: ToldEvent) -> PaymentEvent | None:
    """Keep a message, once; a job applies it after the commit. None when it is not about anything of ours."""
    subject = subject_of(told)
    if subject is None:
        logger.info("payments.event_unknown", event_id=told.event_id, kind=told.kind)
        return None
    with scope(subject.community_id):
        return _keep(told)


def is_about_a_stranger(told: ToldEvent) -> bool:
    """A message in the name of an account that none of our communities connected."""
    if not told.account:
        return False
    with everything("whose payout account a message of the payment provider names"):
        return not ProviderAccount.objects.filter(gateway=told.gateway, reference=told.account).exists()


def subject_of(told: ToldEvent) -> Subject | None:
    """By our own id, which is there even before the provider's answer is kept; else by the provider's references."""
    with everything("whose payment a message of the payment provider is about"):
        return next(filter(None, (_found(told, name, model) for name, model in SUBJECTS)), None)


def apply_event(community_id: int, event_id: int, at: datetime) -> None:
    """Ask the provider how it stands and write that. Raises ProviderTrouble only where nothing was written."""
    with scope(community_id):
        event = PaymentEvent.objects.get(pk=event_id)
        if event.state != EventState.RECEIVED:
            return
        told = _told(event)
    subject = subject_of(told)
    if subject is not None:
        _look(subject, told, at)
    with scope(community_id):
        state = EventState.APPLIED if subject else EventState.IGNORED
        PaymentEvent.objects.filter(pk=event_id).update(state=state, done_at=at)


@transaction.atomic
def park_event(*, event_id: int, error: str) -> None:
    """A person must look: it could not be applied, however often it was tried."""
    PaymentEvent.objects.filter(pk=event_id, state=EventState.RECEIVED).update(
        state=EventState.PARKED, error=error[:500], done_at=timezone.now()
    )


SUBJECTS: tuple[tuple[str, Any], ...] = (
    (PaymentErrand.name, PaymentAttempt),
    (TradeErrand.name, TradePayment),
    (RefundErrand.name, Refund),
    ("method", PaymentMethod),
    ("account", ProviderAccount),
)
COLUMNS = ("provider_reference", "session_reference", "setup_reference", "reference")


def _found(told: ToldEvent, name: str, model: Any) -> Subject | None:
    rows = model.objects.order_by("-pk")
    row = _by_subject(rows, told)
    columns = {field.name for field in model._meta.local_fields} & set(COLUMNS)
    for column in columns if row is None else ():
        wanted = {f"{column}__in": [reference for reference in told.references if reference]}
        row = row or rows.filter(**wanted).first()
    return Subject(row.community_id, name, row.pk) if row else None


def _by_subject(rows: Any, told: ToldEvent) -> Any:
    try:
        public_id = UUID(told.subject.partition(":")[0])
    except ValueError:  # none, or somebody else's idea of an id
        return None
    return rows.filter(public_id=public_id).first()


def _keep(told: ToldEvent) -> PaymentEvent:
    event, is_new = PaymentEvent.objects.get_or_create(
        gateway=told.gateway,
        event_id=told.event_id,
        defaults={
            "kind": told.kind[:100],
            "object_reference": told.object_reference,
            "livemode": told.livemode,
            "payload": told.payload,
            "told_at": told.told_at,
        },
    )
    if is_new:
        enqueue("billing.apply_event", key=told.event_id, payload={"event_id": event.pk})
    return event


def _told(event: PaymentEvent) -> ToldEvent:
    about = event.payload.get("_about", {})
    return ToldEvent(
        gateway=event.gateway,
        event_id=event.event_id,
        kind=event.kind,
        object_reference=event.object_reference,
        references=tuple(about.get("references", [event.object_reference])),
        livemode=event.livemode,
        told_at=event.told_at,
        payload=event.payload,
        subject=about.get("subject", ""),
        account=about.get("account", ""),
        payment=about.get("payment", ""),
        session=about.get("session", ""),
    )


def _look(subject: Subject, told: ToldEvent, at: datetime) -> None:
    if subject.name not in ("method", "account"):
        is_refund = subject.name == RefundErrand.name
        reference, session = (told.object_reference, "") if is_refund else (told.payment, told.session)
        seen = Handle(subject.community_id, reference, session)
        run_errand(subject.name, subject.community_id, subject.row_id, step=LOOK, at=at, seen=seen)
        return
    with scope(subject.community_id):
        if subject.name == "account":
            look_at_account(ProviderAccount.objects.get(pk=subject.row_id))
        elif PaymentMethod.objects.filter(pk=subject.row_id, state=MethodState.PENDING).exists():
            look_at_method(PaymentMethod.objects.get(pk=subject.row_id))
