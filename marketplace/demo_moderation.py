"""What the demo's people reported, what was decided about it, and an appeal that somebody else judged."""

from datetime import datetime, timedelta
from typing import Any

from marketplace.actions.moderation import Decision, appeal, decide_notice, judge_appeal, report
from marketplace.models import Measure, Notice
from marketplace.moderation.rulebook import Rule, agreements
from marketplace.moderation.subjects import subject_of
from weconomics.demo.loading import Spec
from weconomics.demo.moments import moment


def report_things(spec: Spec) -> None:
    """Each report names an agreement of the community, and what came of it where it was decided."""
    for row in spec.get("reports", []):
        at, rule = moment(row["at"], spec["now"]), _rule(row["agreement"])
        notice = _report(spec, row, rule, at)
        if "decided" in row:
            _decide(spec, row["decided"], notice, rule, at)


def _rule(agreement: str) -> Rule:
    return next(rule for rule in agreements() if rule.ground == agreement)


def _report(spec: Spec, row: dict[str, Any], rule: Rule, at: datetime) -> Notice:
    by = spec["actor"](row["by"])
    subject = subject_of("listing", spec["listing"][row["listing"]].public_id, by=by)
    assert subject is not None  # noqa: S101 - all listings of the demo are public
    return report(subject=subject, rule=rule, text=row["text"], in_good_faith=True, by=by, at=at)


def _decide(spec: Spec, row: dict[str, Any], notice: Notice, rule: Rule, at: datetime) -> None:
    decision = Decision(kind=row["kind"], facts=row["facts"], rule=rule)
    decided_at = at + timedelta(hours=row["after_hours"])
    measure = decide_notice(notice=notice, decision=decision, by=spec["actor"](row["by"]), at=decided_at)
    if "appeal" in row:
        _appeal(spec, row["appeal"], measure, decided_at)


def _appeal(spec: Spec, row: dict[str, Any], measure: Measure, decided_at: datetime) -> None:
    """Made the next day; judged some days later."""
    made_at = decided_at + timedelta(days=1)
    made = appeal(measure=measure, text=row["text"], membership_id=measure.membership_id, at=made_at)
    judge_appeal(
        appeal=made,
        is_reversed=row["is_reversed"],
        judgement=row["judgement"],
        by=spec["actor"](row["by"]),
        at=made_at + timedelta(hours=row["after_hours"]),
    )
