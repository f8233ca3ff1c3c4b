"""How measures end: lifted by who moderates, by time, or undone on appeal. Each ends once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.moderation.effects import lock_subject, settle, shut_out
from marketplace.enums import LiftReason, MeasureKind
from marketplace.errors import WrongMeasureState
from marketplace.events import MeasureMoved
from marketplace.models import Measure
from marketplace.moderation import rules
from marketplace.moderation.queries import overdue, running_deals_of, waiting_suspensions
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def lift_measure(*, measure: Measure, by: Actor, at: datetime | None = None) -> Measure:
    """End a measure before its time: what it hid shows again as it was. Raises NotAllowed, WrongMeasureState."""
    measure = locked_measure(measure)
    if measure.lifted_at is not None:
        raise WrongMeasureState
    if not rules.may_lift(measure, by=by):
        raise NotAllowed(_("Only a moderator who is not involved can lift this measure."))
    return end_measure(measure, LiftReason.LIFTED, by=by, at=at or timezone.now())


@transaction.atomic
def lapse_measure(*, measure_id: int, at: datetime | None = None) -> bool:
    """End a measure whose time is over. False when it ended before, or still runs; so it ends and is told once."""
    at = at or timezone.now()
    found = Measure.objects.filter(pk=measure_id).first()
    measure = locked_measure(found) if found else None
    if measure is None or measure.lifted_at is not None or measure.until is None or at < measure.until:
        return False
    end_measure(measure, LiftReason.LAPSED, by=None, at=at)
    return True


def lapse_measures(at: datetime | None = None) -> int:
    """Those that their own job missed. Returns how many ended."""
    at = at or timezone.now()
    due = list(overdue(at).values_list("pk", flat=True))
    return sum(lapse_measure(measure_id=pk, at=at) for pk in due)


@transaction.atomic
def begin_suspension(*, measure_id: int, at: datetime | None = None) -> bool:
    """Shut out a member who finished all that ran. False when something still runs, or it began or ended already."""
    at = at or timezone.now()
    measure = locked_measure(Measure.objects.get(pk=measure_id))
    if measure.kind != MeasureKind.SUSPEND or measure.lifted_at or measure.takes_effect_at:
        return False
    if running_deals_of(measure.membership_id).exists():
        return False
    publish(MeasureMoved(measure.pk, "effective"))
    shut_out(measure, at=at)
    return True


def begin_suspensions(membership_ids: list[int] | None = None, at: datetime | None = None) -> int:
    """All that wait, or those of these members. Returns how many began."""
    rows = waiting_suspensions()
    if membership_ids is not None:
        rows = rows.filter(membership_id__in=membership_ids)
    return sum(begin_suspension(measure_id=pk, at=at) for pk in list(rows.values_list("pk", flat=True)))


def end_measure(measure: Measure, because: str, *, by: Actor | None, at: datetime) -> Measure:
    """Write that it holds no longer and let things follow. For verbs, with the measure locked."""
    measure.lifted_at, measure.lifted_because = max(at, measure.decided_at), because
    measure.lifted_by_id = by.membership_id if by else None
    measure.save(update_fields=["lifted_at", "lifted_because", "lifted_by"])
    settle(measure, at=at)
    publish(MeasureMoved(measure.pk, because))
    return measure


def locked_measure(measure: Measure) -> Measure:
    """As it is now. The thing first, then the row: decisions take the same order."""
    lock_subject(measure.subject_key)
    rows = Measure.objects.select_for_update(of=("self",))
    parts = ("community", "membership", "listing", "photo", "message__thread", "review__deal")
    return rows.select_related(*parts).get(pk=measure.pk)
