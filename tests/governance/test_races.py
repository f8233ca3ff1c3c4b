"""Two at once."""

import pytest

from communities.models import Community
from governance.actions.decisions import adopt_proposal
from governance.actions.factors import start_factor_draft
from governance.actions.proposals import draft_proposal, open_proposal
from governance.actions.responses import respond
from governance.enums import Factor, ObjectionState, ResponseKind
from governance.models import Decision, FactorVersion, Objection, Proposal
from tests.factories import actor_of, make_actor, make_community
from tests.governance.factories import (
    make_draft_version,
    make_everybody_agree,
    make_open_proposal,
    make_people,
)
from tests.racing import at_once
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def community() -> Community:
    return make_community()


def test_two_who_adopt_the_same_proposal_get_one_decision(community: Community) -> None:
    people = make_people(community)
    version = make_draft_version(community, Factor.VISION)
    proposal = make_open_proposal(
        community, people, effect_kind="governance.adopt_factor", effect_id=version.pk
    )
    make_everybody_agree(proposal)
    by = actor_of(people[0])
    found = at_once(community, [lambda: adopt_proposal(proposal=proposal, by=by).number] * 4)
    with scope(community):
        assert found == [Decision.objects.get().number] * 4
        assert FactorVersion.objects.get().decision_id == Decision.objects.get().pk


def test_numbers_have_no_gaps_when_many_decide_at_once(community: Community) -> None:
    people = make_people(community)
    by = actor_of(people[0])
    proposals = [make_open_proposal(community, people) for _ in range(6)]
    for proposal in proposals[1:]:
        make_everybody_agree(proposal)
    # The first one is refused: it must not take a number with it.
    at_once(community, [lambda p=p: adopt_proposal(proposal=p, by=by) for p in proposals])
    with scope(community):
        assert sorted(Decision.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]


def test_an_objection_and_an_adoption_at_once_never_pass_each_other(community: Community) -> None:
    people = make_people(community)
    by, objector = actor_of(people[0]), actor_of(people[1])
    for _round in range(3):
        proposal = make_open_proposal(community, people)
        make_everybody_agree(proposal)
        at_once(
            community,
            [
                lambda p=proposal: adopt_proposal(proposal=p, by=by),
                lambda p=proposal: respond(
                    proposal=p, kind=ResponseKind.OBJECTION, by=objector, text_version=1, argument="Nee."
                ),
            ],
        )
        with scope(community):
            decided = Decision.objects.filter(proposal=proposal).exists()
            objected = Objection.objects.filter(
                elector__proposal=proposal, state=ObjectionState.OPEN
            ).exists()
        assert decided != objected


def test_one_change_is_asked_once_when_two_open_at_once(community: Community) -> None:
    people = make_people(community)
    version = make_draft_version(community, Factor.VISION)
    twins = []
    for member in people[:2]:
        with scope(community):
            twins.append(
                draft_proposal(
                    title="Visie", driver="Waarom.", text="Dit.", by=actor_of(member),
                    effect_kind="governance.adopt_factor", effect_id=version.pk,
                )
            )  # fmt: skip
    actors = [actor_of(member) for member in people[:2]]
    found = at_once(
        community,
        [lambda p=p, a=a: open_proposal(proposal=p, by=a) for p, a in zip(twins, actors, strict=True)],
    )
    assert sorted(isinstance(answer, DomainError) for answer in found) == [False, True]
    with scope(community):
        assert Proposal.objects.filter(state="open").count() == 1


def test_two_who_begin_a_draft_write_in_the_same_one(community: Community) -> None:
    actors = [make_actor(community, Role.DOMAIN_LEADER) for _ in range(3)]
    found = at_once(
        community, [lambda a=a: start_factor_draft(factor=Factor.VISION, by=a).pk for a in actors]
    )
    assert len(set(found)) == 1
    with scope(community):
        assert FactorVersion.objects.count() == 1
