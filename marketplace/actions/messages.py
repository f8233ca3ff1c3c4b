"""What people say to each other in a thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import mailboxes
from marketplace.actions.threads import thread_about, thread_of
from marketplace.errors import NotOpenForDeals, OutOfReach
from marketplace.events import MessageSent
from marketplace.limits import check_daily
from marketplace.models import Deal, Listing, Message, MessageAttachment, Thread
from marketplace.talking import rules
from marketplace.talking.attachments import CleanFile, clean_attachments
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.events import publish

LONGEST = 5000
MOST_A_DAY = 200


@transaction.atomic
def write_message(
    *,
    thread: Thread,
    text: str,
    by: Actor,
    files: Sequence[IO[bytes]] = (),
    mail_id: str | None = None,
    at: datetime | None = None,
) -> Message:
    """Say something to the other side; they are told. A second letter with the same `mail_id` returns the first message.

    Raises NotAllowed, OutOfReach, TooMuchToday, AttachmentRefused, DomainError where nothing is said.
    """
    if not rules.may_write(thread, by=by) or by.membership_id is None:
        raise NotAllowed(_("Only the two who talk here write here."))
    clean = clean_attachments(files)  # slow, so before the lock
    thread = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    if mail_id and (known := Message.objects.filter(mail_id=mail_id).first()):
        return known
    # Under the lock, so that the moments of a thread follow each other as its messages do.
    at = at or timezone.now()
    _check_reach(thread, by.membership_id)
    mine = Message.objects.filter(author_id=by.membership_id)
    check_daily(mine, most=MOST_A_DAY, membership_id=by.membership_id, time="sent_at", at=at)
    message = Message.objects.create(
        thread=thread, author_id=by.membership_id, text=_words(text, clean), sent_at=at, mail_id=mail_id
    )
    _attach(message, clean)
    Thread.objects.filter(pk=thread.pk).update(last_message_at=_latest(thread.last_message_at, at))
    publish(MessageSent(message.pk))
    return message


@transaction.atomic
def send_message(
    *, deal: Deal, text: str, by: Actor, files: Sequence[IO[bytes]] = (), at: datetime | None = None
) -> Message:
    """Say something about a deal. Raises as write_message does."""
    return write_message(thread=thread_of(deal=deal), text=text, by=by, files=files, at=at)


@transaction.atomic
def ask_about_listing(
    *, listing: Listing, text: str, by: Actor, files: Sequence[IO[bytes]] = (), at: datetime | None = None
) -> Message:
    """Ask the owner something before any deal. One conversation per member and listing: the next question goes on in it.

    Whether the member sees the listing is asked by the caller. Raises NotAllowed, NotOpenForDeals and as write_message.
    """
    if not rules.may_ask(listing, by=by) or by.membership_id is None:
        raise NotAllowed(_("This listing is your own: others ask you."))
    known = Thread.objects.filter(listing=listing, asker_id=by.membership_id).first()
    if known is None and not listing.is_published:
        raise NotOpenForDeals
    thread = known or thread_about(listing=listing, asker_id=by.membership_id, at=at)
    return write_message(thread=thread, text=text, by=by, files=files, at=at)


def _check_reach(thread: Thread, author_id: int) -> None:
    """Somebody of the other side takes part still, and is not apart from the writer."""
    if not mailboxes(rules.hearer_ids(thread, author_id=author_id)):
        raise OutOfReach


def _words(text: str, files: list[CleanFile]) -> str:
    words = text.replace("\x00", "").strip()[:LONGEST] or ", ".join(file.name for file in files)
    if not words:
        raise DomainError(_("Write something first."), code="message_empty", data={"field": "text"})
    return words


def _attach(message: Message, files: list[CleanFile]) -> None:
    for file in files:
        MessageAttachment.objects.create(
            message=message,
            file=ContentFile(file.content, name=file.stored_name),
            name=file.name,
            content_type=file.content_type,
            size_bytes=len(file.content),
        )


def _latest(before: datetime | None, at: datetime) -> datetime:
    return max(before, at) if before else at
