"""Telling both sides of a match: here and by one letter for all of them, each member once for each pair.

A pair is noted in the transaction that found it and told a few minutes later with what else came in: who imports two
hundred offers hears once and not two hundred times. Found again, dropped and found anew, it stays told.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.interface import PartyRef, mailboxes, notify
from marketplace.enums import MatchState
from marketplace.matching.queries import strong, weights_in_force
from marketplace.matching.telling import MatchForMember, matches_to_tell
from marketplace.matching.weights import Weights
from marketplace.models import Listing, Match, MatchNews
from marketplace.queries import people_of
from weconomics.jobs import enqueue

TOGETHER = timedelta(minutes=5)  # what is found within these minutes is told together
GRACE = timedelta(seconds=60)  # a transaction that found something may still be about to commit
SETTLED = (MatchState.DISMISSED, MatchState.CONTACTED)
Pair = tuple[int, int]


@transaction.atomic
def note_matches(*, listing: Listing, weights: Weights, at: datetime) -> int:
    """Note the strong matches of a listing for everybody on both sides who was not told of them, and plan to tell.

    Returns how many members are to hear. Once more changes nothing.
    """
    own = "offer" if listing.is_offer else "request"
    rows = strong(Match.objects.filter(**{own: listing}), weights).select_related("offer", "request")
    pairs = {(match.offer_id, match.request_id): match for match in rows.order_by("pk")}
    people = _people_on_both_sides(pairs.values())
    known = MatchNews.objects.filter(**{own: listing}, told_at__isnull=False)
    told = set(known.values_list("offer_id", "request_id", "membership_id"))
    news = [
        MatchNews(offer_id=offer_id, request_id=request_id, membership_id=pk, found_at=at)
        for offer_id, request_id in sorted(pairs)
        for pk in sorted(people[offer_id, request_id])
        if (offer_id, request_id, pk) not in told
    ]
    MatchNews.objects.bulk_create(news, ignore_conflicts=True)
    members = sorted({row.membership_id for row in news})
    for membership_id in members:
        plan_to_tell_matches(membership_id, at)
    return len(members)


def plan_to_tell_matches(membership_id: int, at: datetime) -> None:
    """One job a member and a few minutes, however many matches are found."""
    slot = int(at.timestamp() // TOGETHER.total_seconds()) + 1
    enqueue(
        "marketplace.tell_matches",
        key=f"{membership_id}:{slot}",
        payload={"membership_id": membership_id},
        run_after=datetime.fromtimestamp(slot * TOGETHER.total_seconds(), UTC) + GRACE,
    )


@transaction.atomic
def tell_matches(*, membership_id: int, at: datetime | None = None) -> int:
    """Tell one member what fits now, here at once, and plan the letter for who wants mail. Returns how many are told.

    What no longer fits is forgotten, and told if it comes to fit again. What was put aside, or led to a contact
    meanwhile, counts as told. Two workers at once tell once: the second finds nothing under the lock.
    """
    at = at or timezone.now()
    rows = MatchNews.objects.select_for_update(of=("self",)).filter(membership_id=membership_id, told_at=None)
    waiting = {(row.offer_id, row.request_id): row.pk for row in rows.order_by("pk")}
    if not waiting:
        return 0
    told = matches_to_tell(membership_id, waiting, weights_in_force())
    ids = [waiting[one.pair] for one in told]
    MatchNews.objects.filter(pk__in=[*ids, *_settled(waiting)]).update(told_at=at)
    MatchNews.objects.filter(pk__in=waiting.values(), told_at=None).delete()
    if told:
        _tell(membership_id, told, ids)
    return len(told)


@transaction.atomic
def mark_mailed(*, news_ids: Iterable[int], at: datetime | None = None) -> None:
    """The letter went out: a repeated job sends it no more."""
    rows = MatchNews.objects.filter(pk__in=list(news_ids), mailed_at=None, told_at__isnull=False)
    rows.update(mailed_at=at or timezone.now())


def members_untold() -> list[int]:
    """Whom a worker that died left without their news; asked once a day."""
    rows = MatchNews.objects.filter(told_at=None).order_by()
    return list(rows.values_list("membership_id", flat=True).distinct())


def _people_on_both_sides(matches: Iterable[Match]) -> dict[Pair, set[int]]:
    """Pair → members: who placed it, or all colleagues of the organisation. Each side is asked once."""
    known: dict[tuple[PartyRef, int], list[int]] = {}
    found: dict[Pair, set[int]] = {}
    for match in matches:
        for side in (match.offer, match.request):
            key = (side.owner_ref, side.owner_membership_id)
            if key not in known:
                known[key] = people_of(*key)
            found.setdefault((match.offer_id, match.request_id), set()).update(known[key])
    return found


def _settled(waiting: dict[Pair, int]) -> list[int]:
    """Of these pairs the news ids of those that somebody put aside, or that are in contact already."""
    offers, requests = {offer for offer, _ in waiting}, {request for _, request in waiting}
    rows = Match.objects.filter(Q(offer_id__in=offers, request_id__in=requests), state__in=SETTLED)
    pairs = set(rows.values_list("offer_id", "request_id"))
    return [pk for pair, pk in waiting.items() if pair in pairs]


def _tell(membership_id: int, told: list[MatchForMember], news_ids: list[int]) -> None:
    box = mailboxes([membership_id]).get(membership_id)
    if box is None:
        return
    page = reverse("marketplace:for_you", args=[told[0].mine.community.slug])
    with override(box.language):
        text = sentence_about(told)
    notify([membership_id], kind="match", text=text, url=page, by_mail=False)
    if box.wants_mail:
        payload = {"membership_id": membership_id, "news_ids": news_ids}
        enqueue("marketplace.mail_matches", key=f"{membership_id}:{news_ids[0]}", payload=payload)


def sentence_about(told: list[MatchForMember]) -> str:
    """In one line, in the language that is set."""
    about = {"mine": told[0].mine.title, "other": told[0].other.title, "number": len(told)}
    if len(told) == 1:
        return _("“%(other)s” fits your “%(mine)s”.") % about
    return _("%(number)s new matches for what you placed, such as “%(other)s”.") % about
