"""Money that goes back: set apart from the payer's balance first, then sent."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions import bookings
from billing.actions.payments.errands import LOOKS_AGAIN, Errand, errand, wake
from billing.actions.payments.outcomes import lock_invoice
from billing.enums import AttemptState, RefundState
from billing.errors import NotRefundable, RefundTooLarge
from billing.events import RefundFailed, RefundPaid
from billing.gateways.orders import Handle, ProviderRefund, RefundOrder
from billing.models import Party, PaymentAttempt, Refund
from billing.payment_queries import balance_minor, refunded_minor
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish

State = RefundState
ENDS = {State.SUCCEEDED, State.FAILED}
# A bank may send back what had arrived; nothing that failed comes to life again.
ARROWS: dict[str, set[RefundState]] = {
    State.CREATED: {State.PENDING} | ENDS,
    State.SENT: {State.PENDING} | ENDS,
    State.UNKNOWN: {State.PENDING} | ENDS,
    State.PENDING: ENDS,
    State.SUCCEEDED: {State.FAILED},
    State.FAILED: set(),
}


@transaction.atomic
def refund_payment(*, attempt: PaymentAttempt, amount_minor: int, by: Actor) -> Refund:
    """Give a payer back what is theirs, by the way it came. It is sent after the commit.

    No more than the payment brought, and no more than the payer's balance: an invoice is credited before its money goes back.
    Raises NotAllowed, NotRefundable, RefundTooLarge.
    """
    if not rules.may_refund(by=by):
        raise NotAllowed(_("Only the treasurer pays money back."))
    invoice = lock_invoice(attempt.invoice_id)
    # Two refunds of one payer, of one payment or of two, must see each other.
    Party.objects.select_for_update().get(pk=invoice.party_id)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    balance = balance_minor(invoice.party, attempt.currency)
    if attempt.state != AttemptState.SUCCEEDED or balance <= 0:
        raise NotRefundable
    left = min(balance, attempt.captured_minor - refunded_minor(attempt))
    if not 0 < amount_minor <= left:
        raise RefundTooLarge
    sequence = attempt.refunds.count() + 1
    refund = Refund.objects.create(
        attempt=attempt,
        sequence=sequence,
        amount_minor=amount_minor,
        currency=attempt.currency,
        idempotency_key=f"refund:{attempt.public_id}:{sequence}",
        requested_by_id=by.membership_id,
    )
    bookings.book_refund_asked(refund, at=timezone.now())
    wake(RefundErrand.name, refund.pk)
    return refund


@transaction.atomic
def record_refund(*, refund: Refund, found: ProviderRefund, at: datetime) -> Refund:
    """Write how a refund stands at the provider. The same answer twice, and an older one, change nothing."""
    lock_invoice(refund.attempt.invoice_id)
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    refund.provider_reference = found.handle.reference or refund.provider_reference
    target = State(found.state)
    if target in ARROWS[refund.state]:
        _move(refund, target, found.reason, at)
    elif refund.state == State.PENDING:
        _wait(refund, found, at)
    refund.save()
    return refund


def _move(refund: Refund, target: RefundState, reason: str, at: datetime) -> None:
    was_paid = refund.state == State.SUCCEEDED
    refund.state, refund.reason = target, reason[:200]
    if target == State.PENDING:
        _wait(refund, None, at)
        return
    refund.ended_at, refund.next_at = at, None
    invoice_id = refund.attempt.invoice_id
    if target == State.SUCCEEDED:
        bookings.book_refund_paid(refund, at=at)
        publish(RefundPaid(refund.pk, invoice_id))
    else:
        bookings.book_refund_failed(refund, was_paid=was_paid, at=at)
        publish(RefundFailed(refund.pk, invoice_id))


def _wait(refund: Refund, found: ProviderRefund | None, at: datetime) -> None:
    if refund.next_at is None or refund.next_at <= at:
        refund.next_at = (found and found.look_again_at) or at + LOOKS_AGAIN
        wake(RefundErrand.name, refund.pk, refund.next_at)


@errand
class RefundErrand(Errand):
    """Giving back a part of a payment."""

    name = "refund"
    model = Refund

    def order_of(self, row: Refund) -> RefundOrder:
        attempt = row.attempt
        handle = Handle(row.community_id, attempt.provider_reference, attempt.session_reference)
        return RefundOrder(row.idempotency_key, str(row.public_id), handle, row.amount_minor)

    def ask(self, provider: Any, order: RefundOrder) -> ProviderRefund:
        return provider.refund(order)

    def find(self, provider: Any, order: RefundOrder) -> ProviderRefund | None:
        return provider.find_refund(order)

    def look(self, provider: Any, handle: Handle) -> ProviderRefund:
        return provider.refund_state(handle)

    def record(self, row: Refund, found: ProviderRefund, at: datetime) -> None:
        record_refund(refund=row, found=found, at=at)

    def refuse(self, row: Refund, code: str, at: datetime) -> None:
        refused = ProviderRefund(Handle(row.community_id, ""), State.FAILED, code)
        record_refund(refund=row, found=refused, at=at)
