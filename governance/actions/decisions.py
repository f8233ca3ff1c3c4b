"""From a round without open objections to a numbered decision and its effect."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from governance import counting, queries, rules
from governance.actions.effects import apply_effect
from governance.actions.numbering import next_number
from governance.actions.proposals import lock_proposal
from governance.enums import ObjectionState, ProposalState
from governance.errors import NotDecidable, WrongProposalState
from governance.events import DecisionTaken
from governance.models import Decision, Objection, Proposal
from governance.sentences import hindrance_sentence
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def adopt_proposal(*, proposal: Proposal, by: Actor, at: datetime | None = None) -> Decision:
    """Conclude a round: write the decision, give it its number and apply what it changes, all or nothing.

    A repeated call returns the decision that is there. Raises NotAllowed, WrongProposalState, NotDecidable,
    EffectGone, EffectChanged and what the effect itself refuses.
    """
    if not (rules.may_facilitate(proposal, by=by) or by.is_system):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if proposal.state == ProposalState.ADOPTED:
        return Decision.objects.get(proposal=proposal)
    if not proposal.is_live:
        raise WrongProposalState
    at = at or timezone.now()
    tally = queries.tally_of(proposal)
    _require_decidable(proposal, tally, at)
    decision = _write_decision(proposal, tally, by, at)
    proposal.state, proposal.ended_at = ProposalState.ADOPTED, at
    proposal.save(update_fields=["state", "ended_at"])
    apply_effect(proposal, decision)
    publish(DecisionTaken(decision.pk, decision.number, decision.effect_kind, decision.effect_id))
    return decision


def standing_of(proposal: Proposal, tally: counting.Tally, as_of: datetime) -> tuple[counting.Hindrance, ...]:
    """What stands in the way of adopting this live proposal now."""
    assert proposal.closes_at is not None  # noqa: S101 - a live proposal has its moments by constraint
    return counting.hindrances(
        tally,
        quorum_percent=proposal.quorum_percent,
        minimum_people=proposal.minimum_people,
        closes_at=proposal.closes_at,
        as_of=as_of,
    )


def _require_decidable(proposal: Proposal, tally: counting.Tally, at: datetime) -> None:
    found = standing_of(proposal, tally, at)
    if found:
        raise NotDecidable(
            hindrance_sentence(found[0], proposal, tally),
            data={"hindrances": [hindrance.value for hindrance in found]},
        )


def _write_decision(proposal: Proposal, tally: counting.Tally, by: Actor, at: datetime) -> Decision:
    year = timezone.localtime(at).year
    sequence = next_number("decision", year)
    return Decision.objects.create(
        proposal=proposal,
        number=f"B-{year}-{sequence:03}",
        year=year,
        sequence=sequence,
        title=proposal.title,
        driver=proposal.driver,
        text=proposal.text,
        text_version=proposal.text_version,
        effect_kind=proposal.effect_kind,
        effect_id=proposal.effect_id,
        effect_text=proposal.effect_text,
        objections=_objections_of(proposal),
        electors=tally.electors,
        without_objection=tally.no_objection,
        with_concern=tally.concern,
        evaluation=proposal.evaluation,
        review_on=proposal.review_on,
        decided_at=at,
        concluded_by_id=by.membership_id,
    )


def _objections_of(proposal: Proposal) -> list[dict[str, str | int]]:
    """As they stand in the record: without names, see Decision."""
    settled = Objection.objects.filter(elector__proposal=proposal).exclude(state=ObjectionState.OPEN)
    fields = ("text_version", "argument", "state", "resolution")
    return list(settled.order_by("raised_at", "pk").values(*fields))
