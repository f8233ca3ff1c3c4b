"""What billing does when something happened."""

from billing.events import InvoiceIssued
from weconomics.events import receiver
from weconomics.jobs import enqueue


@receiver(InvoiceIssued)
def mail_the_document(event: InvoiceIssued) -> None:
    enqueue("billing.mail_invoice", key=str(event.invoice_id), payload={"invoice_id": event.invoice_id})
