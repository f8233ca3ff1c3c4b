"""What billing does when something happened."""

from billing.actions.telling import tell_of_version
from billing.events import InvoiceIssued, RevenueModelAnnounced
from weconomics.events import receiver
from weconomics.jobs import enqueue


@receiver(InvoiceIssued)
def mail_the_document(event: InvoiceIssued) -> None:
    enqueue("billing.mail_invoice", key=str(event.invoice_id), payload={"invoice_id": event.invoice_id})


@receiver(RevenueModelAnnounced)
def tell_what_was_decided(event: RevenueModelAnnounced) -> None:
    tell_of_version(model_id=event.revenue_model_id)
