"""Deciding what is done about what was reported, with the reasons that the law asks for (art. 17)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import may_suspend
from marketplace.actions.moderation.effects import lock_subject, settle, shut_out
from marketplace.actions.numbering import next_number
from marketplace.enums import LASTING, MeasureKind, NoticeState, SubjectKind
from marketplace.errors import MeasureIncomplete, WrongNoticeState
from marketplace.events import MeasureMoved
from marketplace.models import Measure, Notice
from marketplace.models.moderation import AboutSomething
from marketplace.moderation import rules
from marketplace.moderation.queries import live, same_case
from marketplace.moderation.rulebook import Rule
from marketplace.moderation.subjects import subject_in
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.jobs import enqueue

LONGEST = 5000


@dataclass(frozen=True)
class Decision:
    """What is done, on which ground, and why. `rule` is not needed to do nothing; a limit has an end.

    `at_once` shuts a suspended member out though something still runs: for danger. Their deals are then ended by others.
    """

    kind: str
    facts: str
    rule: Rule | None = None
    until: datetime | None = None
    at_once: bool = False


@transaction.atomic
def decide_notice(*, notice: Notice, decision: Decision, by: Actor, at: datetime | None = None) -> Measure:
    """Decide about the thing that was reported: all notices of it that wait are answered together.

    Of two who decide at once the second is refused. Whom it concerns and who reported are told, with the reasons.
    Raises NotAllowed, WrongNoticeState, MeasureIncomplete.
    """
    at = at or timezone.now()
    lock_subject(notice.subject_key)
    waiting = list(same_case(notice).select_for_update(of=("self",)))
    notice = Notice.objects.get(pk=notice.pk)
    if notice.pk not in {row.pk for row in waiting}:
        raise WrongNoticeState
    reporters = {row.reporter_id for row in waiting if row.reporter_id is not None}
    if not rules.may_decide(notice, reporters, by=by):
        raise NotAllowed(_("Somebody who has no part in it decides: ask another moderator."))
    measure = take_measure(notice, decision, by=by, at=at)
    for row in waiting:
        row.state, row.decided_at, row.measure = NoticeState.DECIDED, at, measure
        row.save(update_fields=["state", "decided_at", "measure"])
    publish(MeasureMoved(measure.pk, "decided"))
    return measure


def take_measure(about: AboutSomething, decision: Decision, *, by: Actor, at: datetime) -> Measure:
    """Write the measure and let it work. For verbs, after they asked their rule. Raises MeasureIncomplete, NotAllowed."""
    _expect_whole(about, decision, by, at)
    rule = decision.rule if decision.kind != MeasureKind.NONE else None
    measure = Measure.objects.create(
        number=next_number(Measure.objects.all()),
        kind=decision.kind,
        ground_kind=rule.ground_kind if rule else "",
        law=rule.law if rule else "",
        ground=rule.ground if rule else "",
        facts=decision.facts.replace("\x00", "").strip()[:LONGEST],
        decided_by_id=by.membership_id or 0,
        decided_at=at,
        until=decision.until if decision.kind in LASTING else None,
        takes_effect_at=None if decision.kind == MeasureKind.SUSPEND else at,
        **subject_in(about).columns,
    )
    settle(measure, at=at)
    if decision.at_once and measure.kind == MeasureKind.SUSPEND and measure.takes_effect_at is None:
        shut_out(measure, at=at)
    plan_lapse(measure)
    return measure


def plan_lapse(measure: Measure) -> None:
    """A job for its own moment; the daily one finds what it missed."""
    if measure.until is not None:
        enqueue(
            "marketplace.lapse_measure",
            key=f"{measure.pk}:{measure.until.isoformat()}",
            payload={"measure_id": measure.pk},
            run_after=measure.until,
        )


def _expect_whole(about: AboutSomething, decision: Decision, by: Actor, at: datetime) -> None:
    if not decision.facts.strip():
        raise MeasureIncomplete(_("Say what you found and why."), data={"field": "facts"})
    if decision.kind != MeasureKind.NONE and decision.rule is None:
        raise MeasureIncomplete(_("Choose the rule that was broken."), data={"field": "rule"})
    if decision.kind == MeasureKind.LIMIT and decision.until is None:
        raise MeasureIncomplete(_("A limit has an end: choose how long."), data={"field": "lasts"})
    if decision.until is not None and decision.until <= at:
        raise MeasureIncomplete(_("Choose an end in the future."), data={"field": "lasts"})
    if decision.kind == MeasureKind.SUSPEND:
        _expect_can_be_suspended(about, by)


def _expect_can_be_suspended(about: AboutSomething, by: Actor) -> None:
    lock_subject(f"{SubjectKind.MEMBER}:{about.membership_id}")
    suspended = Measure.objects.filter(membership_id=about.membership_id, kind=MeasureKind.SUSPEND)
    if live(suspended).exists():
        raise MeasureIncomplete(_("This member is suspended already."), data={"field": "kind"})
    if not may_suspend(about.membership_id, by=by):
        sentence = _("This member has a role here, so only the leader of the community can suspend them.")
        raise NotAllowed(sentence)
