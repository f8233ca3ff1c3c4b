"""Invitations: who may invite, and a link that works once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from communities.actions.invitation import accept_invitation, invite_people, revoke_invitation, token_of
from communities.errors import (
    InvitationExpired,
    InvitationForOther,
    InvitationRevoked,
    InvitationUsed,
    NobodyToInvite,
    RoleNeedsGroup,
    WrongAddress,
)
from communities.models import Invitation, Membership, User
from tests.communities.conftest import LEADERS, NOT_LEADERS, World
from tests.factories import make_community, make_member, make_user
from weconomics.actor import Actor, Role
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.tenancy.scope import scope


def invite(
    world: World, email: str = "nel@voorbeeld.example", who: str = "leader", **fields: object
) -> Invitation:
    with scope(world.community):
        return invite_people(emails=[email], by=world.actor(who), **fields).invitations[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("who", LEADERS)
def test_a_leader_invites_with_any_role(world: World, who: str) -> None:
    invitation = invite(world, who=who, role=Role.TREASURER)

    assert (invitation.email, invitation.role) == ("nel@voorbeeld.example", "treasurer")


@pytest.mark.parametrize("who", NOT_LEADERS)
def test_nobody_else_invites_with_a_role(world: World, who: str) -> None:
    with scope(world.community):
        with pytest.raises(NotAllowed):
            invite_people(emails=["nel@voorbeeld.example"], role=Role.MODERATOR, by=world.actor(who))
        assert not Invitation.objects.exists()


def test_a_coordinator_invites_members_to_the_own_group_only(world: World) -> None:
    with scope(world.community):
        actor = world.actor("coordinator")
        made = invite_people(emails=["nel@voorbeeld.example"], local_group=world.group, by=actor)
        for group in (world.other_group, None):
            with pytest.raises(NotAllowed):
                invite_people(emails=["ab@voorbeeld.example"], local_group=group, by=actor)
        assert list(Invitation.objects.values_list("pk", flat=True)) == [made.invitations[0].pk]


def test_a_coordinator_is_invited_into_a_group(world: World) -> None:
    with scope(world.community):
        with pytest.raises(RoleNeedsGroup):
            invite_people(emails=["nel@voorbeeld.example"], role=Role.COORDINATOR, by=world.actor("leader"))
        assert not Invitation.objects.exists()


def test_many_addresses_get_a_link_each_and_members_none(world: World) -> None:
    with scope(world.community):
        invited = invite_people(
            emails=[
                "Nel@Voorbeeld.example",
                "ab@voorbeeld.example",
                "nel@voorbeeld.example",
                world.member.user.email,
            ],
            by=world.actor("leader"),
        )

    assert [row.email for row in invited.invitations] == ["nel@voorbeeld.example", "ab@voorbeeld.example"]
    assert invited.already_there == [world.member.user.email]
    assert len({row.token_hash for row in invited.invitations}) == 2


def test_a_wrong_address_stops_them_all(world: World) -> None:
    with scope(world.community):
        with pytest.raises(WrongAddress) as refusal:
            invite_people(emails=["nel@voorbeeld.example", "ab@@"], by=world.actor("leader"))
        with pytest.raises(NobodyToInvite):
            invite_people(emails=[world.member.user.email], by=world.actor("leader"))
        assert not Invitation.objects.exists()
    assert "ab@@" in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_the_mail_carries_the_link_and_the_database_only_its_hash(
    world: World,
) -> None:
    invitation = invite(world, message="Doe je mee?")

    letter = mail.outbox[-1]
    assert letter.to == ["nel@voorbeeld.example"]
    assert "Doe je mee?" in letter.body
    token = re.search(r"/invitations/([\w-]+)/", str(letter.body))
    assert token
    assert token[1] == token_of(invitation)
    assert token[1] not in str(vars(invitation))


def test_who_accepts_becomes_what_the_invitation_says(world: World) -> None:
    user = make_user("nel@voorbeeld.example", name="Nel")
    invitation = invite(world, role=Role.COORDINATOR, local_group=world.group)

    membership = accept_invitation(token=token_of(invitation), user=user)

    with scope(world.community):
        held = membership.roles.get()
        assert (membership.user, membership.display_name, held.role) == (user, "Nel", "coordinator")
        assert held.granted_by_id == world.leader.user_id
        assert [row.local_group for row in membership.local_groups.all()] == [world.group]
        assert membership.periods.filter(to_at=None).count() == 1


def test_a_role_is_only_for_the_address_it_was_sent_to(world: World) -> None:
    invitation = invite(world, role=Role.TREASURER)

    with pytest.raises(InvitationForOther):
        accept_invitation(token=token_of(invitation), user=world.stranger)

    assert_unused(world, invitation)


def test_a_link_works_once(world: World) -> None:
    invitation = invite(world)
    first = accept_invitation(token=token_of(invitation), user=make_user("nel@voorbeeld.example"))

    with pytest.raises(InvitationUsed):
        accept_invitation(token=token_of(invitation), user=world.stranger)

    with scope(world.community):
        assert not Membership.objects.filter(user=world.stranger).exists()
        assert Invitation.objects.get(pk=invitation.pk).accepted_by == first


def test_the_same_person_may_come_twice(world: World) -> None:
    invitation = invite(world)
    user = make_user("nel@voorbeeld.example")

    first = accept_invitation(token=token_of(invitation), user=user)

    assert accept_invitation(token=token_of(invitation), user=user) == first


def test_an_expired_or_revoked_link_lets_nobody_in(world: World) -> None:
    expired = invite(world, valid_for=timedelta(days=-1))
    revoked = invite(world, "ab@voorbeeld.example")
    with scope(world.community):
        revoke_invitation(invitation=revoked, by=world.actor("leader"))

    with pytest.raises(InvitationExpired):
        accept_invitation(token=token_of(expired), user=world.stranger)
    with pytest.raises(InvitationRevoked):
        accept_invitation(token=token_of(revoked), user=world.stranger)

    assert_unused(world, expired)


def test_a_guessed_token_tells_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        accept_invitation(token="geraden", user=world.stranger)


def test_a_new_invitation_replaces_the_older_one(world: World) -> None:
    older, newer = invite(world), invite(world)

    with pytest.raises(InvitationRevoked):
        accept_invitation(token=token_of(older), user=world.stranger)
    assert accept_invitation(token=token_of(newer), user=world.stranger).user == world.stranger


@pytest.mark.parametrize("who", [*NOT_LEADERS])
def test_others_do_not_revoke_what_a_leader_sent(world: World, who: str) -> None:
    invitation = invite(world)
    with scope(world.community), pytest.raises(NotAllowed):
        revoke_invitation(invitation=invitation, by=world.actor(who))

    assert_unused(world, invitation)


@pytest.mark.django_db(transaction=True)
def test_two_who_use_one_link_at_the_same_moment_are_one_member() -> None:
    community = make_community(slug="wedloop")
    leader = make_member(community, Role.DOMAIN_LEADER)
    by = Actor(leader.user_id, community.pk, leader.pk, frozenset({"member", "domain_leader"}))
    with scope(community):
        invitation = invite_people(emails=["nel@voorbeeld.example"], by=by).invitations[0]
    people = [make_user() for _number in range(4)]

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda user: _try(invitation, user), people))

    assert sorted(answers) == ["invitation_used", "invitation_used", "invitation_used", "joined"]
    with scope(community):
        assert Membership.objects.exclude(pk=leader.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_who_clicks_twice_at_once_is_one_member() -> None:
    community = make_community(slug="dubbelklik")
    leader = make_member(community, Role.DOMAIN_LEADER)
    by = Actor(leader.user_id, community.pk, leader.pk, frozenset({"member", "domain_leader"}))
    with scope(community):
        invitation = invite_people(emails=["nel@voorbeeld.example"], by=by).invitations[0]
    user = make_user("nel@voorbeeld.example")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _n: _try(invitation, user), range(2)))

    assert answers == ["joined", "joined"]
    with scope(community):
        assert Membership.objects.filter(user=user).count() == 1


def _try(invitation: Invitation, user: User) -> str:
    try:
        accept_invitation(token=token_of(invitation), user=user)
    except DomainError as error:
        return error.code
    finally:
        connection.close()
    return "joined"


def assert_unused(world: World, invitation: Invitation) -> None:
    with scope(world.community):
        row = Invitation.objects.get(pk=invitation.pk)
        assert row.accepted_at is None
        assert row.revoked_at is None
        assert not Membership.objects.filter(user=world.stranger).exists()
        assert row.created_at <= timezone.now()
