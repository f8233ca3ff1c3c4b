"""Closing a month as it would be, and undoing it: what comes out, for whom, and with whom it does not work."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from billing.actions.chunks import bill_chunks, plan_chunks
from billing.actions.metering import meter_period
from billing.actions.numbers import Taken
from billing.enums import ChunkState
from billing.errors import NoOperator
from billing.models import BillingPeriod, BillingRun, Invoice, Party
from communities.interface import operator

DOCUMENTS_SHOWN = 100


@dataclass(frozen=True)
class Proof:
    """One document that would be made, in minor units."""

    name: str
    kind: str
    net_minor: int
    vat_minor: int
    gross_minor: int
    currency: str


@dataclass(frozen=True)
class Preview:
    """What closing a month now would make. `documents` are the largest ones; `parked` are names with their reasons."""

    document_count: int
    net_minor: int
    vat_minor: int
    gross_minor: int
    late_count: int
    waiting_count: int
    documents: list[Proof] = field(default_factory=list)
    parked: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def preview_month(*, period: BillingPeriod, may_take_long: bool = False) -> Preview:
    """The whole closing with all its inserts, then undone: no number is taken, nothing stays and nobody is told.

    Raises NoOperator. `may_take_long` is for commands: a page is bound to the minute of a transaction.
    """
    if operator() is None:
        raise NoOperator
    if may_take_long:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_timeout = 0")
    with transaction.atomic():
        found = _close(period)
        transaction.set_rollback(True)
    return found


def _close(period: BillingPeriod) -> Preview:
    run, _new = BillingRun.objects.get_or_create(period=period)
    if not run.is_planned:
        meter_period(period)
        plan_chunks(run_id=run.pk)
    series = f"P{uuid4().hex[:12]}"  # its own: nobody waits for a number of a preview

    def numbering(*, kind: str, count: int = 1, issued_at: datetime | None = None) -> Taken:
        start = Invoice.objects.filter(series=series).count() + 1
        return series, start, issued_at or timezone.now()

    bill_chunks(run_id=run.pk, step=transaction.atomic, tell=lambda percent, text: None, numbering=numbering)
    return _seen(run, series)


def _seen(run: BillingRun, series: str) -> Preview:
    made = Invoice.objects.filter(series=series)
    sums = made.aggregate(net=Sum("net_minor"), vat=Sum("vat_minor"), gross=Sum("gross_minor"))
    counts = run.chunks.aggregate(late=Sum("late_count"), waiting=Sum("waiting_count"))
    shown = made.select_related("party").order_by("-gross_minor", "party__name")[:DOCUMENTS_SHOWN]
    return Preview(
        document_count=made.count(),
        net_minor=sums["net"] or 0,
        vat_minor=sums["vat"] or 0,
        gross_minor=sums["gross"] or 0,
        late_count=counts["late"] or 0,
        waiting_count=counts["waiting"] or 0,
        documents=[
            Proof(
                row.party.name,
                row.get_kind_display(),
                row.net_minor,
                row.vat_minor,
                row.gross_minor,
                row.currency,
            )
            for row in shown
        ],
        parked=_parked(run),
    )


def _parked(run: BillingRun) -> list[tuple[str, str]]:
    reasons = dict(run.chunks.filter(state=ChunkState.PARKED).values_list("low_party_id", "reason"))
    names = Party.objects.filter(pk__in=reasons).order_by("name").values_list("pk", "name")
    return [(name, reasons[pk]) for pk, name in names]
