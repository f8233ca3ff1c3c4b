"""What the steps Connect and Coordinate ask, and that they stay reached."""

from typing import Any

import pytest

from communities.models import Community, Membership
from governance import checks
from governance.actions.factors import discard_factor_draft, save_factor_draft, start_factor_draft
from governance.actions.responses import respond
from governance.enums import Factor, FactorState, ResponseKind
from governance.errors import ContentWrong, DraftChanged, WrongFactorState
from governance.models import FactorVersion
from tests.factories import actor_of, make_actor, make_member
from tests.governance.factories import (
    CONTENTS,
    make_adopted,
    make_decision,
    make_draft_version,
    make_item,
    make_open_proposal,
    make_people,
)
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed
from weconomics.registry import gates


def _done(community: Community) -> dict[str, bool]:
    return {line.code: line.done for state in gates.status(community) for line in state.checks}


def _share_context(community: Community, people: list[Membership]) -> None:
    for number, member in enumerate(people):
        make_item(community, member, kind="chance" if number % 2 else "threat")


def test_the_analysis_needs_people_chances_and_threats(community: Community) -> None:
    people = make_people(community, 9)
    assert not checks.has_invited_enough(community).done
    people.append(make_member(community))
    _share_context(community, people[:5])
    assert checks.has_invited_enough(community).done
    assert not checks.has_shared_context(community).done  # two chances
    assert not checks.has_enough_voices(community).done  # 5 of 10
    _share_context(community, [people[5], people[6]])
    make_item(community, people[5], kind="chance")
    assert checks.has_shared_context(community).done
    assert checks.has_enough_voices(community).done


def test_connect_is_reached_by_deciding_and_newcomers_do_not_undo_it(community: Community) -> None:
    people = make_people(community, 10)
    make_member(community, Role.DOMAIN_LEADER)
    _share_context(community, people)
    make_adopted(community, Factor.PERSPECTIVE, people)
    assert not gates.reached(community, "G1")
    make_adopted(community, Factor.CULTURE, people)
    done = _done(community)
    ours = (
        "people_invited",
        "context_shared",
        "people_contributed",
        "perspective_adopted",
        "culture_adopted",
    )
    assert all(done[code] for code in (*ours, "objections_met"))
    make_people(community, 10)
    assert _done(community)["people_contributed"]


def test_an_open_objection_keeps_connect_closed_only_while_it_is_about_it(community: Community) -> None:
    people = make_people(community)
    version = make_draft_version(community, Factor.PERSPECTIVE)
    about = make_open_proposal(community, people, effect_kind="governance.adopt_factor", effect_id=version.pk)
    for proposal in (make_open_proposal(community, people), about):
        assert checks.has_met_objections(community).done
        respond(
            proposal=proposal,
            kind=ResponseKind.OBJECTION,
            by=actor_of(people[1]),
            text_version=1,
            argument="Nee.",
        )
    assert not checks.has_met_objections(community).done


def test_a_goal_must_be_smart(community: Community, people: list[Membership]) -> None:
    assert not checks.has_smart_goal(community).done
    vague = {"title": "Meer"}
    version = make_draft_version(community, Factor.AMBITION, goals=[vague])
    make_decision(community, people, effect_kind="governance.adopt_factor", effect_id=version.pk)
    assert not checks.has_smart_goal(community).done
    make_adopted(community, Factor.AMBITION, people)
    assert checks.has_smart_goal(community).done


def test_five_areas_say_who_decides(community: Community, people: list[Membership]) -> None:
    four = CONTENTS[Factor.GOVERNANCE]["decision_areas"][:4]
    version = make_draft_version(community, Factor.GOVERNANCE, decision_areas=four)
    make_decision(community, people, effect_kind="governance.adopt_factor", effect_id=version.pk)
    result = checks.has_decision_areas(community)
    assert (result.done, result.url) == (False, f"/c/{community.slug}/factors/governance/")
    make_adopted(community, Factor.GOVERNANCE, people)
    assert checks.has_decision_areas(community).done


@pytest.mark.parametrize(
    ("roles", "may"),
    [((Role.DOMAIN_LEADER,), True), ((Role.COORDINATOR,), True), ((), False), ((Role.TREASURER,), False)],
)
def test_who_writes_factors(community: Community, roles: tuple[str, ...], may: bool) -> None:
    by = make_actor(community, *roles)
    if may:
        assert start_factor_draft(factor=Factor.VISION, by=by).number == 1
        return
    with pytest.raises(NotAllowed):
        start_factor_draft(factor=Factor.VISION, by=by)
    assert not FactorVersion.objects.exists()


def test_a_visitor_writes_nothing(community: Community) -> None:
    draft = make_draft_version(community)
    for verb in (
        lambda by: start_factor_draft(factor=Factor.CULTURE, by=by),
        lambda by: save_factor_draft(version=draft, content={}, by=by),
        lambda by: discard_factor_draft(version=draft, by=by),
    ):
        with pytest.raises(NotAllowed):
            verb(Actor.visitor(community.pk))
    draft.refresh_from_db()
    assert (draft.state, draft.content["horizon_year"]) == (FactorState.DRAFT, 2032)


def test_a_draft_is_not_overwritten_unseen(community: Community) -> None:
    by = make_actor(community, Role.DOMAIN_LEADER)
    draft = make_draft_version(community)
    with pytest.raises(DraftChanged):
        save_factor_draft(version=draft, content={}, by=by, revision=draft.revision - 1)
    with pytest.raises(ContentWrong):
        save_factor_draft(version=draft, content={"horizon_year": "nooit"}, by=by)
    draft.refresh_from_db()
    assert draft.content["horizon_year"] == 2032


def test_only_a_draft_is_written_in(community: Community, people: list[Membership]) -> None:
    by = make_actor(community, Role.DOMAIN_LEADER)
    adopted = make_adopted(community, Factor.VISION, people)
    with pytest.raises(WrongFactorState):
        save_factor_draft(version=adopted, content={}, by=by)
    with pytest.raises(WrongFactorState):
        discard_factor_draft(version=adopted, by=by)


def test_the_next_version_begins_with_what_holds(community: Community, people: list[Membership]) -> None:
    adopted = make_adopted(community, Factor.VISION, people)
    draft: Any = start_factor_draft(factor=Factor.VISION, by=make_actor(community, Role.COORDINATOR))
    assert (draft.number, draft.content) == (2, adopted.content)
    assert start_factor_draft(factor=Factor.VISION, by=make_actor(community, Role.COORDINATOR)) == draft
