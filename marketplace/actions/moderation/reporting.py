"""Saying that something breaks a rule (Regulation (EU) 2022/2065, art. 16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.actions.numbering import next_number
from marketplace.enums import Language, Law, NoticeState
from marketplace.errors import NoticeIncomplete, TooMuchToday
from marketplace.events import NoticeReceived
from marketplace.limits import check_daily
from marketplace.models import Notice
from marketplace.moderation import rules
from marketplace.moderation.rulebook import Rule
from marketplace.moderation.subjects import Subject, picture_in, snapshot_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.ids import uuid7

MOST_A_DAY = 20
MOST_A_DAY_FROM_ONE_ADDRESS = 5
LONGEST = 5000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reporter:
    """Who reports without an account. Only who reports abuse of children may leave this empty."""

    name: str = ""
    email: str = ""


@transaction.atomic
def report(
    *,
    subject: Subject,
    rule: Rule,
    text: str,
    in_good_faith: bool,
    by: Actor,
    reporter: Reporter | None = None,
    at: datetime | None = None,
) -> Notice:
    """Tell who moderates what is wrong with it. What it looks like now is kept with the notice.

    Reporting the same thing again while it waits returns the notice that is there. Whether the actor sees the thing is
    asked by the caller. Raises NotAllowed, NoticeIncomplete, TooMuchToday.
    """
    at = at or timezone.now()
    if not rules.may_report(subject.membership_id, by=by):
        raise NotAllowed(_("This is your own. You can change it or take it away yourself."))
    who = _who(by, reporter, rule)
    words = text.replace("\x00", "").strip()[:LONGEST]
    _expect_complete(words, in_good_faith)
    if known := _waiting(subject, who):
        return known
    _check_limits(by, who, at)
    try:
        with transaction.atomic():
            notice = _write(subject, rule, words, who, at)
    except IntegrityError:  # the same person pressed twice at once: the first one counts
        known = _waiting(subject, who)
        if known is None:
            raise
        return known
    publish(NoticeReceived(notice.pk))
    return notice


def _who(by: Actor, reporter: Reporter | None, rule: Rule) -> dict[str, Any]:
    """Name and address are asked for by art. 16(2)(c), but not of who reports abuse of children."""
    if by.membership_id is not None:
        return {"reporter_id": by.membership_id, "reporter_name": "", "reporter_email": ""}
    given = reporter or Reporter()
    if not given.email and rule.law != Law.MINORS:
        sentence = _("Fill in your e-mail address: we write to you what came of it.")
        raise NoticeIncomplete(sentence, data={"field": "email"})
    if not given.name and rule.law != Law.MINORS:
        raise NoticeIncomplete(_("Fill in your name."), data={"field": "name"})
    return {"reporter_id": None, "reporter_name": given.name, "reporter_email": given.email.lower()}


def _expect_complete(words: str, in_good_faith: bool) -> None:
    if not words:
        raise NoticeIncomplete(_("Say what is wrong with it."), data={"field": "text"})
    if not in_good_faith:
        sentence = _("Confirm that what you write is correct and complete, as far as you know.")
        raise NoticeIncomplete(sentence, data={"field": "in_good_faith"})


def _waiting(subject: Subject, who: dict[str, Any]) -> Notice | None:
    """What the same person reported about the same thing, and is not decided yet."""
    if who["reporter_id"] is None and not who["reporter_email"]:
        return None
    same = {name: who[name] for name in ("reporter_id", "reporter_email")}
    rows = Notice.objects.filter(subject_key=subject.key, state=NoticeState.RECEIVED, **same)
    return rows.first()


def _check_limits(by: Actor, who: dict[str, Any], at: datetime) -> None:
    """Per member, or per address that was filled in. The page limits each computer besides."""
    if by.membership_id is not None:
        mine = Notice.objects.filter(reporter_id=by.membership_id)
        check_daily(mine, most=MOST_A_DAY, membership_id=by.membership_id, time="received_at", at=at)
    elif who["reporter_email"]:
        recent = Notice.objects.filter(reporter_email=who["reporter_email"], received_at__gt=at - DAY)
        if recent.count() >= MOST_A_DAY_FROM_ONE_ADDRESS:
            raise TooMuchToday


def _write(subject: Subject, rule: Rule, words: str, who: dict[str, Any], at: datetime) -> Notice:
    language = (get_language() or "").split("-")[0]
    notice = Notice(
        number=next_number(Notice.objects.all()),
        ground_kind=rule.ground_kind,
        law=rule.law,
        ground=rule.ground,
        text=words,
        in_good_faith=True,
        language=language if language in Language.values else Language.NL,
        snapshot=snapshot_of(subject),
        received_at=at,
        **subject.columns,
        **who,
    )
    _keep_picture(notice, picture_in(subject))
    notice.save()
    return notice


def _keep_picture(notice: Notice, name: str) -> None:
    """A copy: the owner may take the picture away."""
    if name and default_storage.exists(name):
        with default_storage.open(name) as picture:
            notice.kept_photo.save(f"{uuid7()}.webp", ContentFile(picture.read()), save=False)
