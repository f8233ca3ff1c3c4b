"""What happened in a dispute, in order of time: as its page tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.interface import PersonCard, person_cards
from marketplace.enums import DisputeState, Proposer
from marketplace.models import Dispute, DisputeEvidence


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, by a person or by one of the sides; by neither where time did it."""

    at: datetime
    icon: str
    title: Promise | str
    by: PersonCard | None = None
    text: str = ""
    evidence: DisputeEvidence | None = None
    side: str = ""


def moments_of(dispute: Dispute) -> list[Moment]:
    """Three queries, however much was shown."""
    shown = list(dispute.evidence.all())
    people = person_cards(
        [dispute.opener_id, dispute.decided_by_id or 0, *(row.membership_id for row in shown)]
    )
    moments = [_opening(dispute, people), *(_showing(row, people) for row in shown)]
    if dispute.answered_at:
        moments.append(_answer(dispute))
    if dispute.silence_told_at:
        moments.append(Moment(dispute.silence_told_at, "hourglass", _("No answer came in time")))
    if dispute.overdue_told_at:
        moments.append(Moment(dispute.overdue_told_at, "alarm-clock", _("The time to decide is over")))
    if dispute.state == DisputeState.DECIDED:
        moments.append(_deciding(dispute, people))
    return sorted(moments, key=lambda moment: moment.at)


def _opening(dispute: Dispute, people: dict[int, PersonCard]) -> Moment:
    return Moment(
        dispute.opened_at, "scale", _("Dispute opened"), people.get(dispute.opener_id), dispute.text
    )


def _answer(dispute: Dispute) -> Moment:
    side = Proposer.REQUESTER if dispute.opened_by == Proposer.PROVIDER else Proposer.PROVIDER
    at = dispute.answered_at or dispute.opened_at
    return Moment(at, "message-square-reply", _("Answered"), text=dispute.answer, side=side)


def _showing(row: DisputeEvidence, people: dict[int, PersonCard]) -> Moment:
    icon = "paperclip" if row.file else "quote"
    return Moment(row.at, icon, _("Shown"), people.get(row.membership_id), row.text, row)


def _deciding(dispute: Dispute, people: dict[int, PersonCard]) -> Moment:
    at = dispute.decided_at or dispute.opened_at
    return Moment(at, "gavel", _("Decided"), people.get(dispute.decided_by_id or 0), dispute.decision)
