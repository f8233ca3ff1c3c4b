"""The letter that tells what was said, and can be answered."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from communities.interface import Mailbox, mailboxes
from marketplace.mailing.addresses import Place, reply_address
from marketplace.models import Message, Thread, ThreadReading
from marketplace.talking.queries import untold_messages, with_both_sides

MOST_MESSAGES = 30
# RFC 3834: absence notes do not answer this, and Exchange is asked in its own words.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Parcel:
    """What one member is to be told of one thread, read in its scope; sending happens outside of it."""

    thread: Thread
    messages: list[Message]
    mailbox: Mailbox | None
    link: str


def parcel_for(thread_id: int, membership_id: int, link_of: Any) -> Parcel | None:
    """None when there is nothing to tell any more: it was read, or told before."""
    thread = with_both_sides(Thread.objects.filter(pk=thread_id)).get()
    reading = ThreadReading.objects.filter(thread=thread, membership_id=membership_id).first()
    messages = list(
        untold_messages(thread, membership_id, reading).prefetch_related("attachments")[:MOST_MESSAGES]
    )
    if not messages:
        return None
    mailbox = mailboxes([membership_id]).get(membership_id)
    wants = mailbox if mailbox and mailbox.wants_mail else None
    return Parcel(thread, messages, wants, settings.SITE_URL + link_of(thread))


def letter_of(parcel: Parcel) -> EmailMultiAlternatives | None:
    """The letter in the member's language; None for who wants no mail."""
    box, thread = parcel.mailbox, parcel.thread
    if box is None:
        return None
    answers_to = reply_address(Place(thread.community.pk, thread.pk, box.membership_id))
    names = ", ".join(dict.fromkeys(message.author.display_name for message in parcel.messages))
    about = {
        "thread": thread,
        "thread_messages": parcel.messages,
        "community": thread.community,
        "link": parcel.link,
        "names": names,
        "is_answerable": bool(answers_to),
    }
    with override(box.language):
        subject = render_to_string("marketplace/mail/thread_subject.txt", about)
        text = render_to_string("marketplace/mail/thread.txt", about)
        page = render_to_string("marketplace/mail/thread.html", about)
    letter = EmailMultiAlternatives(
        " ".join(subject.split()),
        text,
        from_email=_sender(names, thread.community.name),
        to=[box.email],
        reply_to=[answers_to] if answers_to else None,
        headers={**HEADERS, "References": _chain(thread)},
    )
    letter.attach_alternative(page, "text/html")
    return letter


def _sender(names: str, community: str) -> str:
    """Their name and where, from our own address: another's address would be a forgery to every mail server."""
    return formataddr((f"{names} · {community}", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _chain(thread: Thread) -> str:
    """One name for all letters of a thread: mail programs put them together."""
    return f"<thread-{thread.public_id}@{settings.MAIL_IN_DOMAIN or 'weconomics.invalid'}>"
