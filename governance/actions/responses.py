"""Answers of members, and what becomes of their objections."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from governance import queries, rules
from governance.actions.proposals import lock_proposal
from governance.enums import LIVE_STATES, ObjectionState, ProposalState, ResponseKind
from governance.errors import ArgumentRequired, NotAnElector, OtherText, ReasonRequired, WrongProposalState
from governance.events import ObjectionRaised
from governance.models import Objection, Proposal, ProposalElector, Response
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def respond(
    *,
    proposal: Proposal,
    kind: ResponseKind,
    by: Actor,
    text_version: int,
    argument: str = "",
    at: datetime | None = None,
) -> Response:
    """Answer the text one has read (`text_version`). A second answer replaces the first.

    An objection blocks the proposal until it is met; answering otherwise takes one's own objection back.
    Raises WrongProposalState, NotAnElector, OtherText, ArgumentRequired.
    """
    proposal = lock_proposal(proposal)
    if not proposal.is_live:
        raise WrongProposalState
    elector = queries.elector_of(proposal, by.membership_id)
    if elector is None:
        raise NotAnElector
    if text_version != proposal.text_version:
        raise OtherText
    argument = argument.strip()
    if kind != ResponseKind.NO_OBJECTION and not argument:
        raise ArgumentRequired(data={"field": "argument"})
    at = at or timezone.now()
    response, _new = Response.objects.update_or_create(
        elector=elector,
        text_version=text_version,
        defaults={"kind": kind, "argument": argument, "given_at": at},
    )
    if kind == ResponseKind.OBJECTION:
        _raise_objection(proposal, elector, argument, at)
    else:
        _take_back_objection(elector, at)
    _follow_objections(proposal)
    return response


@transaction.atomic
def dismiss_objection(
    *, objection: Objection, reason: str, by: Actor, at: datetime | None = None
) -> Objection:
    """Find an objection not valid, with the reason that everybody reads. The answer itself stays counted.

    A repeated call returns the objection unchanged. Raises NotAllowed, WrongProposalState, ReasonRequired.
    """
    proposal = lock_proposal(objection.elector.proposal)
    objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("elector").get(pk=objection.pk)
    )
    if not rules.may_judge(objection, proposal, by=by):
        raise NotAllowed
    if objection.state == ObjectionState.INVALID:
        return objection
    if not objection.is_open or not proposal.is_live:
        raise WrongProposalState
    if not reason.strip():
        raise ReasonRequired(data={"field": "reason"})
    _settle(objection, ObjectionState.INVALID, reason.strip(), by.membership_id, at or timezone.now())
    _follow_objections(proposal)
    return objection


@transaction.atomic
def release_elector(*, membership_id: int, at: datetime | None = None) -> int:
    """Who leaves no longer counts for the quorum of running rounds; an objection stays until it is met.

    Returns how many rounds that concerns. Idempotent.
    """
    running = _running_rounds_of(membership_id).filter(released_at=None)
    return running.update(released_at=at or timezone.now())


@transaction.atomic
def restore_elector(*, membership_id: int) -> int:
    """Who comes back (a suspension that was lifted) counts again in the rounds they were asked in. Idempotent."""
    return _running_rounds_of(membership_id).exclude(released_at=None).update(released_at=None)


def _running_rounds_of(membership_id: int):  # type: ignore[no-untyped-def]
    return ProposalElector.objects.filter(membership_id=membership_id, proposal__state__in=LIVE_STATES)


def _raise_objection(proposal: Proposal, elector: ProposalElector, argument: str, at: datetime) -> None:
    standing = elector.objections.filter(state=ObjectionState.OPEN).first()
    if standing is not None:
        standing.argument = argument
        standing.save(update_fields=["argument"])
        return
    objection = Objection.objects.create(
        elector=elector, text_version=proposal.text_version, argument=argument, raised_at=at
    )
    publish(ObjectionRaised(proposal.pk, objection.pk))


def _take_back_objection(elector: ProposalElector, at: datetime) -> None:
    for objection in elector.objections.filter(state=ObjectionState.OPEN):
        _settle(objection, ObjectionState.WITHDRAWN, "", elector.membership_id, at)


def _settle(
    objection: Objection, state: ObjectionState, resolution: str, settled_by_id: int | None, at: datetime
) -> None:
    objection.state, objection.resolution = state, resolution
    objection.settled_by_id, objection.settled_at = settled_by_id, at
    objection.save(update_fields=["state", "resolution", "settled_by", "settled_at"])


def _follow_objections(proposal: Proposal) -> None:
    """The proposal's state says whether an objection is open."""
    is_blocked = Objection.objects.filter(elector__proposal=proposal, state=ObjectionState.OPEN).exists()
    state = ProposalState.OBJECTIONS if is_blocked else ProposalState.OPEN
    if proposal.state != state:
        proposal.state = state
        proposal.save(update_fields=["state"])
