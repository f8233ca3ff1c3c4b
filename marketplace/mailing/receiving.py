"""A letter that comes in becomes a message, or nothing. Nobody gets an answer by mail: strangers would learn from it,
and two machines could go on answering each other."""

from enum import StrEnum

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.access import actor_of_member
from communities.interface import mailboxes, notify
from marketplace.actions.messages import write_message
from marketplace.mailing.addresses import Place, place_in
from marketplace.mailing.cutting import new_text
from marketplace.mailing.letters import Letter, read_letter
from marketplace.models import Message, Thread
from marketplace.talking.queries import with_both_sides
from marketplace.talking.rules import may_write
from weconomics.actor import Actor
from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope

logger = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a letter; for the log and the tests, never for the sender."""

    POSTED = "posted"
    REPEATED = "repeated"
    REFUSED = "refused"  # the member reads why, here in the product
    IGNORED = "ignored"


def receive_letter(raw: bytes, *, recipient: str = "") -> Outcome:
    """Read one RFC 822 letter. `recipient` is the address of the envelope, where the mail server tells it.

    The signed address names the community, so the scope is that one. Repeating a letter posts it once.
    """
    letter = read_letter(raw)
    place = None if letter.is_automatic else place_in([recipient, *letter.recipients])
    if place is None:
        return _logged(Outcome.IGNORED, letter)
    with scope(place.community_id):
        return _logged(_receive(letter, place), letter)


def _receive(letter: Letter, place: Place) -> Outcome:
    """The address alone is not enough: the letter must come from an address of the member it was made for."""
    mailbox = mailboxes([place.membership_id]).get(place.membership_id)
    thread = with_both_sides(Thread.objects.filter(pk=place.thread_id)).first()
    actor = actor_of_member(place.membership_id)
    if mailbox is None or actor is None or thread is None or letter.sender not in mailbox.addresses:
        return Outcome.IGNORED
    if not may_write(thread, by=actor):
        return Outcome.IGNORED
    if Message.objects.filter(mail_id=letter.mail_id).exists():
        return Outcome.REPEATED
    return _post(letter, thread, actor)


def _post(letter: Letter, thread: Thread, actor: Actor) -> Outcome:
    try:
        with transaction.atomic():
            write_message(
                thread=thread,
                text=new_text(letter.text),
                files=letter.files,
                mail_id=letter.mail_id,
                by=actor,
            )
    except DomainError as refusal:
        _tell_why_not(thread, actor, refusal)
        return Outcome.REFUSED
    return Outcome.POSTED


def _tell_why_not(thread: Thread, actor: Actor, refusal: DomainError) -> None:
    """Inside the product, where only the member reads it."""
    sentence = _("Your answer by mail about “{title}” was not placed. {reason}")
    text = format_lazy(sentence, title=str(thread), reason=refusal.message)
    url = reverse("marketplace:thread", args=[thread.community.slug, thread.public_id])
    notify([actor.membership_id or 0], kind="message", text=text, url=url, by_mail=False)


def _logged(outcome: Outcome, letter: Letter) -> Outcome:
    """Without a word of what was written or by whom."""
    logger.info("mail.received", outcome=outcome.value, mail_id=letter.mail_id[:16])
    return outcome
