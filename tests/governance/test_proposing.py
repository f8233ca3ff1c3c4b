"""A proposal is written, opened, given a new text, taken back or expires."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.models import Community, Membership
from governance.actions.proposals import (
    draft_proposal,
    edit_proposal_draft,
    expire_proposal,
    open_proposal,
    revise_proposal,
    withdraw_proposal,
)
from governance.actions.responses import respond
from governance.enums import Factor, FactorState, ObjectionState, ProposalState, ResponseKind
from governance.errors import (
    ContentIncomplete,
    EffectAlreadyProposed,
    EffectGone,
    NothingChanged,
    ObjectionUnanswered,
    PeriodTooShort,
    ReasonRequired,
    TooFewElectors,
    WrongProposalState,
)
from governance.jobs import expire_proposals
from governance.models import FactorVersion, Objection, Proposal, ProposalText
from tests.factories import actor_of, make_actor, make_member
from tests.governance.factories import (
    make_adopted,
    make_decision,
    make_draft_version,
    make_open_proposal,
)
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed

WORDS = {"title": "Samen eten", "driver": "Mensen eten alleen.", "text": "Wij koken samen."}
ADOPT = "governance.adopt_factor"


def _object(
    proposal: Proposal, member: Membership, argument: str = "Te duur voor wie alleen AOW heeft."
) -> Objection:
    respond(
        proposal=proposal, kind=ResponseKind.OBJECTION, by=actor_of(member),
        text_version=proposal.text_version, argument=argument,
    )  # fmt: skip
    proposal.refresh_from_db()
    return Objection.objects.get(elector__membership=member, state=ObjectionState.OPEN)


def test_proposals_are_numbered_per_community(community: Community, people: list[Membership]) -> None:
    by = actor_of(people[0])
    assert [draft_proposal(**WORDS, by=by).number for _ in range(3)] == [1, 2, 3]


def test_only_members_propose(community: Community) -> None:
    network_leader = Actor(user_id=1, community_id=community.pk, is_network_leader=True, sees_community=True)
    for outsider in (network_leader, Actor.visitor(community.pk)):
        with pytest.raises(NotAllowed):
            draft_proposal(**WORDS, by=outsider)
    assert not Proposal.objects.exists()


def test_only_the_writer_changes_and_opens_a_draft(community: Community, people: list[Membership]) -> None:
    proposal = draft_proposal(**WORDS, by=actor_of(people[0]))
    for other in (actor_of(people[1]), make_actor(community, Role.DOMAIN_LEADER)):
        with pytest.raises(NotAllowed):
            edit_proposal_draft(proposal=proposal, by=other, title="Anders")
        with pytest.raises(NotAllowed):
            open_proposal(proposal=proposal, by=other)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.state) == ("Samen eten", ProposalState.DRAFT)


def test_opening_freezes_the_electorate_and_the_rule(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    newcomer = make_member(community)
    make_adopted(community, Factor.GOVERNANCE, people)
    proposal.refresh_from_db()
    assert sorted(proposal.electors.values_list("membership_id", flat=True)) == sorted(p.pk for p in people)
    assert newcomer.pk not in proposal.electors.values_list("membership_id", flat=True)
    assert (proposal.quorum_percent, proposal.minimum_people) == (50, 3)
    assert proposal.closes_at - proposal.opened_at == timedelta(days=5)
    assert ProposalText.objects.get(proposal=proposal).text == proposal.text


def test_opening_twice_asks_once(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    again = open_proposal(proposal=proposal, by=actor_of(people[0]))
    assert again.opened_at == proposal.opened_at
    assert proposal.electors.count() == 3


def test_refuses_a_period_shorter_than_the_rule(community: Community, people: list[Membership]) -> None:
    with pytest.raises(PeriodTooShort) as refusal:
        make_open_proposal(community, people, days=4)
    assert refusal.value.data == {"field": "days"}
    assert not Proposal.objects.exclude(state=ProposalState.DRAFT).exists()


def test_refuses_to_ask_too_few(community: Community) -> None:
    by = make_actor(community)
    make_member(community)
    make_member(community, state="suspended")
    proposal = draft_proposal(**WORDS, by=by)
    with pytest.raises(TooFewElectors):
        open_proposal(proposal=proposal, by=by)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DRAFT
    assert not proposal.electors.exists()


def test_a_change_that_cannot_be_decided_on_is_refused(
    community: Community, people: list[Membership]
) -> None:
    for kind, effect_id in ((ADOPT, 999_999), ("governance.crown_a_king", 1)):
        with pytest.raises(EffectGone):
            draft_proposal(**WORDS, by=actor_of(people[0]), effect_kind=kind, effect_id=effect_id)
    assert not Proposal.objects.exists()


def test_a_factor_is_complete_before_it_is_proposed(community: Community, people: list[Membership]) -> None:
    version = make_draft_version(community, Factor.VISION, belief="")
    with pytest.raises(ContentIncomplete):
        make_open_proposal(community, people, effect_kind=ADOPT, effect_id=version.pk)
    version.refresh_from_db()
    assert version.state == FactorState.DRAFT
    assert not Proposal.objects.filter(state=ProposalState.OPEN).exists()


def test_one_change_is_asked_once_at_a_time(community: Community, people: list[Membership]) -> None:
    version = make_draft_version(community, Factor.VISION)
    twin = draft_proposal(**WORDS, by=actor_of(people[1]), effect_kind=ADOPT, effect_id=version.pk)
    make_open_proposal(community, people, effect_kind=ADOPT, effect_id=version.pk)
    with pytest.raises((EffectAlreadyProposed, EffectGone)):
        open_proposal(proposal=twin, by=actor_of(people[1]))
    second = make_draft_version(community, Factor.VISION)
    with pytest.raises(EffectAlreadyProposed):
        make_open_proposal(community, people, effect_kind=ADOPT, effect_id=second.pk)
    second.refresh_from_db()
    assert second.state == FactorState.DRAFT


def test_a_new_text_meets_objections_and_resets_answers(
    community: Community, people: list[Membership]
) -> None:
    proposal = make_open_proposal(community, people)
    objection = _object(proposal, people[1])
    assert proposal.state == ProposalState.OBJECTIONS
    almost_over = proposal.closes_at - timedelta(hours=1)
    revised = revise_proposal(
        proposal=proposal, text="Wij koken samen; wie weinig heeft eet gratis mee.",
        resolutions={objection.pk: "Gratis voor wie weinig heeft."}, by=actor_of(people[0]), at=almost_over,
    )  # fmt: skip
    objection.refresh_from_db()
    assert (objection.state, objection.resolution) == (
        ObjectionState.RESOLVED,
        "Gratis voor wie weinig heeft.",
    )
    assert (revised.state, revised.text_version) == (ProposalState.OPEN, 2)
    assert revised.closes_at == almost_over + timedelta(days=2)
    assert list(ProposalText.objects.values_list("version", flat=True)) == [1, 2]


def test_a_new_text_answers_every_open_objection(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    first, second = _object(proposal, people[1]), _object(proposal, people[2])
    with pytest.raises(ObjectionUnanswered) as refusal:
        revise_proposal(
            proposal=proposal, text="Anders.", resolutions={first.pk: "Zo."}, by=actor_of(people[0])
        )
    assert refusal.value.data == {"field": f"resolution_{second.pk}"}
    proposal.refresh_from_db()
    first.refresh_from_db()
    assert (proposal.text_version, first.state) == (1, ObjectionState.OPEN)


def test_the_same_text_is_no_new_text(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    objection = _object(proposal, people[1])
    with pytest.raises(NothingChanged):
        revise_proposal(
            proposal=proposal,
            text=f" {proposal.text} ",
            resolutions={objection.pk: "Nee."},
            by=actor_of(people[0]),
        )
    objection.refresh_from_db()
    assert objection.is_open


def test_another_member_cannot_give_a_new_text(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    with pytest.raises(NotAllowed):
        revise_proposal(proposal=proposal, text="Anders.", resolutions={}, by=actor_of(people[1]))
    proposal.refresh_from_db()
    assert proposal.text_version == 1


def test_a_new_text_can_take_a_better_version_of_the_factor(
    community: Community, people: list[Membership]
) -> None:
    version = make_draft_version(community, Factor.VISION)
    proposal = make_open_proposal(community, people, effect_kind=ADOPT, effect_id=version.pk)
    objection = _object(proposal, people[1], "2032 is te ver weg.")
    better = make_draft_version(community, Factor.VISION, horizon_year=2030)
    revise_proposal(
        proposal=proposal, text=proposal.text, resolutions={objection.pk: "Nu in 2030."},
        by=actor_of(people[0]), effect_id=better.pk,
    )  # fmt: skip
    states = dict(FactorVersion.objects.values_list("number", "state"))
    assert states == {1: FactorState.WITHDRAWN, 2: FactorState.PROPOSED}
    proposal.refresh_from_db()
    assert proposal.effect_id == better.pk


def test_withdrawing_needs_a_reason_and_frees_the_change(
    community: Community, people: list[Membership]
) -> None:
    version = make_draft_version(community, Factor.VISION)
    proposal = make_open_proposal(community, people, effect_kind=ADOPT, effect_id=version.pk)
    with pytest.raises(ReasonRequired):
        withdraw_proposal(proposal=proposal, by=actor_of(people[0]))
    with pytest.raises(NotAllowed):
        withdraw_proposal(proposal=proposal, by=actor_of(people[1]), reason="Ik wil het niet.")
    withdraw_proposal(proposal=proposal, by=actor_of(people[0]), reason="Eerst nog eens praten.")
    proposal.refresh_from_db()
    version.refresh_from_db()
    assert (proposal.state, version.state) == (ProposalState.WITHDRAWN, FactorState.WITHDRAWN)
    make_open_proposal(
        community, people, effect_kind=ADOPT, effect_id=make_draft_version(community, Factor.VISION).pk
    )


def test_a_decision_cannot_be_withdrawn(community: Community, people: list[Membership]) -> None:
    proposal = make_decision(community, people).proposal
    with pytest.raises(WrongProposalState):
        withdraw_proposal(proposal=proposal, by=actor_of(people[0]), reason="Spijt.")


def test_a_round_that_nobody_concludes_expires(community: Community, people: list[Membership]) -> None:
    now = timezone.now()
    old = make_open_proposal(community, people, at=now - timedelta(days=20))
    young = make_open_proposal(community, people, at=now - timedelta(days=18))
    expire_proposals()
    assert {p.pk: p.state for p in Proposal.objects.all()} == {
        old.pk: ProposalState.EXPIRED, young.pk: ProposalState.OPEN,
    }  # fmt: skip


def test_expiring_an_ended_round_changes_nothing(community: Community, people: list[Membership]) -> None:
    proposal = make_decision(community, people).proposal
    expire_proposal(proposal=proposal, as_of=timezone.now() + timedelta(days=900))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADOPTED
