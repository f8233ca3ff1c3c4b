"""Parts of a page about talking and trust, for pages of one thing. Lists ask `summaries_of` once for all their rows."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from communities.interface import PartyRef, party_card, person_cards
from marketplace.models import Deal, Listing, Thanks
from marketplace.reviewing import ends_at, may_review, other_of, shown_reviews, side_of, summary_of
from marketplace.rules import acts_for
from marketplace.talking import queries
from weconomics.actor import Actor

register = template.Library()


def _page(context: Any) -> dict[str, Any]:
    return {name: context[name] for name in ("community", "actor", "request")}


@register.inclusion_tag("marketplace/_review_summary.html", takes_context=True)
def review_summary(context: Any, ref: PartyRef) -> dict[str, Any]:
    """How many deals, and how satisfied others were; a link to the reviews."""
    return _page(context) | {"party": party_card(ref), "summary": summary_of(ref)}


@register.inclusion_tag("marketplace/_thread_questions.html", takes_context=True)
def questions(context: Any, listing: Listing) -> dict[str, Any]:
    """For the owner who asked what, for another member the way to ask."""
    actor: Actor = context["actor"]
    about = _page(context)
    if actor.membership_id is None:
        return about
    if acts_for(listing.owner_ref, by=actor):
        return about | {"threads": queries.questions_about(listing, actor.membership_id)}
    has_asked = queries.thread_of_asker(listing, actor.membership_id) is not None
    url = reverse("marketplace:listing_ask", args=[about["community"].slug, listing.public_id])
    return about | {"has_asked": has_asked, "ask_url": url if listing.is_published or has_asked else ""}


@register.inclusion_tag("marketplace/_reviews_deal.html", takes_context=True)
def reviews_of_deal(context: Any, deal: Deal) -> dict[str, Any]:
    """What was written of a completed deal, and what the one who looks can still do."""
    about, actor = _page(context), context["actor"]
    side = side_of(deal, by=actor)
    if deal.confirmed_at is None or side is None:
        return about | {"is_completed": False}
    own = deal.reviews.filter(by_side=side).first()
    return about | {
        "is_completed": True,
        "deal": deal,
        "reviews": shown_reviews().filter(deal=deal),
        "own_waits": own is not None and own.visible_at is None,
        "may_review": may_review(deal, by=actor, at=timezone.now()),
        "ends_at": ends_at(deal),
        "thanks_url": _thanks_url(deal, side, actor, about["community"].slug),
    }


def _thanks_url(deal: Deal, side: str, actor: Actor, slug: str) -> str:
    """Whom the actor dealt with, unless they thanked already."""
    thanked = getattr(deal, f"{other_of(side)}_membership_id")
    if (
        thanked == actor.membership_id
        or Thanks.objects.filter(deal=deal, giver_id=actor.membership_id).exists()
    ):
        return ""
    person = person_cards([thanked])[thanked]
    return reverse("marketplace:member_thank", args=[slug, person.public_id]) + f"?deal={deal.public_id}"
