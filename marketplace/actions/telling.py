"""Telling the other side what was said: here at the first message of a burst, by letter for all of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace.enums import DealState
from marketplace.models import Deal, Message, Review, Thread, ThreadReading
from marketplace.reviewing import SIDES, ends_at, other_of
from marketplace.talking.queries import untold_messages
from marketplace.talking.rules import Side, hearer_ids
from weconomics.jobs import enqueue

# A letter waits for what is typed right after it, and for an hour after the letter before.
SHORT_PAUSE = timedelta(minutes=2)
LONG_PAUSE = timedelta(hours=1)


@transaction.atomic
def tell_of_message(*, message_id: int, at: datetime | None = None) -> None:
    """Tell who hears it, once a burst: more messages before they look, or before the letter went out, tell nothing new.

    Nobody misses one: the letter holds everything that was not read, and what comes later begins the next burst.
    """
    message = Message.objects.select_related("thread__deal", "thread__listing", "author").get(pk=message_id)
    for membership_id in sorted(hearer_ids(message.thread, author_id=message.author_id)):
        reading = _locked_reading(message.thread, membership_id)
        first = untold_messages(message.thread, membership_id, reading).first()
        if first == message:
            _tell_here(message, membership_id)
            _plan_letter(reading, first, at or timezone.now())


@transaction.atomic
def letter_was_sent(
    *, thread: Thread, membership_id: int, until: datetime, at: datetime | None = None
) -> None:
    """Remember what the member was told, and plan the next letter for what was said meanwhile."""
    at = at or timezone.now()
    reading = _locked_reading(thread, membership_id)
    reading.told_at, reading.told_until = at, until
    reading.save(update_fields=["told_at", "told_until"])
    first = untold_messages(thread, membership_id, reading).first()
    if first is not None:
        _plan_letter(reading, first, at)


@transaction.atomic
def remind_of_review(*, deal_id: int, at: datetime | None = None) -> None:
    """Ask the sides that wrote nothing yet, while they still can. The job of the deal calls this once."""
    deal = Deal.objects.select_related("community").get(pk=deal_id)
    end = ends_at(deal)
    if deal.state != DealState.CONFIRMED or end is None or (at or timezone.now()) >= end:
        return
    written = Review.objects.filter(deal=deal).values_list("by_side", flat=True)
    late = [members_of(deal, side) for side in SIDES if side not in written]
    sentence = format_lazy(_("How was “{title}”? You can still review it."), title=deal.title)
    notify({pk for ids in late for pk in ids}, kind="review", text=sentence, url=_review_page(deal))


@transaction.atomic
def tell_that_reviews_show(*, deal_id: int) -> None:
    """Who was reviewed reads it now."""
    deal = Deal.objects.select_related("community").get(pk=deal_id)
    sides = Review.objects.filter(deal=deal, visible_at__isnull=False).values_list("by_side", flat=True)
    ids = {pk for side in sides for pk in members_of(deal, other_of(side))}
    sentence = format_lazy(_("You were reviewed for “{title}”."), title=deal.title)
    notify(ids, kind="review", text=sentence, url=_review_page(deal))


def members_of(deal: Deal, side: str) -> list[int]:
    """Whom to tell on one side of a deal."""
    return Side(getattr(deal, f"{side}_ref"), getattr(deal, f"{side}_membership_id")).member_ids


def _locked_reading(thread: Thread, membership_id: int) -> ThreadReading:
    """Under lock: a message that comes while a letter goes out is either in it or begins the next burst."""
    ThreadReading.objects.get_or_create(thread=thread, membership_id=membership_id)
    return ThreadReading.objects.select_for_update(of=("self",)).get(
        thread=thread, membership_id=membership_id
    )


def _tell_here(message: Message, membership_id: int) -> None:
    sentence = format_lazy(
        _("{name} wrote about “{title}”."), name=message.author.display_name, title=str(message.thread)
    )
    notify([membership_id], kind="message", text=sentence, url=page_of(message.thread), by_mail=False)


def _plan_letter(reading: ThreadReading, first: Message, at: datetime) -> None:
    after = [at + SHORT_PAUSE] + ([reading.told_at + LONG_PAUSE] if reading.told_at else [])
    enqueue(
        "marketplace.mail_thread",
        key=f"{reading.thread_id}:{reading.membership_id}:{first.pk}",
        payload={"thread_id": reading.thread_id, "membership_id": reading.membership_id},
        run_after=max(after),
    )


def _review_page(deal: Deal) -> str:
    return reverse("marketplace:deal", args=[deal.community.slug, deal.public_id]) + "#reviews"


def page_of(thread: Thread) -> str:
    """Where the thread is read: on its deal, or on a page of its own."""
    slug = thread.community.slug
    if thread.deal is not None:
        return reverse("marketplace:deal", args=[slug, thread.deal.public_id]) + "#messages"
    return reverse("marketplace:thread", args=[slug, thread.public_id])
