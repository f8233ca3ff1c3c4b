"""What each hears of a standing deal: the other side what one did, both what could not be made."""

from datetime import date

from babel.dates import format_date
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace.models import StandingDeal, StandingSkip
from marketplace.queries import people_of

NEWS = {
    "proposed": _("A standing deal is proposed: “{title}”. Do you agree?"),
    "accepted": _("“{title}” is a standing deal now. Each time becomes a deal by itself."),
    "declined": _("The standing deal “{title}” was declined. {reason}"),
    "paused": _("“{title}” is paused. No new deals are made until it is resumed. {reason}"),
    "resumed": _("“{title}” goes on."),
    "skipped": _("“{title}” is skipped on {day}. {reason}"),
    "unskipped": _("“{title}” goes on as usual on {day}."),
    "missed": _("“{title}” could not be made for {day}. {reason}"),
    "ended": _("The standing deal “{title}” has ended. {reason}"),
}


@transaction.atomic
def tell_of_standing(*, standing_id: int, what: str, by_membership_id: int | None, on: str = "") -> None:
    standing = StandingDeal.objects.select_related("community").get(pk=standing_id)
    people = people_of(standing.provider_ref, standing.provider_membership_id)
    people += people_of(standing.requester_ref, standing.requester_membership_id)
    url = reverse("marketplace:standing_deal", args=[standing.community.slug, standing.public_id])
    notify(set(people) - {by_membership_id}, kind="standing", text=_news(standing, what, on), url=url)


def _news(standing: StandingDeal, what: str, on: str) -> Promise:
    about = {"title": standing.title, "reason": standing.reason, "day": ""}
    if on:
        day = date.fromisoformat(on)
        skip = StandingSkip.objects.filter(standing=standing, on=day).first()
        about |= {"reason": skip.reason if skip else "", "day": _day_lazy(day)}
    return format_lazy(NEWS[what], **about)


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM", locale=(get_language() or "nl").replace("-", "_")))


_day_lazy = lazy(_day, str)
