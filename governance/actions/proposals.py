"""The life of a proposal up to its decision: written, opened, given a new text, withdrawn or expired."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from communities.interface import active_member_ids
from governance import counting, queries, rules
from governance.actions.effects import (
    ADOPT_FACTOR,
    describe_effect,
    describe_held_effect,
    hold_effect,
    release_effect,
)
from governance.actions.numbering import next_number
from governance.enums import ObjectionState, ProposalState
from governance.errors import (
    EffectAlreadyProposed,
    EffectGone,
    NothingChanged,
    ObjectionUnanswered,
    PeriodTooShort,
    ReasonRequired,
    TooFewElectors,
    WrongProposalState,
)
from governance.events import ProposalEnded, ProposalOpened, ProposalRevised
from governance.models import Objection, Proposal, ProposalElector, ProposalText
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish

DRAFTED = frozenset({
    "title", "driver", "text", "evaluation", "review_on", "days", "effect_kind", "effect_id",
})  # fmt: skip


@transaction.atomic
def draft_proposal(
    *,
    title: str,
    driver: str,
    text: str,
    by: Actor,
    effect_kind: str = "",
    effect_id: int | None = None,
    days: int | None = None,
    evaluation: str = "",
    review_on: date | None = None,
) -> Proposal:
    """Write a proposal that only its writer and the domain leader see yet.

    `effect_kind` and `effect_id` name the change that its adoption makes. Raises NotAllowed, EffectGone.
    """
    if by.membership_id is None or not rules.may_propose(by=by):
        raise NotAllowed
    proposal = Proposal(
        title=title, driver=driver, text=text, evaluation=evaluation, review_on=review_on,
        effect_kind=effect_kind, effect_id=effect_id, proposer_id=by.membership_id,
        days=days or queries.consent_rule().minimum_days,
    )  # fmt: skip
    describe_effect(proposal)
    proposal.number = next_number("proposal")
    proposal.save()
    return proposal


@transaction.atomic
def edit_proposal_draft(*, proposal: Proposal, by: Actor, **drafted: Any) -> Proposal:
    """Change a draft; `drafted` are fields of DRAFTED. Raises NotAllowed, WrongProposalState, EffectGone."""
    if unknown := set(drafted) - DRAFTED:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    if not rules.may_edit_draft(proposal, by=by):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if not proposal.is_draft:
        raise WrongProposalState
    for field, value in drafted.items():
        setattr(proposal, field, value)
    describe_effect(proposal)
    proposal.save()
    return proposal


@transaction.atomic
def open_proposal(*, proposal: Proposal, by: Actor, at: datetime | None = None) -> Proposal:
    """Ask everybody who is a member now; who joins later has no voice in this one.

    The community's rule and the electorate are frozen. A repeated call on an open proposal returns it unchanged.
    Raises NotAllowed, WrongProposalState, PeriodTooShort, TooFewElectors, EffectGone, EffectAlreadyProposed,
    ContentIncomplete.
    """
    if not rules.may_open(proposal, by=by):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if proposal.is_live:
        return proposal
    if not proposal.is_draft:
        raise WrongProposalState
    rule = queries.consent_rule()
    _freeze_rule(proposal, rule, at or timezone.now())
    describe_effect(proposal)
    _save_as_only_one(proposal)
    hold_effect(proposal)
    _freeze_electorate(proposal, rule)
    _keep_text(proposal, proposal.proposer_id, proposal.opened_at)
    publish(ProposalOpened(proposal.pk, proposal.effect_kind, proposal.effect_id))
    return proposal


@transaction.atomic
def revise_proposal(
    *,
    proposal: Proposal,
    text: str,
    resolutions: dict[int, str],
    by: Actor,
    effect_id: int | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Give a proposal a new text that meets its objections; everybody is asked again.

    `resolutions` says per open objection (by id) how the text meets it. `effect_id` replaces what is decided on
    by another of the same kind. Raises NotAllowed, WrongProposalState, ObjectionUnanswered, NothingChanged, EffectGone.
    """
    if not rules.may_facilitate(proposal, by=by):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if not proposal.is_live:
        raise WrongProposalState
    at = at or timezone.now()
    replaced = effect_id is not None and effect_id != proposal.effect_id
    if text.strip() == proposal.text.strip() and not replaced:
        raise NothingChanged(data={"field": "text"})
    _resolve_objections(proposal, resolutions, by, at)
    if replaced:
        _replace_effect(proposal, effect_id)
    else:
        describe_held_effect(proposal)
    _renew_text(proposal, text, at)
    _keep_text(proposal, by.membership_id or proposal.proposer_id, at)
    publish(ProposalRevised(proposal.pk, proposal.text_version))
    return proposal


@transaction.atomic
def withdraw_proposal(
    *, proposal: Proposal, by: Actor, reason: str = "", at: datetime | None = None
) -> Proposal:
    """Take a proposal back; what was asked and answered stays readable. Raises NotAllowed, WrongProposalState,
    ReasonRequired (once members were asked)."""
    if not rules.may_withdraw(proposal, by=by):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    if not (proposal.is_live or proposal.is_draft):
        raise WrongProposalState
    if proposal.is_live and not reason.strip():
        raise ReasonRequired(data={"field": "reason"})
    return _end(proposal, ProposalState.WITHDRAWN, reason.strip(), at or timezone.now())


@transaction.atomic
def expire_proposal(*, proposal: Proposal, as_of: datetime) -> Proposal:
    """Close a proposal that nobody concluded in time. One that is not overdue, or has ended, stays as it is."""
    proposal = lock_proposal(proposal)
    if not proposal.is_live or proposal.expires_at is None or proposal.expires_at > as_of:
        return proposal
    return _end(proposal, ProposalState.EXPIRED, "", as_of)


def lock_proposal(proposal: Proposal) -> Proposal:
    """The row as it is now, held until the end of the transaction: the first lock of every verb about a proposal."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("community").get(pk=proposal.pk)


def _freeze_rule(proposal: Proposal, rule: counting.ConsentRule, at: datetime) -> None:
    if proposal.days < rule.minimum_days:
        sentence = ngettext(
            "Members need at least %(count)d day to answer.",
            "Members need at least %(count)d days to answer.",
            rule.minimum_days,
        )
        raise PeriodTooShort(sentence % {"count": rule.minimum_days}, data={"field": "days"})
    proposal.state = ProposalState.OPEN
    proposal.quorum_percent, proposal.minimum_people = rule.quorum_percent, rule.minimum_people
    proposal.opened_at = at
    proposal.closes_at = at + timedelta(days=proposal.days)
    proposal.expires_at = proposal.closes_at + timedelta(days=rule.grace_days)


def _freeze_electorate(proposal: Proposal, rule: counting.ConsentRule) -> None:
    members = active_member_ids()
    if len(members) < rule.minimum_people:
        sentence = ngettext(
            "A decision needs at least %(count)d member. Invite more people first.",
            "A decision needs at least %(count)d members. Invite more people first.",
            rule.minimum_people,
        )
        raise TooFewElectors(sentence % {"count": rule.minimum_people})
    ProposalElector.objects.bulk_create(
        ProposalElector(proposal=proposal, membership_id=member) for member in members
    )


def _save_as_only_one(proposal: Proposal) -> None:
    """The database knows whether another open proposal is about the same change."""
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        raise EffectAlreadyProposed(data={"field": "effect"}) from error


def _resolve_objections(proposal: Proposal, resolutions: dict[int, str], by: Actor, at: datetime) -> None:
    standing = Objection.objects.filter(elector__proposal=proposal, state=ObjectionState.OPEN)
    for objection in standing.select_for_update(of=("self",)).order_by("pk"):
        how = resolutions.get(objection.pk, "").strip()
        if not how:
            raise ObjectionUnanswered(data={"field": f"resolution_{objection.pk}"})
        objection.state, objection.resolution = ObjectionState.RESOLVED, how
        objection.settled_at, objection.settled_by_id = at, by.membership_id
        objection.save(update_fields=["state", "resolution", "settled_at", "settled_by"])


def _replace_effect(proposal: Proposal, effect_id: int | None) -> None:
    if proposal.effect_kind == ADOPT_FACTOR and effect_id not in queries.sibling_versions(
        proposal.effect_id or 0
    ):
        raise EffectGone(data={"field": "effect_id"})
    release_effect(proposal)
    proposal.effect_id = effect_id
    describe_effect(proposal)
    hold_effect(proposal)


def _renew_text(proposal: Proposal, text: str, at: datetime) -> None:
    assert proposal.closes_at is not None  # noqa: S101 - a live proposal has its moments by constraint
    rule = queries.consent_rule()
    proposal.text, proposal.text_version = text.strip(), proposal.text_version + 1
    proposal.state = ProposalState.OPEN
    proposal.closes_at = counting.closes_after_revision(
        closes_at=proposal.closes_at, revised_at=at, revision_days=rule.revision_days
    )
    proposal.expires_at = proposal.closes_at + timedelta(days=rule.grace_days)
    _save_as_only_one(proposal)


def _keep_text(proposal: Proposal, written_by_id: int, at: datetime | None) -> None:
    ProposalText.objects.create(
        proposal=proposal,
        version=proposal.text_version,
        text=proposal.text,
        effect_text=proposal.effect_text,
        written_by_id=written_by_id,
        written_at=at or timezone.now(),
    )


def _end(proposal: Proposal, state: ProposalState, reason: str, at: datetime) -> Proposal:
    was_live = proposal.is_live
    proposal.state, proposal.end_reason, proposal.ended_at = state, reason, at
    proposal.save(update_fields=["state", "end_reason", "ended_at"])
    if was_live:
        release_effect(proposal)
        publish(ProposalEnded(proposal.pk, proposal.effect_kind, proposal.effect_id, state.value))
    return proposal
