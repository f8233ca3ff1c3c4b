"""What the demo's people ask each other before a deal, and say of each other after it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from marketplace.actions.messages import ask_about_listing, write_message
from marketplace.actions.reviews import answer_review, show_reviews, write_review
from marketplace.actions.thanks import thank_member
from marketplace.enums import DealState
from marketplace.models import Deal, Review
from marketplace.reviewing import side_of
from weconomics.actor import Actor
from weconomics.demo.loading import Spec
from weconomics.demo.moments import moment

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def ask_questions(spec: Spec) -> None:
    """Each with the answers that came; who speaks is named in every row."""
    for row in spec.get("questions", []):
        listing, at = spec["listing"][row["listing"]], moment(row["at"], spec["now"])
        thread = ask_about_listing(
            listing=listing, text=row["text"], by=spec["actor"](row["by"]), at=at
        ).thread
        for number, answer in enumerate(row.get("answers", []), start=1):
            later = at + timedelta(hours=3 * number)
            write_message(thread=thread, text=answer["text"], by=spec["actor"](answer["by"]), at=later)


def review_deals(spec: Spec) -> None:
    """The days after it was confirmed; what is older than a week shows, as the job of each deal would have done it."""
    for row in spec.get("reviews", []):
        by = spec["actor"](row["by"])
        deal = _deal_of(spec["listing"][row["offer"]].pk, by)
        if deal is not None and deal.confirmed_at is not None:
            at = min(deal.confirmed_at + DAY, spec["now"])
            review = write_review(deal=deal, stars=row["stars"], text=row["text"], by=by, at=at)
            show_reviews(deal_id=deal.pk, at=min(deal.confirmed_at + WEEK, spec["now"]))
            _answer(review, row, spec)


def give_thanks(spec: Spec) -> None:
    for row in spec.get("thanks", []):
        thanked: Actor = spec["actor"](row["to"])
        thank_member(
            membership_id=thanked.membership_id or 0,
            text=row["text"],
            by=spec["actor"](row["by"]),
            at=moment(row["at"], spec["now"]),
        )


def _deal_of(offer_id: int, by: Actor) -> Deal | None:
    """The latest completed deal on this offer in which the person is a side that did not review yet."""
    deals = Deal.objects.filter(Q(offer_id=offer_id), state=DealState.CONFIRMED).order_by("-confirmed_at")
    for deal in deals:
        side = side_of(deal, by=by)
        if side and not Review.objects.filter(deal=deal, by_side=side).exists():
            return deal
    return None


def _answer(review: Review, row: dict[str, Any], spec: Spec) -> None:
    """Only what shows is answered."""
    review.refresh_from_db()
    if "answer" in row and review.visible_at is not None:
        by = spec["actor"](row["answer"]["by"])
        answer_review(review=review, text=row["answer"]["text"], by=by, at=review.visible_at + DAY)
