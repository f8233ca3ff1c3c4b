"""Closing a month: plan, one invoice per payer, check. Each step may be repeated."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.invoices import asked_for, issue_invoice
from billing.actions.metering import meter_period
from billing.enums import PeriodState
from billing.errors import EarlierPeriodOpen, NoOperator, PeriodNotOver
from billing.models import BillingPeriod, BillingRun, Charge, Invoice, Party
from billing.months import label_of, month_of
from billing.queries import uninvoiced_charges
from communities.interface import operator
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue
from weconomics.tenancy.community import community_in_scope

PAYERS_A_STEP = 50


@transaction.atomic
def period_of(moment: datetime) -> BillingPeriod:
    """The month of a moment in the community's own time zone, made when it is first asked for."""
    start, end = month_of(moment, community_in_scope().time_zone)
    period, _new = BillingPeriod.objects.get_or_create(
        from_at=start, defaults={"to_at": end, "label": label_of(start)}
    )
    return period


@transaction.atomic
def next_period_to_close() -> BillingPeriod:
    """The month after the last closed one; at first the oldest in which something was owed, else the running one."""
    closed = BillingPeriod.objects.filter(state=PeriodState.CLOSED).order_by("-from_at").first()
    if closed is not None:
        return period_of(closed.to_at)
    begun = [
        BillingPeriod.objects.aggregate(first=Min("from_at"))["first"],
        Charge.objects.aggregate(first=Min("occurred_at"))["first"],
    ]
    return period_of(min(filter(None, begun), default=timezone.now()))


@transaction.atomic
def start_closing(*, period: BillingPeriod, by: Actor, as_of: datetime | None = None) -> Any:
    """Put the closing of a month to work; returns the job whose page shows how far it is.

    Raises NotAllowed, NoOperator, PeriodNotOver, EarlierPeriodOpen. A repeated call returns the same job.
    """
    if not rules.may_close_month(by=by):
        raise NotAllowed(_("Only the treasurer closes a month."))
    if operator() is None:
        raise NoOperator
    period = BillingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.to_at > (as_of or timezone.now()):
        raise PeriodNotOver
    if BillingPeriod.objects.filter(from_at__lt=period.from_at).exclude(state=PeriodState.CLOSED).exists():
        raise EarlierPeriodOpen
    if period.state == PeriodState.OPEN:
        period.state = PeriodState.CLOSING
        period.save(update_fields=["state"])
    title = _("Close %(month)s") % {"month": period.name}
    run, _new = BillingRun.objects.select_related("job").get_or_create(period=period)
    if run.job is None or run.job.state == "failed":
        # A job that was given up never runs again: what mended it starts the next.
        run.attempts += 1
        payload, key = {"period_id": period.pk}, f"{period.label}:{run.attempts}"
        run.job = enqueue("billing.close_month", key=key, payload=payload, title=title, by=by)
        run.save(update_fields=["job", "attempts"])
    return run.job


def close_period(
    *,
    period_id: int,
    step: Callable[[], Any],
    tell: Callable[[int, str], None],
    issued_at: datetime | None = None,
) -> None:
    """Do the closing. `step()` opens a transaction in the community; a death between steps loses nothing.

    Charges up to the end of the month that stand on no document yet are invoiced, late ones of earlier months too.
    """
    issued_at = issued_at or timezone.now()
    tell(2, _("Counting memberships and partners"))
    with step():
        # A worker that was given up may still be counting: the second one waits, and finds it done.
        meter_period(BillingPeriod.objects.select_for_update().get(pk=period_id))
    with step():
        payers = _payers(BillingPeriod.objects.get(pk=period_id))
    for done in range(0, len(payers), PAYERS_A_STEP):
        with step():
            for party_id, currency in payers[done : done + PAYERS_A_STEP]:
                _invoice_payer(period_id, party_id, currency, issued_at)
        made = min(done + PAYERS_A_STEP, len(payers))
        tell(
            5 + 90 * made // len(payers),
            _("%(made)s of %(all)s invoices") % {"made": made, "all": len(payers)},
        )
    with step():
        _finish(period_id)
    tell(100, _("The month is closed"))


def _payers(period: BillingPeriod) -> list[tuple[int, str]]:
    due = uninvoiced_charges().filter(occurred_at__lt=period.to_at)
    return sorted(set(due.values_list("party_id", "currency")))


def _invoice_payer(period_id: int, party_id: int, currency: str, issued_at: datetime) -> None:
    """One invoice, or none: where nothing is owed, or more is taken back than owed, the charges wait for the next month."""
    # The same here, payer by payer.
    Party.objects.select_for_update().get(pk=party_id)
    period = BillingPeriod.objects.get(pk=period_id)
    due = uninvoiced_charges().filter(party_id=party_id, currency=currency, occurred_at__lt=period.to_at)
    charges = list(due.order_by("occurred_at", "id"))
    if not charges or asked_for(party=charges[0].party, charges=charges) <= 0:
        return
    if Invoice.objects.filter(period=period, party_id=party_id, currency=currency, kind="invoice").exists():
        return
    issue_invoice(period=period, party=charges[0].party, charges=charges, issued_at=issued_at)


def _finish(period_id: int) -> None:
    period = BillingPeriod.objects.select_for_update().get(pk=period_id)
    if period.state == PeriodState.CLOSED:
        return
    period.state, period.closed_at = PeriodState.CLOSED, timezone.now()
    period.save(update_fields=["state", "closed_at"])
    made = Invoice.objects.filter(period=period, kind="invoice")
    BillingRun.objects.filter(period=period).update(
        finished_at=timezone.now(),
        invoice_count=made.count(),
        gross_minor=made.aggregate(total=Sum("gross_minor"))["total"] or 0,
    )
    period_of(period.to_at)
