"""Billing's work in the background."""

import tempfile
from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.actions.closing import close_period
from billing.actions.platform import issue_platform_invoice, months_due
from billing.actions.references import ask_register, keep_answer, vat_ids_to_check
from billing.actions.settlement import issue_settlement_note, sellers_to_settle
from billing.actions.year_files import finish_year_file, keep
from billing.documents import invoice_pdf, invoice_ubl, what_is_missing
from billing.enums import PeriodState
from billing.errors import NoOperator
from billing.models import BillingPeriod, BillingRun, Invoice, YearFile
from billing.year_file import make_year_file
from weconomics.jobs import Run, daily, enqueue, handler

# A month that was closed longer ago has its notes.
SETTLED_WITHIN = timedelta(days=100)


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


@handler("billing.year_file")
def make_the_year_file(run: Run) -> None:
    """Payload: the id of the year file that was asked for."""
    wanted_id = run.payload["year_file_id"]
    with run.scope():
        wanted = YearFile.objects.select_related("community").get(pk=wanted_id)
    if wanted.made_at is None:
        with tempfile.TemporaryFile() as file:
            made = make_year_file(wanted.year, file, step=run.scope, tell=run.progress)
            size = file.seek(0, 2)
            file.seek(0)
            name = keep(File(file), run.community_id)
        with run.scope():
            finish_year_file(
                year_file_id=wanted_id,
                file_name=name,
                size_bytes=size,
                sha256=made.sha256,
                document_count=made.document_count,
                adds_up=made.adds_up,
            )
    run.result(url=reverse("billing:year_files", args=[wanted.community.slug]), text=_("To the year files"))


@daily("billing.platform_invoices")
def bill_for_the_platform() -> None:
    """Each month that is over and was not billed yet. Without an operator it waits: nobody could be billed."""
    now = timezone.now()
    for month in months_due(now):
        try:
            issue_platform_invoice(month=month, at=now)
        except NoOperator:
            return


@daily("billing.settlement_notes")
def settle_closed_months() -> None:
    since = timezone.now() - SETTLED_WITHIN
    for period in BillingPeriod.objects.filter(state=PeriodState.CLOSED, closed_at__gte=since):
        enqueue("billing.settle_month", key=period.label, payload={"period_id": period.pk})


@handler("billing.settle_month")
def settle_month(run: Run) -> None:
    """Payload: the id of a closed month. One note for each private seller, each in a transaction of its own."""
    with run.scope():
        period = BillingPeriod.objects.get(pk=run.payload["period_id"])
        sellers = sellers_to_settle(period)
    for done, (party_id, currency) in enumerate(sellers, start=1):
        with run.scope():
            issue_settlement_note(period=period, party_id=party_id, currency=currency, at=timezone.now())
        run.progress(100 * done // len(sellers), f"{done}/{len(sellers)}")


@daily("billing.vat_numbers")
def look_vat_numbers_up() -> None:
    if settings.VAT_REGISTER:
        enqueue("billing.vat_numbers", key=timezone.localdate().isoformat())


@handler("billing.vat_numbers")
def look_up(run: Run) -> None:
    """Asks the register outside of any transaction. What it does not answer today is asked again tomorrow."""
    with run.scope():
        waiting = vat_ids_to_check(timezone.now())
    for party_id, vat_id in waiting:
        answer = ask_register(vat_id)
        if answer is not None:
            with run.scope():
                keep_answer(party_id=party_id, vat_id=vat_id, answer=answer, at=timezone.now())
