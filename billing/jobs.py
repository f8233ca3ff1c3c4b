"""Billing's work in the background."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

import billing.document_jobs  # noqa: F401  # only this file is looked for when the product starts
from billing.actions.checking import check_books_and_tell
from billing.actions.closing import close_period
from billing.actions.revenue_models import BEGIN, begin_revenue_model
from billing.actions.telling import TELL, tell_members
from billing.documents import invoice_pdf, invoice_ubl, what_is_missing
from billing.models import BillingPeriod, BillingRun, Invoice
from communities.interface import network_leader_addresses
from weconomics.jobs import Run, daily, handler
from weconomics.tenancy.community import community_in_scope


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


@handler(BEGIN)
def begin_model(run: Run) -> None:
    """Payload: the id of the revenue model whose moment has come."""
    with run.scope():
        begin_revenue_model(model_id=run.payload["model_id"])


@handler(TELL)
def tell_of_version(run: Run) -> None:
    """Payload: the id of the revenue model, and whom to tell."""
    with run.scope():
        tell_members(**run.payload)


@handler("billing.mail_invoice")
def mail_invoice(run: Run) -> None:
    """Payload: the id of the invoice. The document goes along as PDF, for a business as XML too; never mailed twice."""
    with run.scope():
        rows = Invoice.objects.select_related("community", "party", "period", "corrects")
        invoice = rows.get(pk=run.payload["invoice_id"])
        if invoice.mailed_at is not None or not invoice.payer["email"]:
            return
        letter = _letter(invoice)
    if letter.send():
        with run.scope():
            Invoice.objects.filter(pk=invoice.pk).update(mailed_at=timezone.now())


def _letter(invoice: Invoice) -> EmailMessage:
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
    letter.attach(f"{invoice.label}.pdf", invoice_pdf(invoice), "application/pdf")
    if invoice.payer.get("is_business") and not what_is_missing(invoice):
        letter.attach(f"{invoice.label}.xml", invoice_ubl(invoice), "application/xml")
    return letter


@handler("billing.mail_broken_books")
def mail_broken_books(run: Run) -> None:
    """Payload: the broken rows in words. To those who work for the network leader; they are no members here."""
    with run.scope():
        community = community_in_scope()
        to = network_leader_addresses()
    text = _("The books of %(community)s do not add up:") % {"community": community.name}
    link = settings.SITE_URL + reverse("billing:desk_ledger", args=[community.slug])
    letter = "\n\n".join([text, "\n".join(run.payload["rows"]), link])
    if to:
        EmailMessage(text.rstrip(":"), letter, to=to).send()


@daily("check_books")
def check_books_daily() -> None:
    check_books_and_tell()
