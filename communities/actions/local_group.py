"""Local groups are opened, described and closed; members take part."""

from typing import Any

from django.db import IntegrityError, transaction

from communities import rules
from communities.actions.conflicts import is_taken
from communities.actions.membership import enter_local_group
from communities.enums import LocalGroupState, PartnershipState
from communities.errors import LocalGroupClosed, NameTaken, WrongState
from communities.models import LocalGroup, LocalGroupMembership, Membership, MembershipRole, Partnership
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def open_local_group(
    *, name: str, place: str, lat: float, lon: float, by: Actor, radius_km: int = 5, description: str = ""
) -> LocalGroup:
    """Open a group around a place. Raises NotAllowed, NameTaken."""
    if not rules.may_lead(by=by):
        raise NotAllowed
    group = LocalGroup(name=name, place=place, lat=lat, lon=lon, radius_km=radius_km, description=description)
    return _save(group)


@transaction.atomic
def update_local_group(*, local_group: LocalGroup, by: Actor, **described: Any) -> LocalGroup:
    """Change name, place, lat, lon, radius_km or description. Raises NotAllowed, NameTaken."""
    if not rules.may_edit_local_group(local_group, by=by):
        raise NotAllowed
    if unknown := set(described) - {"name", "place", "lat", "lon", "radius_km", "description"}:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    group = LocalGroup.objects.select_for_update(of=("self",)).get(pk=local_group.pk)
    for field, value in described.items():
        setattr(group, field, value)
    return _save(group)


@transaction.atomic
def close_local_group(*, local_group: LocalGroup, by: Actor) -> LocalGroup:
    """Close a group: nobody joins through it any more. Live partnerships go first. Raises NotAllowed, WrongState."""
    if not rules.may_lead(by=by):
        raise NotAllowed
    group = LocalGroup.objects.select_for_update(of=("self",)).get(pk=local_group.pk)
    over = [PartnershipState.ENDED, PartnershipState.DECLINED]
    if Partnership.objects.filter(local_group=group).exclude(state__in=over).exists():
        raise WrongState
    group.state = LocalGroupState.CLOSED
    group.save(update_fields=["state"])
    return group


@transaction.atomic
def join_local_group(*, local_group: LocalGroup, by: Actor) -> LocalGroupMembership:
    """Take part in a group, oneself. Repetition does no harm. Raises NotAllowed, LocalGroupClosed."""
    if by.membership_id is None:
        raise NotAllowed
    if local_group.state != LocalGroupState.OPEN:
        raise LocalGroupClosed
    return enter_local_group(Membership.objects.get(pk=by.membership_id), local_group)


@transaction.atomic
def leave_local_group(*, local_group: LocalGroup, by: Actor) -> None:
    """Stop taking part; who coordinates the group stops that too. Raises NotAllowed."""
    if by.membership_id is None:
        raise NotAllowed
    MembershipRole.objects.filter(membership_id=by.membership_id, local_group=local_group).delete()
    LocalGroupMembership.objects.filter(membership_id=by.membership_id, local_group=local_group).delete()


def _save(group: LocalGroup) -> LocalGroup:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if not is_taken(error, "local_group_name_once"):
            raise
        raise NameTaken(data={"field": "name"}) from error
    return group
