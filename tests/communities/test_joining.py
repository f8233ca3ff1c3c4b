"""Joining: at once, by asking, or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection

from communities.actions.joining import (
    accept_join_request,
    decline_join_request,
    join_open_community,
    request_to_join,
    set_join_questions,
)
from communities.errors import (
    AlreadyMember,
    AnswerMissing,
    JoinClosed,
    JoinRequestAnswered,
    JoinRequestPending,
    ReasonRequired,
    StillPreparing,
)
from communities.models import Community, JoinQuestion, JoinRequest, Membership, Notification
from tests.communities.conftest import LEADERS, NOT_LEADERS, World
from tests.factories import make_community, make_user
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.tenancy.scope import scope


def mode(world: World, join_mode: str) -> Community:
    world.community.join_mode = join_mode
    world.community.save()
    return world.community


def ask(world: World, **answers: str) -> JoinRequest:
    given = {int(key.removeprefix("q")): text for key, text in answers.items()}
    return request_to_join(community=world.community, answers=given, by=world.actor("stranger"))


def test_anybody_joins_an_open_community_at_once(world: World) -> None:
    community = mode(world, "open")
    with scope(community):
        member = join_open_community(community=community, local_group=world.group, by=world.actor("stranger"))

        assert (member.user, member.state) == (world.stranger, "active")
        assert member.periods.get().to_at is None
        assert member.local_groups.get().local_group == world.group
        with pytest.raises(AlreadyMember):
            join_open_community(community=community, by=world.actor("stranger"))


@pytest.mark.parametrize("join_mode", ["request", "invitation"])
def test_another_community_is_not_joined_at_once(world: World, join_mode: str) -> None:
    community = mode(world, join_mode)
    with scope(community):
        with pytest.raises(JoinClosed):
            join_open_community(community=community, by=world.actor("stranger"))
        with pytest.raises(NotAllowed):
            join_open_community(community=community, by=world.actor("visitor"))
        assert not Membership.objects.filter(user=world.stranger).exists()


@pytest.mark.parametrize("join_mode", ["open", "request"])
def test_before_connect_one_joins_by_invitation_only(world: World, join_mode: str) -> None:
    community = mode(world, join_mode)
    community.connected_at = None
    with scope(community):
        with pytest.raises(StillPreparing):
            join_open_community(community=community, by=world.actor("stranger"))
        with pytest.raises(StillPreparing):
            ask(world)
        assert not JoinRequest.objects.exists()


def test_who_asks_answers_the_questions_and_the_leaders_are_told(world: World) -> None:
    mode(world, "request")
    with scope(world.community):
        required, free = set_join_questions(
            questions=[("Waar woon je?", True), ("Wat breng je mee?", False)], by=world.actor("leader")
        )
        with pytest.raises(AnswerMissing):
            ask(world, **{f"q{free.pk}": "Tijd"})
        assert not JoinRequest.objects.exists()

        asked = ask(world, **{f"q{required.pk}": "In Eefde"})

        assert asked.answers == [
            {"question": "Waar woon je?", "answer": "In Eefde"},
            {"question": "Wat breng je mee?", "answer": ""},
        ]
        told = set(Notification.objects.values_list("membership_id", flat=True))
        assert told == {world.leader.pk, world.coordinator.pk, world.other_coordinator.pk}


def test_one_asks_once(world: World) -> None:
    mode(world, "request")
    with scope(world.community):
        ask(world)
        with pytest.raises(JoinRequestPending):
            ask(world)
        assert JoinRequest.objects.count() == 1


def test_a_member_does_not_ask(world: World) -> None:
    community = mode(world, "request")
    with scope(community), pytest.raises(AlreadyMember):
        request_to_join(community=community, answers={}, by=world.actor("member"))


@pytest.mark.parametrize("who", [*LEADERS, "coordinator"])
def test_leaders_and_coordinators_let_in(world: World, who: str) -> None:
    mode(world, "request")
    with scope(world.community):
        asked = ask(world)
        member = accept_join_request(join_request=asked, by=world.actor(who))

        assert (member.user, member.is_active) == (world.stranger, True)
        with pytest.raises(JoinRequestAnswered):
            decline_join_request(join_request=asked, reason="Toch niet", by=world.actor(who))
        assert JoinRequest.objects.get().state == "accepted"


@pytest.mark.parametrize("who", [who for who in NOT_LEADERS if "coordinator" not in who])
def test_others_do_not_answer(world: World, who: str) -> None:
    mode(world, "request")
    with scope(world.community):
        asked = ask(world)
        with pytest.raises(NotAllowed):
            accept_join_request(join_request=asked, by=world.actor(who))
        with pytest.raises(NotAllowed):
            decline_join_request(join_request=asked, reason="x", by=world.actor(who))
        assert JoinRequest.objects.get().state == "pending"
        assert not Membership.objects.filter(user=world.stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_declined_reads_why_by_mail(world: World) -> None:
    mode(world, "request")
    with scope(world.community):
        asked = ask(world)
        with pytest.raises(ReasonRequired):
            decline_join_request(join_request=asked, reason="", by=world.actor("leader"))
        decline_join_request(join_request=asked, reason="Je woont te ver weg.", by=world.actor("leader"))

    letters = [letter for letter in mail.outbox if letter.to == [world.stranger.email]]
    assert len(letters) == 1
    assert "Je woont te ver weg." in letters[0].body


@pytest.mark.parametrize("who", NOT_LEADERS)
def test_others_do_not_set_the_questions(world: World, who: str) -> None:
    with scope(world.community):
        with pytest.raises(NotAllowed):
            set_join_questions(questions=[("Waarom?", True)], by=world.actor(who))
        assert not JoinQuestion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_member() -> None:
    community = make_community(slug="open-deur")
    user = make_user()

    def join(_number: int) -> str:
        try:
            with scope(community):
                join_open_community(community=community, by=Actor(user.pk, community.pk, sees_community=True))
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "joined"

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(join, range(3)))

    assert answers == ["already_member", "already_member", "joined"]
    with scope(community):
        assert Membership.objects.get().periods.count() == 1
