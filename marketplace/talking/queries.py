"""Reads of threads. Every list asks the same number of queries, however many rows."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from marketplace import queries
from marketplace.blocking import blocked_with
from marketplace.enums import RUNNING, ListingState
from marketplace.models import Deal, Listing, Message, MessageAttachment, Thread, ThreadReading
from weconomics.actor import Actor

STILL_NEWS = timedelta(days=14)
OPEN_LISTINGS = (ListingState.PUBLISHED, ListingState.PAUSED)


def threads_of(actor: Actor) -> QuerySet[Thread]:
    """Threads in which something was said, of the actor and of the organisations they act for, the newest first.

    A union of ids: each part reads its own index, where one condition over three tables would read every thread.
    """
    if actor.membership_id is None:
        return Thread.objects.none()
    of_deals = Thread.objects.filter(deal__in=_deals_of(actor))
    of_listings = Thread.objects.filter(listing__in=_listings_of(actor))
    asked = Thread.objects.filter(asker_id=0 if actor.acts_only_for_organisation else actor.membership_id)
    ids = (
        of_deals.order_by()
        .values("pk")
        .union(*(rows.order_by().values("pk") for rows in (of_listings, asked)))
    )
    return with_both_sides(Thread.objects.filter(pk__in=ids, last_message_at__isnull=False))


def with_both_sides(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Deal or listing, in the same query."""
    return threads.select_related("deal", "listing", "community")


def with_unread(threads: QuerySet[Thread], membership_id: int) -> QuerySet[Any]:
    """Adds `unread`: messages of others since this member last read the thread."""
    reading = ThreadReading.objects.filter(thread=OuterRef("thread_id"), membership_id=membership_id)
    newer = (
        Message.objects.filter(thread=OuterRef("pk"), hidden_at=None)
        .exclude(author_id=membership_id)
        .annotate(last_read=Subquery(reading.values("read_at")[:1]))
        .filter(Q(last_read=None) | Q(sent_at__gt=F("last_read")))
    )
    count = newer.order_by().values("thread").annotate(count=Count("pk")).values("count")
    return threads.annotate(unread=Coalesce(Subquery(count, output_field=IntegerField()), 0))


def unread_first(threads: QuerySet[Any]) -> QuerySet[Any]:
    """Threads with something new, then the others; within each the newest first."""
    is_new = ExpressionWrapper(Q(unread__gt=0), BooleanField())
    return threads.order_by(is_new.desc(), "-last_message_at", "-pk")


def that_matter(threads: QuerySet[Thread], *, at: datetime) -> QuerySet[Thread]:
    """Threads a person may still want to answer: the deal runs, the listing is open, or it is news of two weeks."""
    return threads.filter(
        Q(deal__state__in=RUNNING)
        | Q(listing__state__in=OPEN_LISTINGS)
        | Q(last_message_at__gte=at - STILL_NEWS)
    )


def unread_thread_count(actor: Actor, *, at: datetime) -> int:
    """For the menu: threads that still matter with something new in them, without those of people who are apart."""
    if actor.membership_id is None:
        return 0
    apart = blocked_with(actor.membership_id)
    rows = with_unread(that_matter(threads_of(actor), at=at), actor.membership_id).filter(unread__gt=0)
    if apart:
        rows = rows.exclude(kind="listing", asker_id__in=apart)
        rows = rows.exclude(
            kind="listing", listing__owner_membership_id__in=apart, listing__owner_organisation=None
        )
    return rows.count()


def thread_of_deal(deal: Deal) -> Thread | None:
    return with_both_sides(Thread.objects.filter(deal=deal)).first()


def thread_of_asker(listing: Listing, membership_id: int | None) -> Thread | None:
    """The one thread of this member about this listing."""
    return with_both_sides(Thread.objects.filter(listing=listing, asker_id=membership_id)).first()


def questions_about(listing: Listing, membership_id: int) -> QuerySet[Any]:
    """For the owner: each asker's thread with its asker, the newest first."""
    rows = Thread.objects.filter(listing=listing, last_message_at__isnull=False)
    return with_unread(rows.select_related("asker__user", "community", "listing"), membership_id)


def messages_of(thread: Thread | None) -> QuerySet[Message]:
    """What was said, oldest first, with authors and attachments."""
    rows = Message.objects.filter(thread=thread) if thread else Message.objects.none()
    return rows.select_related("author__user", "community").prefetch_related("attachments")


def last_messages(threads: list[Thread]) -> dict[int, Message]:
    """The newest message that is not hidden, by thread. One query."""
    rows = Message.objects.filter(thread__in=threads, hidden_at=None).select_related("author")
    newest = rows.order_by("thread_id", "-sent_at", "-pk").distinct("thread_id")
    return {row.thread_id: row for row in newest}


def attachments() -> QuerySet[MessageAttachment]:
    return MessageAttachment.objects.select_related(
        "message__thread__deal", "message__thread__listing", "message__author"
    )


def untold_messages(thread: Thread, membership_id: int, reading: ThreadReading | None) -> QuerySet[Message]:
    """Messages of others that this member has neither read nor been told of by letter, oldest first."""
    rows = Message.objects.filter(thread=thread, hidden_at=None).exclude(author_id=membership_id)
    known = [moment for moment in (reading.read_at, reading.told_until) if moment] if reading else []
    rows = rows.filter(sent_at__gt=max(known)) if known else rows
    return rows.select_related("author").order_by("sent_at", "pk")


def _deals_of(actor: Actor) -> Any:
    return queries.deals_of(actor).select_related(None).order_by().values("pk")


def _listings_of(actor: Actor) -> Any:
    return queries.listings_of(actor).select_related(None).order_by().values("pk")
