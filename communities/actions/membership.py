"""People become members, carry roles, leave and are suspended."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from communities import rules
from communities.enums import MembershipState, PartnershipState
from communities.errors import (
    AlreadyMember,
    LastAdministrator,
    LastDomainLeader,
    NotAnActiveMember,
    ReasonRequired,
    RoleNeedsGroup,
    RoleWithoutGroup,
    WrongState,
)
from communities.events import MemberJoined, MemberLeft
from communities.models import (
    LocalGroup,
    LocalGroupMembership,
    Membership,
    MembershipPeriod,
    MembershipRole,
    PartnerColleague,
    User,
)
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def assign_role(
    *, membership: Membership, role: str, local_group: LocalGroup | None = None, by: Actor
) -> MembershipRole:
    """Give an active member a role; a coordinator gets it in one local group and takes part in that group.

    A repeated call returns the role that is there. Raises NotAllowed, NotAnActiveMember, RoleNeedsGroup,
    RoleWithoutGroup.
    """
    if not rules.may_lead(by=by):
        raise NotAllowed
    membership = _lock(membership)
    if not membership.is_active:
        raise NotAnActiveMember
    return grant_role(membership, role, local_group=local_group, by=by)


@transaction.atomic
def withdraw_role(
    *, membership: Membership, role: str, local_group: LocalGroup | None = None, by: Actor
) -> None:
    """Take a role away. A role that is not there does no harm. Raises NotAllowed, LastDomainLeader."""
    if not rules.may_lead(by=by):
        raise NotAllowed
    _lock(membership)
    if role == Role.DOMAIN_LEADER:
        _require_another_leader(membership)
    MembershipRole.objects.filter(membership=membership, role=role, local_group=local_group).delete()


@transaction.atomic
def leave_community(*, membership: Membership, by: Actor) -> Membership:
    """End one's own membership: roles, groups and work for organisations end with it. What was agreed stays.

    Raises NotAllowed, LastDomainLeader, LastAdministrator.
    """
    if not rules.may_leave(membership, by=by):
        raise NotAllowed
    membership = _lock(membership)
    if membership.state != MembershipState.ACTIVE:
        return membership
    _release(membership, new_state=MembershipState.LEFT)
    return membership


@transaction.atomic
def suspend_member(*, membership: Membership, reason: str, by: Actor) -> Membership:
    """Shut a member out for now, with reasons they can read; their roles end.

    Raises NotAllowed, ReasonRequired, NotAnActiveMember, LastDomainLeader, LastAdministrator.
    """
    if not rules.may_suspend(membership, by=by):
        raise NotAllowed
    if not reason.strip():
        raise ReasonRequired(data={"field": "reason"})
    membership = _lock(membership)
    if not membership.is_active:
        raise NotAnActiveMember
    _release(membership, new_state=MembershipState.SUSPENDED, reason=reason)
    return membership


@transaction.atomic
def reinstate_member(*, membership: Membership, by: Actor) -> Membership:
    """Let a suspended member in again, without the roles of before. Raises NotAllowed, WrongState."""
    if not rules.may_suspend(membership, by=by):
        raise NotAllowed
    membership = _lock(membership)
    if membership.state != MembershipState.SUSPENDED:
        raise WrongState
    _begin(membership, timezone.now())
    return membership


def admit_member(
    *,
    user_id: int,
    display_name: str = "",
    local_group: LocalGroup | None = None,
    at: datetime | None = None,
) -> Membership:
    """Make a person a member, or one who left a member again. For the verbs that let people in, inside their transaction.

    `at` is for members who were there before the product was.

    Raises AlreadyMember, NotAllowed for who is suspended.
    """
    # One row to lock for all ways in: two doors at once make one membership.
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    membership = Membership.objects.select_for_update(of=("self",)).filter(user=user).first()
    if membership is None:
        name = display_name or user.name or gettext("New member")
        membership = Membership(user=user, display_name=name, about=user.about)
    elif membership.state == MembershipState.ACTIVE:
        raise AlreadyMember
    elif membership.state == MembershipState.SUSPENDED:
        raise NotAllowed(gettext("Your membership is suspended. Contact the domain leader."))
    _begin(membership, at or timezone.now())
    if local_group:
        enter_local_group(membership, local_group)
    return membership


def grant_role(
    membership: Membership, role: str, *, local_group: LocalGroup | None, by: Actor
) -> MembershipRole:
    """Write the role down. For verbs, after they asked their rule. Raises RoleNeedsGroup, RoleWithoutGroup."""
    if role == Role.COORDINATOR and local_group is None:
        raise RoleNeedsGroup(data={"field": "local_group"})
    if role != Role.COORDINATOR and local_group is not None:
        raise RoleWithoutGroup(data={"field": "local_group"})
    if local_group:
        enter_local_group(membership, local_group)
    granted, _is_new = MembershipRole.objects.get_or_create(
        membership=membership, role=role, local_group=local_group, defaults={"granted_by_id": by.user_id}
    )
    return granted


def enter_local_group(membership: Membership, local_group: LocalGroup) -> LocalGroupMembership:
    """Take part in a group. For verbs; repetition does no harm."""
    return LocalGroupMembership.objects.get_or_create(membership=membership, local_group=local_group)[0]


def _lock(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)


def _begin(membership: Membership, at: datetime) -> None:
    membership.state, membership.state_reason = MembershipState.ACTIVE, ""
    membership.joined_at, membership.left_at = at, None
    membership.save()
    MembershipPeriod.objects.create(membership=membership, from_at=at)
    publish(MemberJoined(membership_id=membership.pk))


def _release(membership: Membership, *, new_state: MembershipState, reason: str = "") -> None:
    _require_another_leader(membership)
    _require_other_administrators(membership)
    now = timezone.now()
    membership.state, membership.state_reason = new_state, reason
    membership.left_at = now if new_state == MembershipState.LEFT else None
    membership.save(update_fields=["state", "state_reason", "left_at"])
    membership.periods.filter(to_at=None).update(to_at=now)
    membership.organisations.filter(removed_at=None).update(removed_at=now)
    membership.roles.all().delete()
    membership.local_groups.all().delete()
    publish(MemberLeft(membership_id=membership.pk))


def _require_another_leader(membership: Membership) -> None:
    """Locks the leaders' roles in order: two leaders who leave at once must not both find the other."""
    leaders = MembershipRole.objects.select_for_update().filter(role=Role.DOMAIN_LEADER).order_by("pk")
    holders = {row.membership_id for row in leaders}
    if holders == {membership.pk}:
        raise LastDomainLeader


def _require_other_administrators(membership: Membership) -> None:
    own = PartnerColleague.objects.filter(membership=membership, removed_at=None, role="admin")
    live = own.exclude(
        organisation__partnerships__state__in=[PartnershipState.ENDED, PartnershipState.DECLINED]
    )
    for organisation_id in live.values_list("organisation_id", flat=True).distinct():
        require_another_administrator(organisation_id, membership.pk)


def require_another_administrator(organisation_id: int, membership_id: int) -> None:
    """Raises LastAdministrator when this member is the only one left. Locks them in order, as above."""
    rows = PartnerColleague.objects.select_for_update().filter(
        organisation_id=organisation_id, removed_at=None, role="admin"
    )
    if {row.membership_id for row in rows.order_by("pk")} == {membership_id}:
        raise LastAdministrator
