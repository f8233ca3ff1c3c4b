"""Who is there: numbers and ids."""

from datetime import datetime

from django.utils import timezone

from communities import rules
from communities.enums import LocalGroupState, MembershipState
from communities.interface.cards import LocalGroupRef
from communities.models import Invitation, LocalGroup, LocalGroupMembership, Membership, MembershipRole
from weconomics.actor import Actor, Role


def active_member_count() -> int:
    return Membership.objects.filter(state=MembershipState.ACTIVE).count()


def active_member_ids() -> list[int]:
    """The membership ids of everybody who takes part now, in order."""
    return list(
        Membership.objects.filter(state=MembershipState.ACTIVE).order_by("pk").values_list("pk", flat=True)
    )


def joined_at(membership_id: int) -> datetime:
    """Since when this member takes part, unbroken. Raises Membership.DoesNotExist for one of another community."""
    return Membership.objects.values_list("joined_at", flat=True).get(pk=membership_id)


def profile_of(membership_id: int) -> tuple[str, str]:
    """What a member says of themselves, and the stored name of their photo here or of the account; hidden or not."""
    row = Membership.objects.select_related("user").get(pk=membership_id)
    return row.about, str(row.photo or row.user.photo or "")


def may_suspend(membership_id: int, *, by: Actor) -> bool:
    """Whether the actor may shut this active member out."""
    row = Membership.objects.filter(pk=membership_id, state=MembershipState.ACTIVE).first()
    return row is not None and rules.may_suspend(row, by=by)


def invited_count() -> int:
    """Everybody who was asked along: the members plus the invitations that can still be accepted."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return active_member_count() + waiting.count()


def member_ids_with_role(role: str) -> list[int]:
    """Active members who hold this role (coordinators of any group); for `member` all of them."""
    if role == Role.MEMBER:
        return active_member_ids()
    rows = MembershipRole.objects.filter(role=role, membership__state=MembershipState.ACTIVE)
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True).distinct())


def local_groups() -> list[LocalGroupRef]:
    """The open local groups, by name."""
    return [
        LocalGroupRef(row.pk, row.public_id, row.name, row.lat, row.lon, row.radius_km)
        for row in LocalGroup.objects.filter(state=LocalGroupState.OPEN).order_by("name")
    ]


def local_group_ids_of(membership_id: int) -> list[int]:
    rows = LocalGroupMembership.objects.filter(membership_id=membership_id)
    return list(rows.order_by("local_group_id").values_list("local_group_id", flat=True))
