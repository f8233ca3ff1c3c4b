"""Inviting people: a link each, that works once and only for a while."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from communities import rules
from communities.actions.membership import admit_member, enter_local_group, grant_role
from communities.enums import MembershipState
from communities.errors import (
    InvitationExpired,
    InvitationForOther,
    InvitationRevoked,
    InvitationUsed,
    NobodyToInvite,
    RoleNeedsGroup,
    TooManyInvitations,
    WrongAddress,
)
from communities.models import Invitation, LocalGroup, Membership, User
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed, NotFound
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import everything, scope

VALID_FOR = timedelta(days=14)
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class InvitedPeople:
    """What came of inviting: the new invitations, and the addresses that needed none."""

    invitations: list[Invitation]
    already_there: list[str]


@transaction.atomic
def invite_people(
    *,
    emails: Iterable[str],
    by: Actor,
    role: str = Role.MEMBER,
    local_group: LocalGroup | None = None,
    message: str = "",
    valid_for: timedelta = VALID_FOR,
) -> InvitedPeople:
    """Invite each address with a link of its own; a job sends the mails. An older open invitation is replaced.

    Members are passed over. A coordinator leaves invitations of others alone.
    Raises NotAllowed, WrongAddress, NobodyToInvite, TooManyInvitations, RoleNeedsGroup.
    """
    if not rules.may_invite(by=by, role=role, local_group=local_group):
        raise NotAllowed
    if role == Role.COORDINATOR and local_group is None:
        raise RoleNeedsGroup(data={"field": "local_group"})
    addresses = _clean(emails)
    known = _members_among(addresses) if role == Role.MEMBER else set()
    known |= set() if by.leads else _invited_among(addresses)
    wanted = [address for address in addresses if address not in known]
    if not wanted:
        raise NobodyToInvite(data={"field": "emails"})
    _revoke_open(wanted)
    made = [_invite(address, role, local_group, message, valid_for, by) for address in wanted]
    enqueue(
        "communities.mail_invitations", key=str(made[0].public_id), payload={"ids": [row.pk for row in made]}
    )
    return InvitedPeople(made, sorted(known))


def accept_invitation(*, token: str, user: User) -> Membership:
    """Make this person a member with what the invitation says; what it says was decided by who sent it.

    Opens the invitation's own community. The same person may come twice; anybody else is refused.
    Raises NotFound, InvitationUsed, InvitationExpired, InvitationRevoked, InvitationForOther, NotAllowed.
    """
    community_id = community_of_token(token)
    with scope(community_id):
        # The lock makes the link single-use: the second waits here and then reads that it was used.
        invitation = Invitation.objects.select_for_update(of=("self",)).get(token_hash=hash_of(token))
        if invitation.accepted_by and invitation.accepted_by.user_id == user.pk:
            return invitation.accepted_by
        _require_open(invitation)
        if invitation.role != Role.MEMBER and user.email.lower() != invitation.email:
            raise InvitationForOther
        membership = _let_in(invitation, user)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), membership
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """Make a link worthless. A repeated call changes nothing. Raises NotAllowed, InvitationUsed."""
    if not rules.may_invite(by=by, role=invitation.role, local_group=invitation.local_group):
        raise NotAllowed
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at:
        raise InvitationUsed
    if not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return invitation


def community_of_token(token: str) -> int:
    """The community a link leads to. Raises NotFound: whoever guesses learns nothing."""
    with everything("an invitation link names its community only by its token"):
        found = (
            Invitation.objects.filter(token_hash=hash_of(token))
            .values_list("community_id", flat=True)
            .first()
        )
    if found is None:
        raise NotFound(gettext("This invitation does not exist. Check that you copied the whole link."))
    return found


def token_of(invitation: Invitation) -> str:
    """The secret of the link, made from our key, so that the mail job can write it and the database never holds it."""
    digest = salted_hmac("communities.invitation", str(invitation.public_id), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _clean(emails: Iterable[str]) -> list[str]:
    addresses = list(dict.fromkeys(address.strip().lower() for address in emails if address.strip()))
    if not addresses:
        raise NobodyToInvite(data={"field": "emails"})
    if len(addresses) > MOST_AT_ONCE:
        raise TooManyInvitations(data={"field": "emails"})
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            sentence = gettext("“%(address)s” is not an e-mail address.") % {"address": address}
            raise WrongAddress(sentence, data={"field": "emails"}) from error
    return addresses


def _members_among(addresses: list[str]) -> set[str]:
    members = Membership.objects.filter(state=MembershipState.ACTIVE, user__email__in=addresses)
    return set(members.values_list("user__email", flat=True))


def _invited_among(addresses: list[str]) -> set[str]:
    waiting = Invitation.objects.filter(email__in=addresses, accepted_at=None, revoked_at=None)
    return set(waiting.filter(expires_at__gt=timezone.now()).values_list("email", flat=True))


def _revoke_open(addresses: list[str]) -> None:
    waiting = Invitation.objects.filter(email__in=addresses, accepted_at=None, revoked_at=None)
    waiting.update(revoked_at=timezone.now())


def _invite(
    address: str, role: str, local_group: LocalGroup | None, message: str, valid_for: timedelta, by: Actor
) -> Invitation:
    invitation = Invitation(
        email=address,
        role=role,
        local_group=local_group,
        message=message,
        invited_by_id=by.user_id,
        expires_at=timezone.now() + valid_for,
    )
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.save()
    return invitation


def _require_open(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.revoked_at:
        raise InvitationRevoked
    if invitation.expires_at <= timezone.now():
        raise InvitationExpired


def _let_in(invitation: Invitation, user: User) -> Membership:
    actor = Actor(user_id=invitation.invited_by_id, community_id=invitation.community_id)
    membership = Membership.objects.filter(user=user, state=MembershipState.ACTIVE).first()
    if membership is None:
        membership = admit_member(user_id=user.pk)
    if invitation.local_group:
        enter_local_group(membership, invitation.local_group)
    if invitation.role != Role.MEMBER:
        group = invitation.local_group if invitation.role == Role.COORDINATOR else None
        grant_role(membership, invitation.role, local_group=group, by=actor)
    return membership
