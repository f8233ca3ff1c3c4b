"""Telling members something, inside the product and by mail."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override

from communities.enums import MailPreference, MembershipState
from communities.models import Membership, Notification
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue


@transaction.atomic
def notify(
    membership_ids: Iterable[int], *, kind: str, text: str | Promise, url: str, by_mail: bool = True
) -> list[int]:
    """Tell these members something, each in their own language when `text` is lazy; mail follows by a job.

    `url` is a path of ours. Without `by_mail` the caller sends a letter of its own. Only active members are told.
    Returns the ids of the notifications.
    """
    told = Membership.objects.filter(pk__in=set(membership_ids), state=MembershipState.ACTIVE).select_related(
        "user"
    )
    rows = Notification.objects.bulk_create(
        [
            Notification(membership=member, kind=kind, url=url, text=_in_language_of(member, text))
            for member in told.order_by("pk")
        ]
    )
    wanted = [row.pk for row in rows if row.membership.mail_preference == MailPreference.EACH]
    if wanted and by_mail:
        enqueue("communities.mail_notifications", key=f"{wanted[0]}-{wanted[-1]}", payload={"ids": wanted})
    return [row.pk for row in rows]


@transaction.atomic
def mark_notifications_read(*, by: Actor, notification: Notification | None = None) -> int:
    """Mark one of the actor's notifications as read, or all of them. Returns how many were unread."""
    if by.membership_id is None or (notification and notification.membership_id != by.membership_id):
        raise NotAllowed
    unread = Notification.objects.filter(membership_id=by.membership_id, read_at=None)
    if notification:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())


def _in_language_of(member: Membership, text: str | Promise) -> str:
    with override(member.user.language):
        return str(text)[:500]
