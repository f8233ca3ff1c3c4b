"""What the two of a deal say to each other."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.events import MessageSent
from marketplace.models import Deal, Message, ThreadReading
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.events import publish

LONGEST = 5000


@transaction.atomic
def send_message(*, deal: Deal, text: str, by: Actor, at: datetime | None = None) -> Message:
    """Say something to the other side; they are told. Raises NotAllowed, DomainError for an empty text."""
    if by.membership_id is None or not rules.may_see_deal(deal, by=by):
        raise NotAllowed(_("Only the two who make the deal write here."))
    words = text.strip()[:LONGEST]
    if not words:
        raise DomainError(_("Write something first."), code="message_empty", data={"field": "text"})
    message = Message.objects.create(
        deal=deal, author_id=by.membership_id, text=words, sent_at=at or timezone.now()
    )
    publish(MessageSent(message.pk))
    return message


@transaction.atomic
def read_thread(*, deal: Deal, by: Actor, at: datetime | None = None) -> None:
    """The member has the thread before them now."""
    if by.membership_id is None or not rules.may_see_deal(deal, by=by):
        return
    ThreadReading.objects.update_or_create(
        deal=deal, membership_id=by.membership_id, defaults={"read_at": at or timezone.now()}
    )
