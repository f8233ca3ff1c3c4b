"""What billing does when something happened."""

from django.utils import timezone

from billing.actions.payments import pay_from_balance
from billing.actions.telling import tell_of_version
from billing.events import InvoiceIssued, PaymentNeedsPayer, RevenueModelAnnounced
from weconomics.events import receiver
from weconomics.jobs import enqueue


@receiver(InvoiceIssued)
def mail_the_document(event: InvoiceIssued) -> None:
    enqueue("billing.mail_invoice", key=str(event.invoice_id), payload={"invoice_id": event.invoice_id})


@receiver(InvoiceIssued)
def use_what_was_paid_ahead(event: InvoiceIssued) -> None:
    pay_from_balance(invoice_id=event.invoice_id, at=timezone.now())


@receiver(PaymentNeedsPayer)
def ask_the_payer(event: PaymentNeedsPayer) -> None:
    enqueue("billing.mail_pay_link", key=str(event.attempt_id), payload={"attempt_id": event.attempt_id})


@receiver(RevenueModelAnnounced)
def tell_what_was_decided(event: RevenueModelAnnounced) -> None:
    tell_of_version(model_id=event.revenue_model_id)
