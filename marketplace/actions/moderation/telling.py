"""What people are told about reports, measures and appeals; each in their own language, inside the product or by letter."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace.enums import MeasureKind
from marketplace.models import Appeal, Measure, Notice
from marketplace.moderation.queries import decider_ids, with_subject
from marketplace.moderation.subjects import title_of
from weconomics.jobs import enqueue

KIND = "moderation"
TO_CONCERNED: dict[str, Promise] = {
    "decided": _("A moderator decided about “{title}”: {measure}. Read why, and how to appeal."),
    "effective": _("Your membership is suspended from now on."),
    "lifted": _("A moderator ended the measure about “{title}”."),
    "lapsed": _("The measure about “{title}” is over."),
    "reversed": _("Your appeal was heard: the measure about “{title}” is undone."),
}
# Who can be suspended needs this on paper; so does who was, when they may come back.
LETTERS = {"decided": "decided", "effective": "effective"}


@transaction.atomic
def tell_of_notice(*, notice_id: int) -> None:
    """A receipt to who reported, at once; and a word to who can decide."""
    notice = with_subject(Notice.objects.all()).get(pk=notice_id)
    text = _("We received your report {number} about “{title}”. You hear what comes of it.")
    _tell_reporter(notice, text, "received")
    deciders = decider_ids(notice, without={notice.reporter_id or 0})
    page = _page(notice, "moderation_case", notice)
    _tell(deciders, _("There is a report to decide: “{title}”."), page, notice)


@transaction.atomic
def tell_of_measure(*, measure_id: int, what: str) -> None:
    """To whom it concerns, when something is asked of them; and to all who reported it, when it is decided."""
    measure = with_subject(Measure.objects.all()).get(pk=measure_id)
    if measure.kind != MeasureKind.NONE:
        _tell_concerned(measure, what)
    if what == "decided":
        for notice in with_subject(measure.notices.all()):
            _tell_reporter(notice, _("Your report {number} about “{title}” is decided."), "decided")


@transaction.atomic
def tell_of_appeal(*, appeal_id: int, what: str) -> None:
    """To who can judge it; then to who appealed and to who decided first."""
    appeal = Appeal.objects.select_related("measure", "notice").get(pk=appeal_id)
    measure = with_subject(Measure.objects.all()).get(pk=appeal.measure_id)
    page = _page(measure, "moderation_appeal", appeal)
    if what == "made":
        apart = {appeal.decided_by_id, appeal.appellant_id or 0}
        apart |= set(measure.notices.exclude(reporter=None).values_list("reporter_id", flat=True))
        _tell(
            decider_ids(measure, without=apart), _("There is an appeal to judge: “{title}”."), page, measure
        )
        return
    _tell([appeal.decided_by_id], _("An appeal against your decision is judged: “{title}”."), page, measure)
    _tell_appellant(appeal, measure)


def _tell_appellant(appeal: Appeal, measure: Measure) -> None:
    text = _("Your appeal about “{title}” is judged.")
    if appeal.notice is not None:
        notice = with_subject(Notice.objects.all()).get(pk=appeal.notice_id)
        _tell_reporter(notice, text, "judged")
        return
    told = _tell([appeal.appellant_id], text, _page(measure, "moderation_measure", measure), measure)
    if not told:
        _write("measure", measure.pk, "judged")


def _tell_concerned(measure: Measure, what: str) -> None:
    page = _page(measure, "moderation_measure", measure)
    told = _tell([measure.membership_id], TO_CONCERNED[what], page, measure)
    if measure.kind == MeasureKind.SUSPEND or not told:
        _write("measure", measure.pk, LETTERS.get(what, "ended"))


def _tell_reporter(notice: Notice, sentence: Any, what: str) -> None:
    """Members inside the product, others by letter; who left no address reads nothing."""
    if notice.reporter_id is None:
        _write("notice", notice.pk, what)
        return
    _tell([notice.reporter_id], sentence, _page(notice, "moderation_notice", notice), notice)


def _tell(membership_ids: list[Any], sentence: Any, page: str, row: Notice | Measure) -> list[int]:
    words = {"number": row.number, "title": lazystr(_Title(row))}
    if isinstance(row, Measure):
        words["measure"] = MeasureKind(row.kind).label
    return notify(membership_ids, kind=KIND, text=format_lazy(sentence, **words), url=page)


class _Title:
    """The title, put into words in the language of each reader."""

    def __init__(self, row: Notice | Measure) -> None:
        self.row = row

    def __str__(self) -> str:
        return title_of(self.row)


def _page(row: Any, name: str, of: Any) -> str:
    return reverse(f"marketplace:{name}", args=[row.community.slug, of.public_id])


def _write(kind: str, pk: int, what: str) -> None:
    enqueue("marketplace.mail_moderation", key=f"{kind}:{pk}:{what}", payload={kind: pk, "what": what})
