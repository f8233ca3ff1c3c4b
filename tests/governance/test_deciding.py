"""Adopting: the decision, its number, its effect, and that nothing changes afterwards."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from communities.models import Community, Membership
from governance import queries
from governance.actions.decisions import adopt_proposal
from governance.actions.responses import dismiss_objection, respond
from governance.enums import Factor, FactorState, ProposalState, ResponseKind
from governance.errors import EffectChanged, NotDecidable, WrongProposalState
from governance.models import Decision, FactorVersion, Numbering, Objection, Proposal
from tests.factories import actor_of, make_actor
from tests.governance.factories import (
    CONTENTS,
    long_after,
    make_adopted,
    make_decision,
    make_draft_version,
    make_everybody_agree,
    make_open_proposal,
)
from weconomics.actor import Actor, Role
from weconomics.errors import DomainError, NotAllowed
from weconomics.registry import effects
from weconomics.registry.effects import DecisionRef, Effect

ADOPT = "governance.adopt_factor"


def _answer(proposal: Proposal, member: Membership, kind: ResponseKind = ResponseKind.NO_OBJECTION) -> None:
    respond(
        proposal=proposal,
        kind=kind,
        by=actor_of(member),
        text_version=proposal.text_version,
        argument="Omdat.",
    )


def test_a_decision_holds_what_was_read_and_how_it_was_counted(
    community: Community, people: list[Membership]
) -> None:
    proposal = make_open_proposal(community, people, evaluation="Tien eters", review_on=timezone.localdate())
    _answer(proposal, people[0])
    _answer(proposal, people[1], ResponseKind.CONCERN)
    _answer(proposal, people[2], ResponseKind.OBJECTION)
    dismiss_objection(
        objection=Objection.objects.get(),
        reason="Het raakt niemand.",
        by=make_actor(community, Role.MODERATOR),
    )
    at = long_after(proposal)
    decision = adopt_proposal(proposal=proposal, by=actor_of(people[0]), at=at)
    decision.refresh_from_db()
    assert decision.number == f"B-{timezone.localtime(at).year}-001"
    assert (decision.title, decision.text, decision.evaluation) == (
        proposal.title,
        proposal.text,
        "Tien eters",
    )
    assert (decision.electors, decision.without_objection, decision.with_concern) == (3, 1, 1)
    assert decision.objections == [
        {"text_version": 1, "argument": "Omdat.", "state": "invalid", "resolution": "Het raakt niemand."}
    ]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_at) == (ProposalState.ADOPTED, at)


def test_unanimous_answers_close_the_round_early(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    _answer(proposal, people[0])
    _answer(proposal, people[1], ResponseKind.CONCERN)
    with pytest.raises(NotDecidable):
        adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    _answer(proposal, people[2])
    assert adopt_proposal(proposal=proposal, by=actor_of(people[0])).sequence == 1


def test_silence_is_not_consent(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    _answer(proposal, people[0])
    _answer(proposal, people[1])
    with pytest.raises(NotDecidable) as refusal:
        adopt_proposal(proposal=proposal, by=actor_of(people[0]), at=long_after(proposal))
    assert refusal.value.data == {"hindrances": ["quorum"]}
    assert not Decision.objects.exists()


def test_an_open_objection_blocks(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    for member in people[:2]:
        _answer(proposal, member)
    _answer(proposal, people[2], ResponseKind.OBJECTION)
    with pytest.raises(NotDecidable) as refusal:
        adopt_proposal(proposal=proposal, by=actor_of(people[0]), at=long_after(proposal))
    assert refusal.value.data == {"hindrances": ["objection"]}
    assert not Decision.objects.exists()
    assert not Numbering.objects.filter(series="decision").exists()


def test_who_may_conclude(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    make_everybody_agree(proposal)
    network_leader = Actor(user_id=1, community_id=community.pk, is_network_leader=True, sees_community=True)
    treasurer = make_actor(community, Role.TREASURER)
    for other in (actor_of(people[1]), treasurer, network_leader, Actor.visitor(community.pk)):
        with pytest.raises(NotAllowed):
            adopt_proposal(proposal=proposal, by=other)
    assert not Decision.objects.exists()
    assert adopt_proposal(proposal=proposal, by=make_actor(community, Role.DOMAIN_LEADER))


def test_adopting_twice_gives_one_decision(community: Community, people: list[Membership]) -> None:
    decision = make_decision(community, people)
    assert adopt_proposal(proposal=decision.proposal, by=actor_of(people[0])) == decision
    assert Decision.objects.count() == 1


def test_a_draft_cannot_be_adopted(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.EXPIRED, ended_at=timezone.now())
    with pytest.raises(WrongProposalState):
        adopt_proposal(proposal=proposal, by=actor_of(people[0]))


def test_numbers_begin_anew_each_year(community: Community, people: list[Membership]) -> None:
    numbers = []
    for year in (2025, 2025, 2026):
        at = timezone.now().replace(year=year, month=3, day=1)
        proposal = make_open_proposal(community, people, at=at)
        make_everybody_agree(proposal)
        decision = adopt_proposal(proposal=proposal, by=actor_of(people[0]), at=at + timedelta(days=6))
        numbers.append(decision.number)
    assert numbers == ["B-2025-001", "B-2025-002", "B-2026-001"]


def test_adopting_a_factor_supersedes_the_one_before(community: Community, people: list[Membership]) -> None:
    first = make_adopted(community, Factor.VISION, people)
    second = make_adopted(community, Factor.VISION, people)
    first.refresh_from_db()
    assert (first.state, second.state) == (FactorState.SUPERSEDED, FactorState.ADOPTED)
    assert second.decision is not None
    assert second.decision.effect_id == second.pk
    assert queries.adopted_version(Factor.VISION) == second


def test_the_perspective_keeps_its_figures(community: Community, people: list[Membership]) -> None:
    adopted = make_adopted(community, Factor.PERSPECTIVE, people)
    assert set(adopted.evidence) == {"chances", "threats", "contributors", "invited"}
    assert adopted.evidence["chances"] == 0


@pytest.fixture
def applied() -> list[tuple[int, str]]:
    """An effect that remembers how often it was applied; thing 2 refuses, and thing 3 changes while it is open."""
    done: list[tuple[int, str]] = []

    def apply(thing: int, decision: DecisionRef) -> None:
        done.append((thing, decision.number))
        if thing == 2:
            raise DomainError("Past niet meer.")

    things = [(1, "Ding 1"), (2, "Ding 2"), (3, "Ding 3")]
    prints = {3: iter(["as read", "changed"])}
    effects.register(
        Effect(
            kind="tests.thing",
            label="Thing",
            candidates=lambda: things,
            describe=lambda thing: f"Ding {thing}",
            apply=apply,
            fingerprint=lambda thing: next(prints[thing], "changed") if thing in prints else "same",
        )
    )
    yield done
    effects._effects.pop("tests.thing")


def test_an_effect_is_applied_once(community: Community, people: list[Membership], applied: list) -> None:
    decision = make_decision(community, people, effect_kind="tests.thing", effect_id=1)
    adopt_proposal(proposal=decision.proposal, by=actor_of(people[0]))
    assert applied == [(1, decision.number)]
    assert decision.effect_text == "Ding 1"
    assert queries.latest_decision_about("tests.thing", 1) == decision


def test_an_effect_that_refuses_takes_the_decision_with_it(
    community: Community, people: list[Membership], applied: list
) -> None:
    proposal = make_open_proposal(community, people, effect_kind="tests.thing", effect_id=2)
    make_everybody_agree(proposal)
    with pytest.raises(DomainError):
        adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert not Decision.objects.exists()
    assert make_decision(community, people).sequence == 1  # the number was given back


def test_nobody_gets_another_thing_than_they_consented_to(
    community: Community, people: list[Membership], applied: list
) -> None:
    proposal = make_open_proposal(community, people, effect_kind="tests.thing", effect_id=3)
    Proposal.objects.filter(pk=proposal.pk).update(effect_fingerprint="as read")
    make_everybody_agree(proposal)
    with pytest.raises(EffectChanged):
        adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    assert applied == []
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_decision SET text = 'anders' WHERE id = %s",
        "UPDATE governance_decision SET objections = '[]' WHERE id = %s",
        "DELETE FROM governance_decision WHERE id = %s",
    ],
)
def test_the_application_cannot_change_a_decision(
    community: Community, people: list[Membership], statement: str
) -> None:
    decision = make_decision(community, people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("weconomics_app",)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [decision.pk])
    assert Decision.objects.get(pk=decision.pk).text == decision.text


@pytest.mark.parametrize(
    "change",
    ["content = '{}'", "state = 'draft', decision_id = NULL, adopted_at = NULL", "review_on = '2099-01-01'"],
)
def test_an_adopted_factor_stays_as_it_was_read(
    community: Community, people: list[Membership], change: str
) -> None:
    version = make_adopted(community, Factor.VISION, people)
    with (
        pytest.raises(DatabaseError, match="record of facts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE governance_factorversion SET {change} WHERE id = %s", [version.pk])
    with (
        pytest.raises(DatabaseError, match="record of facts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM governance_factorversion WHERE id = %s", [version.pk])
    version.refresh_from_db()
    assert version.content["belief"] == CONTENTS[Factor.VISION]["belief"]


def test_nothing_adopts_a_factor_but_the_decision_that_names_it(
    community: Community, people: list[Membership]
) -> None:
    other = make_decision(community, people)
    version = make_draft_version(community, Factor.VISION)
    with pytest.raises(DatabaseError, match="only a decision"), transaction.atomic():
        FactorVersion.objects.filter(pk=version.pk).update(
            state=FactorState.ADOPTED, adopted_at=timezone.now(), decision=other
        )
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        FactorVersion.objects.filter(pk=version.pk).update(state=FactorState.ADOPTED)
    version.refresh_from_db()
    assert version.state == FactorState.DRAFT
