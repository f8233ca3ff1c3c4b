"""Roles, leaving, suspension, profiles."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from communities.actions.membership import (
    assign_role,
    leave_community,
    reinstate_member,
    suspend_member,
    withdraw_role,
)
from communities.actions.organisation import add_colleague, remove_colleague, update_organisation
from communities.actions.profile import update_account, update_profile
from communities.errors import (
    LastAdministrator,
    LastDomainLeader,
    NotAnActiveMember,
    ReasonRequired,
    RoleNeedsGroup,
    RoleWithoutGroup,
    VatIdRequired,
    WrongKvk,
    WrongState,
)
from communities.models import Membership, MembershipRole, PartnerColleague
from tests.communities.conftest import LEADERS, NOT_LEADERS, World
from tests.factories import actor_of, make_community, make_member, make_partner
from weconomics.actor import Role
from weconomics.errors import DomainError, NotAllowed
from weconomics.tenancy.scope import scope


@pytest.mark.parametrize("who", LEADERS)
def test_leaders_give_and_take_roles(world: World, who: str) -> None:
    with scope(world.community):
        by = world.actor(who)
        held = assign_role(membership=world.member, role=Role.TREASURER, by=by)
        assert held.granted_by_id == by.user_id
        assert assign_role(membership=world.member, role=Role.TREASURER, by=by) == held

        withdraw_role(membership=world.member, role=Role.TREASURER, by=by)

        assert not world.member.roles.exists()


@pytest.mark.parametrize("who", NOT_LEADERS)
def test_others_do_not_give_or_take_roles(world: World, who: str) -> None:
    with scope(world.community):
        before = set(MembershipRole.objects.values_list("membership_id", "role"))
        with pytest.raises(NotAllowed):
            assign_role(membership=world.member, role=Role.TREASURER, by=world.actor(who))
        with pytest.raises(NotAllowed):
            withdraw_role(membership=world.treasurer, role=Role.TREASURER, by=world.actor(who))
        assert set(MembershipRole.objects.values_list("membership_id", "role")) == before


def test_a_coordinator_belongs_to_a_group_and_takes_part_in_it(world: World) -> None:
    with scope(world.community):
        by = world.actor("leader")
        with pytest.raises(RoleNeedsGroup):
            assign_role(membership=world.member, role=Role.COORDINATOR, by=by)
        with pytest.raises(RoleWithoutGroup):
            assign_role(membership=world.member, role=Role.MODERATOR, local_group=world.group, by=by)
        assert not world.member.roles.exists()

        assign_role(membership=world.member, role=Role.COORDINATOR, local_group=world.group, by=by)

        assert world.actor("member").coordinated_group_ids == {world.group.pk}
        assert [row.local_group for row in world.member.local_groups.all()] == [world.group]


def test_the_last_domain_leader_stays(world: World) -> None:
    with scope(world.community):
        by = world.actor("leader")
        with pytest.raises(LastDomainLeader):
            withdraw_role(membership=world.leader, role=Role.DOMAIN_LEADER, by=by)
        with pytest.raises(LastDomainLeader):
            leave_community(membership=world.leader, by=by)
        assert world.actor("leader").leads

        assign_role(membership=world.member, role=Role.DOMAIN_LEADER, by=by)
        assert leave_community(membership=world.leader, by=by).state == "left"


@pytest.mark.django_db(transaction=True)
def test_two_last_leaders_do_not_both_leave_at_once() -> None:
    community = make_community(slug="samen-weg")
    leaders = [make_member(community, Role.DOMAIN_LEADER) for _number in range(2)]

    def leave(member: Membership) -> str:
        try:
            with scope(community):
                leave_community(membership=member, by=actor_of(member))
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(leave, leaders))

    assert answers == ["last_domain_leader", "left"]


def test_who_leaves_gives_up_roles_groups_and_work_but_keeps_the_periods(world: World) -> None:
    with scope(world.community):
        left = leave_community(membership=world.coordinator, by=world.actor("coordinator"))

        assert (left.state, left.left_at is not None) == ("left", True)
        assert not left.roles.exists()
        assert not left.local_groups.exists()
        assert [period.to_at is not None for period in left.periods.all()] == [True]


@pytest.mark.parametrize("who", [who for who in [*LEADERS, *NOT_LEADERS] if who != "member"])
def test_nobody_makes_another_leave(world: World, who: str) -> None:
    with scope(world.community):
        with pytest.raises(NotAllowed):
            leave_community(membership=world.member, by=world.actor(who))
        assert Membership.objects.get(pk=world.member.pk).is_active


def test_the_only_administrator_of_a_partner_hands_over_first(world: World) -> None:
    organisation = make_partner(world.community, admin=world.member)
    with scope(world.community):
        by = world.actor("member")
        with pytest.raises(LastAdministrator):
            leave_community(membership=world.member, by=by)
        with pytest.raises(LastAdministrator):
            remove_colleague(organisation=organisation, membership=world.member, by=by)
        with pytest.raises(LastAdministrator):
            add_colleague(organisation=organisation, membership=world.member, role="finance", by=by)

        add_colleague(organisation=organisation, membership=world.treasurer, role="admin", by=by)

        assert leave_community(membership=world.member, by=by).state == "left"
        now = PartnerColleague.objects.filter(organisation=organisation, removed_at=None)
        assert [row.membership for row in now] == [world.treasurer]


@pytest.mark.parametrize("who", [*LEADERS, "moderator"])
def test_leaders_and_moderators_suspend_a_member_and_let_them_in_again(world: World, who: str) -> None:
    with scope(world.community):
        by = world.actor(who)
        with pytest.raises(ReasonRequired):
            suspend_member(membership=world.member, reason=" ", by=by)
        suspended = suspend_member(membership=world.member, reason="Herhaald schelden.", by=by)
        assert (suspended.state, suspended.state_reason) == ("suspended", "Herhaald schelden.")
        with pytest.raises(NotAnActiveMember):
            assign_role(membership=world.member, role=Role.TREASURER, by=world.actor("leader"))

        again = reinstate_member(membership=suspended, by=by)

        assert (again.state, again.periods.count()) == ("active", 2)
        with pytest.raises(WrongState):
            reinstate_member(membership=again, by=by)


@pytest.mark.parametrize("who", ["visitor", "stranger", "neighbour", "member", "treasurer", "coordinator"])
def test_others_do_not_suspend(world: World, who: str) -> None:
    with scope(world.community):
        with pytest.raises(NotAllowed):
            suspend_member(membership=world.member, reason="x", by=world.actor(who))
        assert Membership.objects.get(pk=world.member.pk).is_active


def test_a_moderator_does_not_suspend_who_carries_a_role(world: World) -> None:
    with scope(world.community):
        with pytest.raises(NotAllowed):
            suspend_member(membership=world.treasurer, reason="x", by=world.actor("moderator"))
        assert Membership.objects.get(pk=world.treasurer.pk).is_active


def test_everybody_changes_the_own_profile_only(world: World) -> None:
    with scope(world.community):
        changed = update_profile(
            membership=world.member,
            by=world.actor("member"),
            display_name="Mies uit Eefde",
            trader_status="trader",
            kvk="00000004",
            vat_id="NL000000048B01",
        )
        assert (changed.display_name, changed.kvk, changed.vat_id) == (
            "Mies uit Eefde",
            "00000004",
            "NL000000048B01",
        )
        for who in [*LEADERS, "treasurer", "stranger", "visitor"]:
            with pytest.raises(NotAllowed):
                update_profile(membership=world.member, by=world.actor(who), display_name="Iemand anders")
        assert Membership.objects.get(pk=world.member.pk).display_name == "Mies uit Eefde"


def test_a_trader_fills_in_numbers_and_a_private_person_has_none(world: World) -> None:
    with scope(world.community):
        by = world.actor("member")
        with pytest.raises(WrongKvk):
            update_profile(membership=world.member, by=by, trader_status="trader")
        with pytest.raises(VatIdRequired):
            update_profile(membership=world.member, by=by, trader_status="trader", kvk="00000004")
        kor = update_profile(membership=world.member, by=by, trader_status="kor", kvk="00000004")
        assert (kor.kvk, kor.vat_id) == ("00000004", "")

        private = update_profile(membership=world.member, by=by, trader_status="private", kvk="00000004")

        assert private.kvk == ""


def test_the_account_is_changed_by_its_person_only(world: World) -> None:
    changed = update_account(user=world.stranger, by=world.actor("stranger"), name="Vera", language="en")
    assert (changed.name, changed.language) == ("Vera", "en")

    with pytest.raises(NotAllowed):
        update_account(user=world.stranger, by=world.actor("leader"), name="Gekaapt")
    world.stranger.refresh_from_db()
    assert world.stranger.name == "Vera"


@pytest.mark.parametrize("who", [*LEADERS, *(who for who in NOT_LEADERS if who != "member")])
def test_only_administrators_change_an_organisation_and_its_people(world: World, who: str) -> None:
    organisation = make_partner(world.community, admin=world.member)
    with scope(world.community):
        with pytest.raises(NotAllowed):
            update_organisation(organisation=organisation, by=world.actor(who), name="Gekaapt")
        with pytest.raises(NotAllowed):
            add_colleague(
                organisation=organisation, membership=world.treasurer, role="admin", by=world.actor(who)
            )
        with pytest.raises(NotAllowed):
            remove_colleague(organisation=organisation, membership=world.member, by=world.actor(who))
        organisation.refresh_from_db()
        assert organisation.name != "Gekaapt"
        assert organisation.colleagues.filter(removed_at=None).count() == 1


def test_a_photo_is_stored_under_a_name_that_says_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from io import BytesIO

    from PIL import Image

    from weconomics.pictures import clean_picture

    raw = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(raw, "JPEG")
    raw.seek(0)
    with scope(world.community):
        changed: Any = update_profile(
            membership=world.member, by=world.actor("member"), photo=clean_picture(raw)
        )

        assert changed.photo.name.startswith(f"communities/{world.community.pk}/members/")
        assert changed.photo.name.endswith(".webp")
        assert not update_profile(membership=world.member, by=world.actor("member"), remove_photo=True).photo
