"""Money that came another way than through the provider."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.bookings import book_bank, book_from_balance
from billing.actions.payments.attempts import leave
from billing.actions.payments.outcomes import lock_invoice, mark_paid
from billing.enums import LIVE_ATTEMPTS, AttemptState, InvoiceState
from billing.errors import NotPayable, PaymentRunning
from billing.models import Invoice, Party
from billing.payment_queries import balance_minor, due_minor
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

# Who left the provider's page without an end does not hold the invoice up for ever.
A_PAGE_WAITS = timedelta(hours=1)


@transaction.atomic
def record_bank_payment(*, invoice: Invoice, by: Actor, at: datetime | None = None) -> Invoice:
    """The treasurer saw the whole amount on the bank account. A repeated call changes nothing.

    Raises NotAllowed, NotPayable, PaymentRunning.
    """
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer records payments."))
    invoice = lock_invoice(invoice.pk)
    if invoice.state == InvoiceState.PAID:
        return invoice
    if not invoice.is_open:
        raise NotPayable
    refuse_while_paying(invoice)
    at = at or timezone.now()
    book_bank(invoice, amount_minor=due_minor(invoice), at=at)
    mark_paid(invoice, at=at)
    return invoice


@transaction.atomic
def pay_from_balance(*, invoice_id: int, at: datetime) -> bool:
    """Pay a document with what its payer had paid ahead, when that is enough. False where it is not, or nothing is due."""
    invoice = lock_invoice(invoice_id)
    # Two documents of one payer must not spend the same balance.
    Party.objects.select_for_update().get(pk=invoice.party_id)
    due = due_minor(invoice)
    if not due or balance_minor(invoice.party, invoice.currency) < due:
        return False
    if invoice.attempts.filter(state__in=LIVE_ATTEMPTS).exists():
        return False
    book_from_balance(invoice, amount_minor=due, at=at)
    mark_paid(invoice, at=at)
    return True


def refuse_while_paying(invoice: Invoice) -> None:
    """For who holds the lock of the invoice. Pages that were left behind are closed. Raises PaymentRunning."""
    now = timezone.now()
    waits = [AttemptState.CREATED, AttemptState.REQUIRES_ACTION]
    left = invoice.attempts.filter(state__in=waits, off_session=False, created_at__lt=now - A_PAGE_WAITS)
    for attempt in left.select_for_update(of=("self",)):
        leave(attempt, reason=_("Not finished in time"), at=now)
    if invoice.attempts.filter(state__in=LIVE_ATTEMPTS).exists():
        raise PaymentRunning
