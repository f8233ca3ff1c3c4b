"""What the provider says of an attempt, whenever and however often: recomputed from how it stands there now.

Money is never ignored. What comes for an invoice that is paid, credited or was given up is the payer's balance.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from billing.actions import bookings
from billing.actions.payments.errands import LOOKS_AGAIN, wake
from billing.enums import AttemptState, InvoiceState
from billing.events import (
    InvoicePaid,
    PaymentDisputed,
    PaymentFailed,
    PaymentNeedsPayer,
    PaymentReturned,
)
from billing.gateways.orders import Handle, ProviderPayment, TakenBack
from billing.models import Invoice, LedgerTransaction, PaymentAttempt
from billing.payment_queries import due_minor
from weconomics.events import publish

State = AttemptState
ENDS = {State.SUCCEEDED, State.FAILED, State.CANCELED}
WAITS = {State.REQUIRES_ACTION, State.PROCESSING}
# Anything else that is told is older than what we know. Money itself goes another way: see _capture.
ARROWS: dict[str, set[AttemptState]] = {
    State.CREATED: WAITS | ENDS,
    State.SENT: WAITS | ENDS,
    State.UNKNOWN: WAITS | ENDS,
    State.REQUIRES_ACTION: {State.PROCESSING} | ENDS,
    State.PROCESSING: ENDS,
    State.FAILED: set(),
    State.CANCELED: set(),
    State.SUCCEEDED: set(),
    State.RETURNED: set(),
    State.DISPUTED: set(),
}


@transaction.atomic
def record_outcome(*, attempt: PaymentAttempt, found: ProviderPayment, at: datetime) -> PaymentAttempt:
    """Write how an attempt stands at the provider. The same answer twice, and an older one, change nothing."""
    invoice = lock_invoice(attempt.invoice_id)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    attempt.invoice = invoice
    _remember(attempt, found)
    if found.captured_minor and not attempt.captured_minor:
        _capture(attempt, found.captured_minor, at)
    if found.fee_minor and not attempt.fee_minor:
        attempt.fee_minor = found.fee_minor
        bookings.book_fee(attempt, at=at)
    if found.taken_back:
        _take_back(attempt, found.taken_back, at)
    elif not found.captured_minor:
        _move(attempt, found, at)
    _look_again(attempt, found, at)
    attempt.save()
    return attempt


@transaction.atomic
def end_payment(
    *, attempt: PaymentAttempt, succeeded: bool, reason: str = "", at: datetime | None = None
) -> PaymentAttempt:
    """The whole amount came, or nothing will. An attempt that has ended keeps its end, unless money comes after all."""
    state = State.SUCCEEDED if succeeded else State.FAILED
    found = ProviderPayment(
        handle=Handle(attempt.community_id, attempt.provider_reference),
        state=state,
        captured_minor=attempt.amount_minor if succeeded else 0,
        reason=reason,
    )
    return record_outcome(attempt=attempt, found=found, at=at or timezone.now())


def lock_invoice(invoice_id: int) -> Invoice:
    """The invoice before its attempts, always: two who decide about one invoice must not wait for each other."""
    return Invoice.objects.select_for_update(of=("self",)).select_related("party").get(pk=invoice_id)


def _remember(attempt: PaymentAttempt, found: ProviderPayment) -> None:
    attempt.provider_reference = found.handle.reference or attempt.provider_reference
    attempt.session_reference = found.handle.session or attempt.session_reference
    attempt.livemode = found.livemode if found.livemode is not None else attempt.livemode


def _capture(attempt: PaymentAttempt, captured_minor: int, at: datetime) -> None:
    invoice = attempt.invoice
    due = due_minor(invoice)
    attempt.captured_minor = captured_minor
    attempt.settled_minor = min(captured_minor, due)
    attempt.reason = attempt.decline_code = ""
    _end(attempt, State.SUCCEEDED, at)
    bookings.book_captured(attempt, at=at)
    if due and attempt.settled_minor == due:
        mark_paid(invoice, at=at)


def mark_paid(invoice: Invoice, *, at: datetime) -> None:
    """For who holds the lock and has booked the money."""
    invoice.state, invoice.paid_at = InvoiceState.PAID, at
    invoice.save(update_fields=["state", "paid_at"])
    publish(InvoicePaid(invoice.pk))


def _move(attempt: PaymentAttempt, found: ProviderPayment, at: datetime) -> None:
    """Money aside: where the attempt is now, and why."""
    target = State(found.state)
    if target == attempt.state and target in WAITS:
        attempt.action_url = found.action_url
    if target not in ARROWS[attempt.state]:
        return
    attempt.reason, attempt.decline_code = found.reason[:200], found.decline_code[:60]
    if target in ENDS:
        _end(attempt, target, at)
        publish(PaymentFailed(attempt.pk, attempt.invoice_id, attempt.decline_code))
        return
    attempt.state, attempt.action_url = target, found.action_url
    attempt.save()
    if target == State.REQUIRES_ACTION and attempt.off_session:
        publish(PaymentNeedsPayer(attempt.pk))


def _end(attempt: PaymentAttempt, state: AttemptState, at: datetime) -> None:
    attempt.state, attempt.ended_at, attempt.action_url, attempt.next_at = state, at, "", None
    attempt.save()


def _take_back(attempt: PaymentAttempt, back: TakenBack, at: datetime) -> None:
    """Booked when it is first heard of. A dispute that is won gives the money again; a return never does."""
    if not _is_booked(f"back:attempt:{attempt.pk}:{back.reference}"):
        _lose(attempt, back, at)
    if back.is_won and not _is_booked(f"won:attempt:{attempt.pk}:{back.reference}"):
        _win(attempt, back, at)


def _lose(attempt: PaymentAttempt, back: TakenBack, at: datetime) -> None:
    """The invoice that it paid is open again; where it was credited or paid otherwise, the payer's balance shrinks."""
    invoice = attempt.invoice
    reopens = invoice.state == InvoiceState.PAID and attempt.settled_minor > 0
    attempt.return_code = back.code[:60]
    _end(attempt, State.RETURNED if back.is_return else State.DISPUTED, at)
    settled = min(back.amount_minor, attempt.settled_minor) if reopens else 0
    bookings.book_taken_back(attempt, back, settled_minor=settled, at=at)
    if reopens:
        invoice.state, invoice.paid_at = InvoiceState.ISSUED, None
        invoice.save(update_fields=["state", "paid_at"])
    told = PaymentReturned if back.is_return else PaymentDisputed
    publish(told(attempt.pk, invoice.pk, attempt.return_code))


def _win(attempt: PaymentAttempt, back: TakenBack, at: datetime) -> None:
    invoice = attempt.invoice
    due = due_minor(invoice)
    attempt.settled_minor = min(back.amount_minor, due)
    _end(attempt, State.SUCCEEDED, at)
    bookings.book_won(attempt, back, settled_minor=attempt.settled_minor, at=at)
    if due and attempt.settled_minor == due:
        mark_paid(invoice, at=at)


def _is_booked(key: str) -> bool:
    return LedgerTransaction.objects.filter(key=key).exists()


def _look_again(attempt: PaymentAttempt, found: ProviderPayment, at: datetime) -> None:
    """Messages may be lost: who waits is looked at again by itself."""
    waits = attempt.state in WAITS
    moment = found.look_again_at or (at + _patience(attempt) if waits else None)
    if moment and (attempt.next_at is None or attempt.next_at <= at or moment < attempt.next_at):
        attempt.next_at = moment
        wake("payment", attempt.pk, moment)


def _patience(attempt: PaymentAttempt) -> timedelta:
    return timedelta(minutes=10) if attempt.state == State.REQUIRES_ACTION else LOOKS_AGAIN
