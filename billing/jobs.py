"""Billing's work in the background."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.actions.closing import close_period
from billing.documents import invoice_pdf
from billing.models import BillingPeriod, BillingRun, Invoice
from weconomics.jobs import Run, handler


@handler("billing.close_month")
def close_month(run: Run) -> None:
    """Payload: the id of the month."""
    period_id = run.payload["period_id"]
    close_period(period_id=period_id, step=run.scope, tell=run.progress)
    with run.scope():
        period = BillingPeriod.objects.select_related("community").get(pk=period_id)
        made = BillingRun.objects.get(period=period).invoice_count
    url = f"{reverse('billing:desk_invoices', args=[period.community.slug])}?month={period.label}"
    run.result(url=url, text=_("To the %(count)s invoices") % {"count": made})


@handler("billing.mail_invoice")
def mail_invoice(run: Run) -> None:
    """Payload: the id of the invoice. The document goes along as PDF; a mailed one is not mailed again."""
    with run.scope():
        invoice = Invoice.objects.select_related("community", "party").get(pk=run.payload["invoice_id"])
        document = invoice_pdf(invoice)
    if invoice.mailed_at is None and invoice.payer["email"]:
        _letter(invoice, document).send()
        with run.scope():
            Invoice.objects.filter(pk=invoice.pk).update(mailed_at=timezone.now())


def _letter(invoice: Invoice, document: bytes) -> EmailMessage:
    slug = invoice.community.slug
    link = settings.SITE_URL + reverse("billing:invoice", args=[slug, invoice.public_id])
    with override(invoice.language):
        about = {"invoice": invoice, "community": invoice.community, "link": link}
        subject = _("%(document)s %(number)s from %(community)s") % {
            "document": invoice.get_kind_display(),
            "number": invoice.label,
            "community": invoice.community.name,
        }
        letter = EmailMessage(
            subject, render_to_string("billing/mail/invoice.txt", about), to=[invoice.payer["email"]]
        )
    letter.attach(f"{invoice.label}.pdf", document, "application/pdf")
    return letter
