"""Reviews: written blind by both sides of a completed deal, shown together, answered once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.errors import ReviewNotPossible
from marketplace.events import ReviewsShown
from marketplace.models import Deal, Review
from marketplace.reviewing import SIDES, ends_at, may_answer_review, may_review, other_of, side_of
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.events import publish
from weconomics.jobs import enqueue

LONGEST = 2000
STARS = range(1, 6)


@transaction.atomic
def write_review(*, deal: Deal, stars: int, text: str, by: Actor, at: datetime | None = None) -> Review:
    """Say how it was. The other reads it when both have written, or when the time is over.

    Raises NotAllowed for who is no side of the deal, ReviewNotPossible when it is not completed, too late or done.
    """
    side = side_of(deal, by=by)
    if side is None or by.membership_id is None or by.is_system:
        raise NotAllowed(_("Only the two who made the deal review it."))
    if stars not in STARS:
        raise DomainError(_("Choose one to five stars."), code="stars_missing", data={"field": "stars"})
    # Both sides wait here for each other: so the second to write sees the first, and both show.
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)
    at = at or timezone.now()
    if not may_review(deal, by=by, at=at):
        raise ReviewNotPossible
    review = Review.objects.create(
        deal=deal,
        by_side=side,
        author_id=by.membership_id,
        about_membership_id=getattr(deal, f"{other_of(side)}_membership_id"),
        about_organisation_id=getattr(deal, f"{other_of(side)}_organisation_id"),
        stars=stars,
        text=_words(text),
        written_at=at,
    )
    if Review.objects.filter(deal=deal).count() == len(SIDES):
        _show(deal, at)
        review.refresh_from_db()
    else:
        plan_reviews(deal=deal)
    return review


@transaction.atomic
def plan_reviews(*, deal: Deal) -> None:
    """Remind once half-way and show at the end. The keys have deal and moment: planning twice plans once.

    A deal that a dispute confirmed anew has a term anew, and jobs of its own for that.
    """
    end = ends_at(deal)
    if end is None or deal.confirmed_at is None:
        return
    half_way = deal.confirmed_at + (end - deal.confirmed_at) / 2
    key, payload = f"{deal.pk}:{end.isoformat()}", {"deal_id": deal.pk}
    enqueue("marketplace.remind_of_review", key=key, payload=payload, run_after=half_way)
    enqueue("marketplace.show_reviews", key=key, payload=payload, run_after=end)


@transaction.atomic
def show_reviews(*, deal_id: int, at: datetime | None = None) -> int:
    """Show what was written of this deal when its time is over. Returns how many; a second call shows none."""
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal_id)
    at, end = at or timezone.now(), ends_at(deal)
    return _show(deal, at) if end and at >= end else 0


@transaction.atomic
def show_reviews_that_wait(*, at: datetime | None = None) -> int:
    """Once a day: show what no job showed. Returns how many."""
    at = at or timezone.now()
    waiting = Review.objects.filter(visible_at=None, deal__reviews_until__lte=at).order_by("deal_id")
    deals = list(dict.fromkeys(waiting.values_list("deal_id", flat=True)))
    return sum(show_reviews(deal_id=deal_id, at=at) for deal_id in deals)


@transaction.atomic
def answer_review(*, review: Review, text: str, by: Actor, at: datetime | None = None) -> Review:
    """The one public answer of who was reviewed. Raises NotAllowed, ReviewNotPossible, DomainError for no words."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.answer:
        raise ReviewNotPossible(_("This review was answered already."))
    if not may_answer_review(review, by=by):
        raise NotAllowed(_("Only who was reviewed answers."))
    words = _words(text)
    if not words:
        raise DomainError(_("Write something first."), code="answer_empty", data={"field": "text"})
    review.answer, review.answered_at = words, at or timezone.now()
    review.save(update_fields=["answer", "answered_at"])
    return review


def _show(deal: Deal, at: datetime) -> int:
    shown = Review.objects.filter(deal=deal, visible_at=None).update(visible_at=at)
    if shown:
        publish(ReviewsShown(deal.pk))
    return shown


def _words(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]
