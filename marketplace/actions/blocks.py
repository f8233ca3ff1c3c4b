"""Not wanting to hear from somebody, and wanting to again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.events import MembersParted, MembersReconciled
from marketplace.models import Block
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def block_member(*, membership_id: int, by: Actor, at: datetime | None = None) -> Block:
    """From now on the two cannot write, propose or be suggested to each other; what binds them already goes on.

    Nobody is told. A repeated call changes nothing. Raises NotAllowed.
    """
    _check(by, membership_id)
    block, is_new = Block.objects.get_or_create(
        blocker_id=by.membership_id, blocked_id=membership_id, defaults={"at": at or timezone.now()}
    )
    if is_new:
        publish(MembersParted(block.blocker_id, block.blocked_id))
    return block


@transaction.atomic
def unblock_member(*, membership_id: int, by: Actor) -> None:
    """What the other may have blocked stays blocked. A repeated call changes nothing. Raises NotAllowed."""
    _check(by, membership_id)
    gone, _models = Block.objects.filter(blocker_id=by.membership_id, blocked_id=membership_id).delete()
    if gone and by.membership_id is not None:
        publish(MembersReconciled(by.membership_id, membership_id))


def _check(by: Actor, membership_id: int) -> None:
    if by.membership_id is None or by.client_id is not None:
        raise NotAllowed
    if by.membership_id == membership_id:
        raise NotAllowed(_("You cannot block yourself."))
