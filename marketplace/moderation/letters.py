"""Letters about moderation: to who reported without an account, and to who is shut out and so reads nothing here."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.interface import mailbox_of
from marketplace.mailing.outgoing import HEADERS
from marketplace.models import Measure, Notice
from marketplace.moderation.addresses import status_path
from marketplace.moderation.subjects import title_of

OF_NOTICE: dict[str, Promise] = {
    "received": _("We received your report %(number)s about “%(title)s”."),
    "decided": _("Your report %(number)s about “%(title)s” is decided."),
    "judged": _("Your appeal about report %(number)s, “%(title)s”, is judged."),
}
OF_MEASURE: dict[str, Promise] = {
    "decided": _("A moderator decided something about you: “%(title)s”."),
    "effective": _("Your membership is suspended from now on."),
    "ended": _("A measure about you has ended: “%(title)s”."),
    "judged": _("Your appeal about “%(title)s” is judged."),
}


@dataclass(frozen=True)
class Address:
    """Where a letter goes, in which language, to whom."""

    email: str
    name: str
    language: str


def letter_about_notice(notice_id: int, what: str) -> EmailMultiAlternatives | None:
    """To who reported without an account; None where no address was left."""
    notice = _rows(Notice).select_related("measure").get(pk=notice_id)
    if not notice.reporter_email:
        return None
    to = Address(notice.reporter_email, notice.reporter_name, notice.language)
    about = {"notice": notice, "measure": notice.measure if what != "received" else None}
    return _letter(to, notice, OF_NOTICE[what], about)


def letter_about_measure(measure_id: int, what: str) -> EmailMultiAlternatives | None:
    """To whom it concerns, member or not; None without an account that works."""
    measure = _rows(Measure).get(pk=measure_id)
    box = mailbox_of(measure.membership_id)
    if box is None:
        return None
    about = {"measure": measure, "is_about_reader": True}
    return _letter(Address(box.email, box.name, box.language), measure, OF_MEASURE[what], about)


def _rows(model: Any) -> Any:
    return model.objects.select_related(
        "community", "membership", "listing", "message__thread", "review__deal"
    )


def _letter(
    to: Address, row: Notice | Measure, sentence: Promise, about: dict[str, Any]
) -> EmailMultiAlternatives:
    with override(to.language):
        about |= {
            "sentence": str(sentence) % {"number": row.number, "title": title_of(row)},
            "name": to.name,
            "community": row.community,
            "link": settings.SITE_URL + status_path(row),
        }
        text = render_to_string("marketplace/mail/moderation.txt", about)
        page = render_to_string("marketplace/mail/moderation.html", about)
    letter = EmailMultiAlternatives(about["sentence"], text, to=[to.email], headers=HEADERS)
    letter.attach_alternative(page, "text/html")
    return letter
