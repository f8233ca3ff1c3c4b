"""Paying an invoice: attempt, provider, outcome. A double click, a retry and a late answer all pay once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.ledger import book_payment
from billing.enums import LIVE_ATTEMPTS, Account, AttemptState, InvoiceState
from billing.errors import NotPayable, PaymentRunning
from billing.events import InvoicePaid
from billing.gateways import PaymentOrder, gateway
from billing.models import Invoice, PaymentAttempt, PaymentRouteTest
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish

# Who left the provider's page without an end does not hold the invoice up for ever.
A_PAGE_WAITS = timedelta(hours=1)


@transaction.atomic
def start_payment(*, invoice: Invoice, by: Actor) -> PaymentAttempt:
    """The living attempt to pay this invoice, or a new one with a key of its own.

    Raises NotAllowed, NotPayable.
    """
    if not rules.may_pay_invoice(invoice, by=by):
        raise NotAllowed(_("This invoice is for somebody else."))
    invoice = _lock(invoice)
    if not invoice.is_open:
        raise NotPayable
    living = invoice.attempts.filter(state__in=LIVE_ATTEMPTS).first()
    if living is not None:
        return living
    sequence = invoice.attempts.count() + 1
    provider = gateway()
    order = PaymentOrder(f"pay:{invoice.pk}:{sequence}", invoice.gross_minor, invoice.currency, invoice.label)
    return PaymentAttempt.objects.create(
        invoice=invoice,
        sequence=sequence,
        gateway=provider.name,
        amount_minor=order.amount_minor,
        currency=order.currency,
        idempotency_key=order.idempotency_key,
        provider_reference=provider.start(order),
    )


@transaction.atomic
def end_payment(
    *, attempt: PaymentAttempt, succeeded: bool, reason: str = "", at: datetime | None = None
) -> PaymentAttempt:
    """What the provider says of an attempt. An attempt that has ended keeps its end, whatever comes later."""
    at = at or timezone.now()
    invoice = _lock(attempt.invoice)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if not attempt.is_live:
        return attempt
    attempt.state = AttemptState.SUCCEEDED if succeeded else AttemptState.FAILED
    attempt.reason, attempt.ended_at = reason[:200], at
    attempt.save(update_fields=["state", "reason", "ended_at"])
    if succeeded:
        _mark_paid(invoice, into=Account.CLEARING, at=at)
    return attempt


@transaction.atomic
def record_bank_payment(*, invoice: Invoice, by: Actor, at: datetime | None = None) -> Invoice:
    """The treasurer saw the whole amount on the bank account. A repeated call changes nothing.

    Raises NotAllowed, NotPayable, PaymentRunning.
    """
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer records payments."))
    invoice = _lock(invoice)
    if invoice.state == InvoiceState.PAID:
        return invoice
    if not invoice.is_open:
        raise NotPayable
    refuse_while_paying(invoice)
    _mark_paid(invoice, into=Account.BANK, at=at or timezone.now())
    return invoice


def refuse_while_paying(invoice: Invoice) -> None:
    """For who holds the lock of the invoice. Attempts that were left behind end here. Raises PaymentRunning."""
    now = timezone.now()
    left = invoice.attempts.filter(state=AttemptState.CREATED, created_at__lt=now - A_PAGE_WAITS)
    left.update(state=AttemptState.FAILED, reason=_("Not finished in time"), ended_at=now)
    if invoice.attempts.filter(state__in=LIVE_ATTEMPTS).exists():
        raise PaymentRunning


@transaction.atomic
def test_payment_route(*, by: Actor) -> PaymentRouteTest:
    """Let the provider show that it works; the outcome is kept. Raises NotAllowed."""
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer tests the payment route."))
    provider = gateway()
    succeeded, reason = provider.test()
    return PaymentRouteTest.objects.create(
        gateway=provider.name, succeeded=succeeded, reason=reason[:200], tested_by_id=by.membership_id
    )


def _lock(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_for_update(of=("self",)).select_related("party").get(pk=invoice.pk)


def _mark_paid(invoice: Invoice, *, into: str, at: datetime) -> None:
    invoice.state, invoice.paid_at = InvoiceState.PAID, at
    invoice.save(update_fields=["state", "paid_at"])
    book_payment(invoice, into=into, at=at)
    publish(InvoicePaid(invoice.pk))
