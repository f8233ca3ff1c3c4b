"""Conversations: about a deal, or a question about a listing before there is any deal."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from marketplace.enums import ThreadKind
from marketplace.models import Deal, Listing, Message, Thread, ThreadReading
from marketplace.talking import rules
from weconomics.actor import Actor


@transaction.atomic
def thread_of(*, deal: Deal) -> Thread:
    """The one conversation of a deal, begun at the first call."""
    about = {"kind": ThreadKind.DEAL, "started_at": timezone.now()}
    return Thread.objects.get_or_create(deal=deal, defaults=about)[0]


@transaction.atomic
def thread_about(*, listing: Listing, asker_id: int, at: datetime | None = None) -> Thread:
    """The one conversation of this member about this listing; two questions sent at once find the same."""
    about = {"kind": ThreadKind.LISTING, "started_at": at or timezone.now()}
    return Thread.objects.get_or_create(listing=listing, asker_id=asker_id, defaults=about)[0]


@transaction.atomic
def read_thread(*, thread: Thread, by: Actor) -> None:
    """The member has everything before them that is said now. Reading what is read changes nothing."""
    if by.membership_id is None or not rules.may_read_thread(thread, by=by):
        return
    newest = Message.objects.filter(thread=thread).aggregate(at=Max("sent_at"))["at"]
    if newest is None:
        return
    reading, is_new = ThreadReading.objects.get_or_create(
        thread=thread, membership_id=by.membership_id, defaults={"read_at": newest}
    )
    if not is_new and (reading.read_at is None or reading.read_at < newest):
        ThreadReading.objects.filter(pk=reading.pk).update(read_at=newest)
