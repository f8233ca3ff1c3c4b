"""What a measure of a moderator does to a membership: shut out and let in again as it was, a profile hidden and shown."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from communities import rules
from communities.actions.membership import reinstate_member, suspend_member
from communities.enums import LocalGroupState, MembershipState
from communities.models import (
    LocalGroup,
    LocalGroupMembership,
    Membership,
    MembershipRole,
    PartnerColleague,
)
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def shut_out_member(*, membership_id: int, reason: str, by: Actor) -> dict[str, Any]:
    """Suspend a member. Returns what they were, for `let_in_as_before`; plain values that JSON takes.

    Raises NotAllowed, ReasonRequired, NotAnActiveMember, LastDomainLeader, LastAdministrator.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    before = _as_it_is(membership)
    suspend_member(membership=membership, reason=reason, by=by)
    return before


@transaction.atomic
def let_in_as_before(*, membership_id: int, before: dict[str, Any], by: Actor) -> bool:
    """Undo `shut_out_member`: member since the same day, with the same roles, groups and work for organisations.

    False when they are no longer suspended: somebody let them in already, or they left. Raises NotAllowed.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    if membership.state != MembershipState.SUSPENDED:
        return False
    membership = reinstate_member(membership=membership, by=by)
    if joined_at := parse_datetime(before.get("joined_at") or ""):
        Membership.objects.filter(pk=membership_id).update(joined_at=joined_at)
    _give_back(membership, before)
    return True


@transaction.atomic
def hide_profile(*, membership_id: int, is_hidden: bool, by: Actor, at: datetime | None = None) -> None:
    """Photo and words about oneself are shown to nobody else, or shown again. A repeated call changes nothing.

    Raises NotAllowed.
    """
    if not rules.may_hide_profile(membership_id, by=by):
        raise NotAllowed
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    if (membership.profile_hidden_at is not None) != is_hidden:
        membership.profile_hidden_at = (at or timezone.now()) if is_hidden else None
        membership.save(update_fields=["profile_hidden_at"])


def _as_it_is(membership: Membership) -> dict[str, Any]:
    roles = membership.roles.values_list("role", "local_group_id", "granted_by_id")
    groups = membership.local_groups.values_list("local_group_id", flat=True)
    work = membership.organisations.filter(removed_at=None).values_list("pk", flat=True)
    return {
        "joined_at": membership.joined_at.isoformat(),
        "roles": [list(row) for row in roles],
        "groups": list(groups),
        "organisations": list(work),
    }


def _give_back(membership: Membership, before: dict[str, Any]) -> None:
    """What does not exist any more is left out."""
    open_groups = set(
        LocalGroup.objects.filter(state=LocalGroupState.OPEN, pk__in=before.get("groups", [])).values_list(
            "pk", flat=True
        )
    )
    for group_id in before.get("groups", []):
        if group_id in open_groups:
            LocalGroupMembership.objects.get_or_create(membership=membership, local_group_id=group_id)
    for role, group_id, granted_by in before.get("roles", []):
        if group_id is None or group_id in open_groups:
            MembershipRole.objects.get_or_create(
                membership=membership,
                role=role,
                local_group_id=group_id,
                defaults={"granted_by_id": granted_by},
            )
    PartnerColleague.objects.filter(
        pk__in=before.get("organisations", []), membership=membership, removed_at__isnull=False
    ).update(removed_at=None)
