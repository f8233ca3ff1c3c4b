"""Documents that are made in the background: the year file, settlement notes, the network leader's invoices."""

import tempfile
from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.actions.platform import issue_platform_invoice, months_due
from billing.actions.references import ask_register, keep_answer, vat_ids_to_check
from billing.actions.settlement import issue_settlement_note, sellers_to_settle
from billing.actions.year_files import finish_year_file, keep
from billing.enums import PeriodState
from billing.errors import NoOperator
from billing.models import BillingPeriod, YearFile
from billing.year_file import make_year_file
from weconomics.jobs import Run, daily, enqueue, handler

# A month that was closed longer ago has its notes.
SETTLED_WITHIN = timedelta(days=100)


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
