"""Closing a month: plan, parts of its payers, check. Each step may be repeated; a death between steps loses nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.chunks import bill_chunks, plan_chunks
from billing.actions.metering import meter_period
from billing.enums import ChunkState, PeriodState
from billing.errors import EarlierPeriodOpen, NoOperator, NothingParked, PeriodNotOver, RunDoesNotAddUp
from billing.models import BillingPeriod, BillingRun, Charge
from billing.months import label_of, month_of, next_month
from billing.queries import run_adds_up, totals_of_run
from communities.interface import operator
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue
from weconomics.tenancy.community import community_in_scope

# From the first midnight on earth to the last are 26 hours.
A_DAY_OF_ZONES = timedelta(hours=27)
Step = Callable[[], Any]
Tell = Callable[[int, str], None]


@transaction.atomic
def period_of(moment: datetime) -> BillingPeriod:
    """The month of a moment in the community's own time zone, made when it is first asked for."""
    known = BillingPeriod.objects.filter(from_at__lte=moment, to_at__gt=moment).first()
    if known is not None:
        return known
    zone = community_in_scope().time_zone
    start, end = _fitted(moment, *month_of(moment, zone))
    label = label_of((start + (end - start) / 2).astimezone(ZoneInfo(zone)))
    period, _new = BillingPeriod.objects.get_or_create(
        from_at=start, defaults={"to_at": end, "label": label, "time_zone": zone}
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
    period = BillingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    if period.to_at > (as_of or timezone.now()):
        raise PeriodNotOver
    if BillingPeriod.objects.filter(from_at__lt=period.from_at).exclude(state=PeriodState.CLOSED).exists():
        raise EarlierPeriodOpen
    if period.state == PeriodState.OPEN:
        period.state = PeriodState.CLOSING
        period.save(update_fields=["state"])
    run, _new = BillingRun.objects.select_related("job").get_or_create(period=period)
    if run.job is None or run.job.state == "failed":
        _put_to_work(run, _("Close %(month)s") % {"month": period.name}, by)
    return run.job


@transaction.atomic
def retry_parked(*, run: BillingRun, by: Actor) -> Any:
    """Bill those who were parked once more, for the same month; returns the job.

    Raises NotAllowed, NoOperator, NothingParked.
    """
    if not rules.may_close_month(by=by):
        raise NotAllowed(_("Only the treasurer closes a month."))
    if operator() is None:
        raise NoOperator
    run = (
        BillingRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("period")
        .get(pk=run.pk)
    )
    parked = run.chunks.filter(state=ChunkState.PARKED)
    if not parked.update(state=ChunkState.TODO, reason=""):
        raise NothingParked
    _put_to_work(run, _("Bill who was left out of %(month)s") % {"month": run.period.name}, by)
    return run.job


def close_period(*, period_id: int, step: Step, tell: Tell, issued_at: datetime | None = None) -> None:
    """Do the closing. `step()` opens a transaction in the community.

    Charges up to the end of the month that stand on no document yet are invoiced, late ones of earlier months too;
    what is recorded after the plan waits for the next month. Raises NoOperator, RunDoesNotAddUp.
    """
    tell(2, _("Counting memberships and partners"))
    with step():
        # A worker that was given up may still be counting: the second one waits, and finds it done.
        period = BillingPeriod.objects.select_for_update(no_key=True).get(pk=period_id)
        run, _new = BillingRun.objects.get_or_create(period=period)
        if not run.is_planned:
            meter_period(period)
    with step():
        plan_chunks(run_id=run.pk)
    finished = False
    while not finished:
        bill_chunks(run_id=run.pk, step=step, tell=tell, issued_at=issued_at)
        tell(97, _("Checking that it adds up"))
        with step():
            finished = _finish(period_id)
    tell(100, _("The month is closed"))


def _fitted(moment: datetime, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """A community that moved to another zone: its next month starts where the last one ended, without gap or overlap."""
    before = BillingPeriod.objects.filter(to_at__lte=moment).order_by("-to_at").first()
    if before is not None and before.to_at > start - A_DAY_OF_ZONES:
        start = before.to_at
        end = next_month(end) if end < start + A_DAY_OF_ZONES else end
    after = BillingPeriod.objects.filter(from_at__gt=moment).order_by("from_at").first()
    return start, min(end, after.from_at) if after else end


def _put_to_work(run: BillingRun, title: str, by: Actor) -> None:
    """A job that was given up or is done never runs again: the next one has a key of its own."""
    run.attempts += 1
    payload, key = {"period_id": run.period_id}, f"{run.period.label}:{run.attempts}"
    run.job = enqueue("billing.close_month", key=key, payload=payload, title=title, by=by)
    run.save(update_fields=["job", "attempts"])


def _finish(period_id: int) -> bool:
    """Compare what the parts say with what stands in the tables, then shut the month and open the next.

    False while a part is left: the worker who had it died, and it can be taken now.
    """
    # Without the key: documents of others refer to both rows, and would wait for us while we wait for them.
    period = BillingPeriod.objects.select_for_update(no_key=True).get(pk=period_id)
    run = BillingRun.objects.select_for_update(no_key=True, of=("self",)).get(period=period)
    # Waits for a part in other hands, at most as long as a lock may take.
    states = run.chunks.select_for_update().exclude(state=ChunkState.DONE).values_list("state", flat=True)
    if ChunkState.TODO in list(states):
        return False
    if not run_adds_up(run):
        raise RunDoesNotAddUp
    run.finished_at = timezone.now()
    run.invoice_count, run.gross_minor = totals_of_run(run)
    run.save(update_fields=["finished_at", "invoice_count", "gross_minor"])
    if period.state != PeriodState.CLOSED:
        period.state, period.closed_at = PeriodState.CLOSED, run.finished_at
        period.save(update_fields=["state", "closed_at"])
        period_of(period.to_at)
    return True
