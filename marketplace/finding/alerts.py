"""What is new in the searches that members keep: found when a listing is placed or changed, told in one go.

A listing is noted in the transaction that found it and told a few minutes later with what else came in: somebody who
imports two hundred offers sends one letter and not two hundred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from communities.access import actor_of_member
from communities.interface import Mailbox, mailboxes, notify
from marketplace.actions.saved_searches import mark_told, note_hits
from marketplace.enums import Alert
from marketplace.finding.silencing import silence_address
from marketplace.forms.finding import search_form
from marketplace.mailing.outgoing import HEADERS
from marketplace.models import Listing, SavedSearch, SavedSearchHit
from marketplace.queries import listings_visible_to
from marketplace.searching import find
from weconomics.actor import Actor
from weconomics.jobs import enqueue

TOGETHER = timedelta(minutes=5)  # what comes in within these minutes is told together
GRACE = timedelta(seconds=60)  # a transaction that found something may still be about to commit
MOST_IN_A_LETTER = 10


@dataclass(frozen=True)
class News:
    """One search with what is new in it, newest first."""

    saved: SavedSearch
    listings: list[Listing]
    url: str


@dataclass(frozen=True)
class Tidings:
    """All that one member is to be told; read inside the scope, sent outside of it."""

    news: list[News]
    hit_ids: list[int]
    letter: EmailMultiAlternatives | None


def look_for_saved(*, listing_id: int, at: datetime | None = None) -> int:
    """Note a published listing with every search that finds it, and plan to tell. Returns how many members hear.

    Nobody is told of their own listing, nor of one they may not see.
    """
    listing = Listing.objects.filter(pk=listing_id).first()
    if listing is None or not listing.is_published:
        return 0
    at = at or timezone.now()
    members = note_hits(listing=listing, saved_ids=list(_searches_that_find(listing)), at=at)
    for membership_id in members:
        plan_to_tell(membership_id, at)
    return len(members)


def plan_to_tell(membership_id: int, at: datetime) -> None:
    """One job a member and a few minutes, however many listings come in."""
    slot = int(at.timestamp() // TOGETHER.total_seconds()) + 1
    due = datetime.fromtimestamp(slot * TOGETHER.total_seconds(), UTC) + GRACE
    enqueue(
        "marketplace.tell_saved",
        key=f"{membership_id}:{slot}",
        payload={"membership_id": membership_id},
        run_after=due,
    )


def tidings_for(membership_id: int) -> Tidings:
    """What this member was not told yet and can still see. Whoever left is told nothing."""
    hits = SavedSearchHit.objects.filter(
        told_at=None,
        saved_search__membership_id=membership_id,
        saved_search__alert__in=[Alert.APP, Alert.MAIL],
    ).select_related("saved_search__community", "listing")
    rows = list(hits.order_by("saved_search__name", "saved_search_id", "-listing__published_at"))
    actor, box = actor_of_member(membership_id), mailboxes([membership_id]).get(membership_id)
    if not rows or actor is None or box is None:
        return Tidings([], [row.pk for row in rows], None)
    news = list(_news(rows, actor))
    by_mail = [one for one in news if one.saved.alert == Alert.MAIL]
    return Tidings(news, [row.pk for row in rows], _letter(by_mail, box) if by_mail else None)


def tell_here(membership_id: int, tidings: Tidings) -> None:
    """In the app, in the transaction that marks it as told: exactly once. A letter goes out before."""
    box = mailboxes([membership_id]).get(membership_id)
    if mark_told(hit_ids=tidings.hit_ids) == 0 or box is None:
        return
    for news in tidings.news:
        with override(box.language):
            text = _sentence(news)
        notify([membership_id], kind="saved_search", text=text, url=news.url, by_mail=False)


def members_not_told() -> list[int]:
    """Whom a worker that died left without their news; asked once a day."""
    rows = SavedSearchHit.objects.filter(told_at=None).exclude(saved_search__alert=Alert.NONE)
    return list(rows.order_by().values_list("saved_search__membership_id", flat=True).distinct())


def _searches_that_find(listing: Listing) -> Iterable[int]:
    """The actor of each member is made once; who is no active member any more finds nothing."""
    rows = SavedSearch.objects.exclude(alert=Alert.NONE).order_by("membership_id")
    for membership_id, searches in groupby(rows, key=lambda saved: saved.membership_id):
        actor = actor_of_member(membership_id)
        if actor is None or actor.may_act_for(listing.owner_ref.kind, listing.owner_ref.id):
            continue
        visible = listings_visible_to(actor).filter(pk=listing.pk)
        if visible.exists():
            yield from (saved.pk for saved in searches if _finds(saved, visible))


def _finds(saved: SavedSearch, visible: Any) -> bool:
    return bool(find(visible, search_form(QueryDict(saved.query)).filters()).exists())


def _news(rows: list[SavedSearchHit], actor: Actor) -> Iterable[News]:
    seen = set(
        listings_visible_to(actor)
        .filter(pk__in=[row.listing_id for row in rows])
        .values_list("pk", flat=True)
    )
    for saved, hits in groupby(rows, key=lambda row: row.saved_search):
        listings = [hit.listing for hit in hits if hit.listing_id in seen]
        if listings:
            yield News(saved, listings, _url(saved))


def _url(saved: SavedSearch) -> str:
    path = reverse("marketplace:listings", args=[saved.community.slug])
    return (
        f"{path}?{saved.query}"
        if len(saved.query) < 150
        else reverse("marketplace:saved_search", args=[saved.community.slug, saved.public_id])
    )


def _sentence(news: News) -> str:
    number = len(news.listings)
    words = ngettext("“%(name)s”: %(number)s new listing.", "“%(name)s”: %(number)s new listings.", number)
    return words % {"name": news.saved.name, "number": number}


def _letter(news: list[News], box: Mailbox) -> EmailMultiAlternatives:
    """All news of one member in one letter, with an address that ends it with one press (RFC 8058)."""
    community = news[0].saved.community
    about = {
        "news": [_told(one) for one in news],
        "community": community,
        "name": box.name,
        "link": settings.SITE_URL + reverse("marketplace:saved_searches", args=[community.slug]),
    }
    with override(box.language):
        subject = render_to_string("marketplace/mail/saved_subject.txt", about)
        text = render_to_string("marketplace/mail/saved.txt", about)
        page = render_to_string("marketplace/mail/saved.html", about)
    stop = settings.SITE_URL + silence_address([one.saved for one in news])
    headers = {
        **HEADERS,
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, to=[box.email], headers=headers)
    letter.attach_alternative(page, "text/html")
    return letter


def _told(news: News) -> dict[str, Any]:
    slug = news.saved.community.slug
    return {
        "name": news.saved.name,
        "sentence": _sentence(news),
        "url": settings.SITE_URL + news.url,
        "stop": settings.SITE_URL + silence_address([news.saved]),
        "more": max(0, len(news.listings) - MOST_IN_A_LETTER),
        "listings": [
            (listing, settings.SITE_URL + reverse("marketplace:listing", args=[slug, listing.public_id]))
            for listing in news.listings[:MOST_IN_A_LETTER]
        ],
    }
