"""Asking another person to look at a decision again (Regulation (EU) 2022/2065, art. 20)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.moderation.deciding import Decision, take_measure
from marketplace.actions.moderation.lifting import end_measure, locked_measure
from marketplace.enums import AppealState, LiftReason, MeasureKind
from marketplace.errors import AppealNotPossible, MeasureIncomplete
from marketplace.events import AppealMoved, MeasureMoved
from marketplace.models import Appeal, Measure, Notice
from marketplace.moderation import rules
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish

LONGEST = 5000


@transaction.atomic
def appeal(*, measure: Measure, text: str, membership_id: int | None, at: datetime | None = None) -> Appeal:
    """Whom a measure concerns says why it is wrong; it holds until another person judged.

    `membership_id` is a member's, or that in a signed address: who is suspended cannot log in here.
    Raises AppealNotPossible.
    """
    at = at or timezone.now()
    measure = locked_measure(measure)
    if not rules.may_appeal(measure, membership_id=membership_id, at=at):
        raise AppealNotPossible
    return _write(measure, text, at, appellant_id=membership_id)


@transaction.atomic
def appeal_refusal(*, notice: Notice, text: str, at: datetime | None = None) -> Appeal:
    """Who reported asks to look again where nothing was done; with or without an account. Raises AppealNotPossible."""
    at = at or timezone.now()
    notice = Notice.objects.select_for_update(of=("self",)).select_related("measure").get(pk=notice.pk)
    if notice.measure is None or not rules.may_appeal_refusal(notice, at=at):
        raise AppealNotPossible
    return _write(notice.measure, text, at, appellant_id=notice.reporter_id, notice=notice)


@transaction.atomic
def judge_appeal(
    *,
    appeal: Appeal,
    is_reversed: bool,
    judgement: str,
    by: Actor,
    instead: Decision | None = None,
    at: datetime | None = None,
) -> Appeal:
    """Let the decision stand, or undo it: all it did is as it was before. Both with reasons, once.

    `instead` is the measure that a judge takes who agrees with a reporter that something must be done.
    Raises NotAllowed, AppealNotPossible, MeasureIncomplete.
    """
    at = at or timezone.now()
    measure = locked_measure(Measure.objects.get(pk=appeal.measure_id))
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    appeal.measure = measure
    if appeal.state != AppealState.OPEN:
        raise AppealNotPossible(_("Somebody else judged this appeal meanwhile. Reload the page."))
    if not rules.may_judge(appeal, by=by):
        raise NotAllowed(
            _(
                "An appeal is judged by somebody else: not by whoever decided first, and not by anybody involved."
            )
        )
    words = judgement.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise MeasureIncomplete(_("Give your reasons."), data={"field": "judgement"})
    if is_reversed:
        appeal.outcome = _undo(appeal, measure, instead, by, at)
    appeal.state = AppealState.REVERSED if is_reversed else AppealState.UPHELD
    appeal.judgement, appeal.judged_at, appeal.judged_by_id = words, at, by.membership_id
    appeal.save(update_fields=["state", "judgement", "judged_at", "judged_by", "outcome"])
    publish(AppealMoved(appeal.pk, "judged"))
    return appeal


def _undo(
    appeal: Appeal, measure: Measure, instead: Decision | None, by: Actor, at: datetime
) -> Measure | None:
    """A measure ends now, if time did not end it before. Nothing done becomes something done."""
    if measure.kind != MeasureKind.NONE:
        if measure.lifted_at is None:
            end_measure(measure, LiftReason.REVERSED, by=by, at=at)
        return None
    if instead is None or instead.kind == MeasureKind.NONE:
        raise MeasureIncomplete(_("Choose what is done instead."), data={"field": "kind"})
    taken = take_measure(measure, instead, by=by, at=at)
    publish(MeasureMoved(taken.pk, "decided"))
    return taken


def _write(
    measure: Measure,
    text: str,
    at: datetime,
    *,
    appellant_id: int | None,
    notice: Notice | None = None,
) -> Appeal:
    words = text.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise MeasureIncomplete(_("Write why the decision should be different."), data={"field": "text"})
    try:
        with transaction.atomic():
            row = Appeal.objects.create(
                measure=measure,
                notice=notice,
                appellant_id=appellant_id,
                decided_by_id=measure.decided_by_id,
                text=words,
                made_at=at,
            )
    except IntegrityError as error:
        raise AppealNotPossible from error
    publish(AppealMoved(row.pk, "made"))
    return row
