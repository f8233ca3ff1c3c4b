"""Answers and objections: who may give and judge them, and what they do to the round."""

import pytest

from communities.models import Community, Membership
from governance import queries
from governance.actions.responses import dismiss_objection, release_elector, respond, restore_elector
from governance.counting import Tally
from governance.enums import ObjectionState, ProposalState, ResponseKind
from governance.errors import ArgumentRequired, NotAnElector, OtherText, ReasonRequired, WrongProposalState
from governance.models import Objection, Proposal, Response
from tests.factories import actor_of, make_actor, make_member
from tests.governance.factories import make_decision, make_open_proposal
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed

NO_OBJECTION, CONCERN, OBJECTION = ResponseKind.NO_OBJECTION, ResponseKind.CONCERN, ResponseKind.OBJECTION


@pytest.fixture
def proposal(community: Community, people: list[Membership]) -> Proposal:
    return make_open_proposal(community, people)


def _answer(
    proposal: Proposal, member: Membership, kind: ResponseKind, argument: str = "Omdat het schaadt."
) -> None:
    respond(
        proposal=proposal,
        kind=kind,
        by=actor_of(member),
        text_version=proposal.text_version,
        argument=argument,
    )
    proposal.refresh_from_db()


def test_the_tally_counts_explicit_answers(proposal: Proposal, people: list[Membership]) -> None:
    _answer(proposal, people[0], NO_OBJECTION)
    _answer(proposal, people[1], CONCERN)
    assert queries.tally_of(proposal) == Tally(electors=3, no_objection=1, concern=1)
    _answer(proposal, people[1], OBJECTION)
    assert queries.tally_of(proposal) == Tally(electors=3, no_objection=1, objection=1, open_objections=1)
    assert Response.objects.count() == 2


@pytest.mark.parametrize("kind", [CONCERN, OBJECTION])
def test_who_has_doubts_says_why(proposal: Proposal, people: list[Membership], kind: ResponseKind) -> None:
    with pytest.raises(ArgumentRequired) as refusal:
        _answer(proposal, people[1], kind, "  ")
    assert refusal.value.data == {"field": "argument"}
    assert not Response.objects.exists()
    assert not Objection.objects.exists()


def test_only_those_who_were_asked_answer(community: Community, proposal: Proposal) -> None:
    network_leader = Actor(user_id=1, community_id=community.pk, is_network_leader=True, sees_community=True)
    system = Actor.system(community.pk)
    for outsider in (make_actor(community), network_leader, system, Actor.visitor(community.pk)):
        with pytest.raises(NotAnElector):
            respond(proposal=proposal, kind=NO_OBJECTION, by=outsider, text_version=1)
    assert not Response.objects.exists()


def test_an_answer_is_for_the_text_that_was_read(proposal: Proposal, people: list[Membership]) -> None:
    with pytest.raises(OtherText):
        respond(proposal=proposal, kind=NO_OBJECTION, by=actor_of(people[0]), text_version=2)
    assert not Response.objects.exists()


def test_a_decision_takes_no_more_answers(community: Community, people: list[Membership]) -> None:
    proposal = make_decision(community, people).proposal
    with pytest.raises(WrongProposalState):
        respond(
            proposal=proposal, kind=OBJECTION, by=actor_of(people[0]), text_version=1, argument="Toch niet."
        )
    assert not Objection.objects.exists()


def test_an_objection_blocks_until_it_is_taken_back(proposal: Proposal, people: list[Membership]) -> None:
    _answer(proposal, people[1], OBJECTION)
    assert proposal.state == ProposalState.OBJECTIONS
    _answer(proposal, people[1], OBJECTION, "Beter gezegd: het sluit mensen uit.")
    assert [o.argument for o in Objection.objects.all()] == ["Beter gezegd: het sluit mensen uit."]
    _answer(proposal, people[1], CONCERN, "Ik zie het aan.")
    assert proposal.state == ProposalState.OPEN
    assert Objection.objects.get().state == ObjectionState.WITHDRAWN


def test_an_objection_of_another_stays_open(proposal: Proposal, people: list[Membership]) -> None:
    _answer(proposal, people[1], OBJECTION)
    _answer(proposal, people[2], OBJECTION)
    _answer(proposal, people[1], NO_OBJECTION)
    assert proposal.state == ProposalState.OBJECTIONS


def test_somebody_apart_from_both_finds_an_objection_not_valid(
    community: Community, proposal: Proposal, people: list[Membership]
) -> None:
    _answer(proposal, people[1], OBJECTION)
    judge = make_actor(community, Role.MODERATOR)
    objection = dismiss_objection(objection=Objection.objects.get(), reason="Het raakt niemand.", by=judge)
    proposal.refresh_from_db()
    assert (objection.state, objection.resolution) == (ObjectionState.INVALID, "Het raakt niemand.")
    assert objection.settled_by_id == judge.membership_id
    assert proposal.state == ProposalState.OPEN
    assert queries.tally_of(proposal) == Tally(electors=3, objection=1)


def test_judging_needs_a_reason(community: Community, proposal: Proposal, people: list[Membership]) -> None:
    _answer(proposal, people[1], OBJECTION)
    with pytest.raises(ReasonRequired):
        dismiss_objection(
            objection=Objection.objects.get(), reason=" ", by=make_actor(community, Role.MODERATOR)
        )
    assert Objection.objects.get().is_open


def test_nobody_judges_an_objection_in_their_own_case(community: Community) -> None:
    proposer = make_member(community, Role.DOMAIN_LEADER)
    objector = make_member(community, Role.MODERATOR)
    member = make_member(community)
    proposal = make_open_proposal(community, [proposer, objector, member])
    _answer(proposal, objector, OBJECTION)
    network_leader = Actor(user_id=1, community_id=community.pk, is_network_leader=True, sees_community=True)
    for person in (actor_of(proposer), actor_of(objector), actor_of(member), network_leader):
        with pytest.raises(NotAllowed):
            dismiss_objection(objection=Objection.objects.get(), reason="Onzin.", by=person)
    assert Objection.objects.get().is_open


def test_who_leaves_no_longer_counts_but_the_objection_stays(
    proposal: Proposal, people: list[Membership]
) -> None:
    _answer(proposal, people[0], NO_OBJECTION)
    _answer(proposal, people[1], OBJECTION)
    assert release_elector(membership_id=people[1].pk) == 1
    assert queries.tally_of(proposal) == Tally(electors=2, no_objection=1, open_objections=1)
    assert release_elector(membership_id=people[1].pk) == 0
    with pytest.raises(NotAnElector):
        _answer(proposal, people[1], NO_OBJECTION)
    assert restore_elector(membership_id=people[1].pk) == 1
    assert queries.tally_of(proposal).electors == 3
