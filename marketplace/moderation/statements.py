"""The statement of reasons: what was decided, for how long, on what it rests, and what one can do (art. 17(3))."""

from dataclasses import dataclass

from django.template.defaultfilters import date as shown_date
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.enums import LASTING, GroundKind, LiftReason, MeasureKind
from marketplace.models import Measure
from marketplace.moderation.rulebook import label_of
from marketplace.moderation.rules import appeal_until
from marketplace.moderation.subjects import title_of


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the statement: what it is called, and what it says."""

    label: str
    text: str


def parts_of(measure: Measure) -> list[Part]:
    """In the language of who reads. Doing nothing has no ground and no duration."""
    parts = [
        Part(_("About"), title_of(measure)),
        Part(_("Decision"), _what(measure)),
    ]
    if measure.kind in LASTING:
        parts.append(Part(_("Where and how long"), _how_long(measure)))
    parts.append(Part(_("Facts and reasons"), measure.facts))
    if measure.kind != MeasureKind.NONE:
        parts.append(Part(_("Broken rule"), _ground(measure)))
    parts.append(Part(_("How it was decided"), _how(measure)))
    if measure.lifted_at is not None:
        parts.append(Part(_("Ended"), _ended(measure)))
    if measure.lifted_because != LiftReason.REVERSED:
        parts.append(Part(_("What you can do"), _redress(measure)))
    return parts


def _what(measure: Measure) -> str:
    words = {
        MeasureKind.NONE: _("Nothing is done: no rule was broken."),
        MeasureKind.REMINDER: _("A reminder of the rule. Nothing is hidden or limited."),
        MeasureKind.WARNING: _("A warning. When it happens again, more follows."),
        MeasureKind.HIDE: _("It is hidden: only its owner and who moderates still see it."),
        MeasureKind.LIMIT: _("For a while no new listings and no new proposals. What was agreed goes on."),
        MeasureKind.SUSPEND: _("The membership is suspended, and all that the member placed is hidden."),
    }
    return words[MeasureKind(measure.kind)]


def _how_long(measure: Measure) -> str:
    where = _("Everywhere in this community.")
    if measure.kind == MeasureKind.SUSPEND and measure.takes_effect_at is None:
        where += " " + _("It begins when the deals that run are finished.")
    if measure.until is None:
        return where + " " + _("Until a moderator ends it.")
    return where + " " + _("Until %s.") % _day(measure.until)


def _ground(measure: Measure) -> str:
    label = label_of(measure.ground_kind, measure.law, measure.ground)
    kind = _("the law") if measure.ground_kind == GroundKind.LAW else _("our agreements")
    return f"{label} ({kind})"


def _how(measure: Measure) -> str:
    if measure.is_automated:
        return _("By a program.")
    if measure.notices.all():
        return _("By a person, after a report. No program had a part in it.")
    return _("By a person. No program had a part in it.")


def _ended(measure: Measure) -> str:
    assert measure.lifted_at is not None  # noqa: S101 - asked by the caller
    return f"{LiftReason(measure.lifted_because).label}, {_day(measure.lifted_at)}"


def _redress(measure: Measure) -> str:
    return _(
        "Until %s you can appeal here, free of charge: another person looks at it again. You can also go to a certified"
        " body for settling disputes out of court, or to a court."
    ) % _day(appeal_until(measure))


def _day(moment: object) -> str:
    return shown_date(timezone.localtime(moment), "j F Y")  # type: ignore[arg-type]
