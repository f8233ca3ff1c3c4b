"""What a member is told of their matches, and the letter that holds all of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.access import actor_of_member
from communities.interface import Mailbox, mailboxes
from marketplace.mailing.outgoing import HEADERS
from marketplace.matching.queries import strong, weights_in_force
from marketplace.matching.weights import Weights
from marketplace.matching.wording import sentence_of, speaking
from marketplace.models import Listing, Match, MatchNews
from marketplace.queries import listings_visible_to, with_listings
from weconomics.actor import Actor

MOST_IN_A_LETTER = 10
Pair = tuple[int, int]


@dataclass(frozen=True)
class MatchForMember:
    """A match as one of its sides sees it."""

    match: Match
    mine: Listing
    other: Listing

    @property
    def pair(self) -> Pair:
        return self.match.offer_id, self.match.request_id


def matches_to_tell(membership_id: int, pairs: Iterable[Pair], weights: Weights) -> list[MatchForMember]:
    """Of these pairs those that hold now and of which the member may see the other side; best first."""
    wanted, actor = set(pairs), actor_of_member(membership_id)
    if actor is None:
        return []
    offers, requests = {offer for offer, _ in wanted}, {request for _, request in wanted}
    rows = strong(Match.objects.filter(offer_id__in=offers, request_id__in=requests), weights)
    ours = [match for match in with_listings(rows) if (match.offer_id, match.request_id) in wanted]
    seen = [one for match in ours if (one := _as_seen_by(match, actor)) is not None]
    others = [one.other.pk for one in seen]
    visible = set(listings_visible_to(actor).filter(pk__in=others).order_by().values_list("pk", flat=True))
    best = sorted(seen, key=lambda one: (-one.match.score, one.match.pk))
    return [one for one in best if one.other.pk in visible]


def letter_about_matches(membership_id: int, news_ids: list[int]) -> EmailMultiAlternatives | None:
    """All matches of one telling in one letter, in the member's language; None where nothing is left to say."""
    box = mailboxes([membership_id]).get(membership_id)
    if box is None or not box.wants_mail:
        return None
    rows = MatchNews.objects.filter(pk__in=news_ids, membership_id=membership_id)
    pairs = rows.filter(told_at__isnull=False, mailed_at=None).values_list("offer_id", "request_id")
    told = matches_to_tell(membership_id, pairs, weights_in_force())
    return _letter(told, box) if told else None


def _as_seen_by(match: Match, actor: Actor) -> MatchForMember | None:
    """None for who acts for neither side any more."""
    for mine, other in ((match.offer, match.request), (match.request, match.offer)):
        if actor.may_act_for(mine.owner_ref.kind, mine.owner_ref.id):
            return MatchForMember(match, mine, other)
    return None


def _letter(told: list[MatchForMember], box: Mailbox) -> EmailMultiAlternatives:
    community = told[0].mine.community
    with override(box.language):
        about = {
            "told": [_told(one, community.slug) for one in told[:MOST_IN_A_LETTER]],
            "number": len(told),
            "more": max(0, len(told) - MOST_IN_A_LETTER),
            "community": community,
            "name": box.name,
            "link": settings.SITE_URL + reverse("marketplace:for_you", args=[community.slug]),
            "profile": settings.SITE_URL + reverse("communities:profile", args=[community.slug]),
        }
        subject = render_to_string("marketplace/mail/matches_subject.txt", about)
        text = render_to_string("marketplace/mail/matches.txt", about)
        page = render_to_string("marketplace/mail/matches.html", about)
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, to=[box.email], headers=HEADERS)
    letter.attach_alternative(page, "text/html")
    return letter


def _told(one: MatchForMember, slug: str) -> dict[str, object]:
    address = reverse("marketplace:listing", args=[slug, one.other.public_id])
    return {
        "mine": one.mine.title,
        "other": one.other.title,
        "score": one.match.score,
        "why": ", ".join(sentence_of(reason) for reason in speaking(one.match.reasons)),
        "url": settings.SITE_URL + address,
    }
