"""Reviews: by the two of a completed deal, blind, shown once, answered once, and what all of them together say."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.interface import PartyRef
from communities.models import Notification
from marketplace.actions.deals import confirm_deal
from marketplace.actions.reviews import (
    answer_review,
    plan_reviews,
    show_reviews,
    show_reviews_that_wait,
    write_review,
)
from marketplace.actions.telling import remind_of_review
from marketplace.errors import ReviewNotPossible
from marketplace.models import Deal, MarketSettings, Review
from marketplace.reviewing import reviews_of, summaries_of, summary_of
from marketplace.satisfaction import Satisfaction
from tests.api.rows import make_deal, make_listing
from tests.factories import actor_of, make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.talking import completed, make_offer
from weconomics.errors import DomainError, NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
WEEK = timedelta(days=7)


def review(market: Market, deal: Deal, who: str = "requester", stars: int = 5, **more: Any) -> Review:
    return write_review(deal=deal, stars=stars, text=more.pop("text", "Fijn."), by=market.actor(who), **more)


def confirm_one(market: Market) -> Deal:
    """Through the verbs: the term is kept when it is confirmed."""
    offer = make_offer(market)
    deal = make_deal(offer, market.requester, state="delivered", delivered_at=timezone.now())
    return confirm_deal(deal=deal, by=market.actor("requester"))


class TestWhoReviews:
    @pytest.mark.parametrize("who", ["third", "moderator", "coordinator"])
    def test_only_the_two(self, market: Market, who: str) -> None:
        with pytest.raises(NotAllowed):
            review(market, completed(market), who)
        assert not Review.objects.exists()

    @pytest.mark.parametrize("state", ["proposed", "agreed", "delivered", "declined"])
    def test_only_what_was_completed(self, market: Market, state: str) -> None:
        deal = make_deal(make_offer(market), market.requester, state=state)
        with pytest.raises(ReviewNotPossible):
            review(market, deal)
        assert not Review.objects.exists()

    def test_each_side_once(self, market: Market) -> None:
        deal = completed(market)
        review(market, deal)
        with pytest.raises(ReviewNotPossible):
            review(market, deal, stars=1)
        assert list(Review.objects.values_list("stars", flat=True)) == [5]

    @pytest.mark.parametrize("stars", [0, 6, -1])
    def test_one_to_five_stars(self, market: Market, stars: int) -> None:
        with pytest.raises(DomainError):
            review(market, completed(market), stars=stars)
        assert not Review.objects.exists()

    def test_until_the_time_is_over_so_that_nobody_answers_what_they_read(self, market: Market) -> None:
        now = timezone.now()
        deal = completed(market, at=now - WEEK)
        with pytest.raises(ReviewNotPossible):
            review(market, deal, at=now)
        review(market, deal, at=now - timedelta(seconds=1))
        assert Review.objects.count() == 1

    def test_the_community_chooses_the_time(self, market: Market) -> None:
        MarketSettings.objects.create(review_days=14)
        deal = confirm_one(market)
        assert deal.confirmed_at is not None
        assert deal.reviews_until == deal.confirmed_at + timedelta(days=14)


class TestBlind:
    def test_the_first_is_kept_and_the_second_shows_both(self, market: Market) -> None:
        deal = completed(market)
        first = review(market, deal, "requester")
        assert (first.visible_at, reviews_of(market.ref("provider")).count()) == (None, 0)
        second = review(market, deal, "provider", 3)
        first.refresh_from_db()
        assert first.visible_at == second.visible_at is not None
        assert reviews_of(market.ref("provider")).count() == 1
        assert reviews_of(market.ref("requester")).count() == 1

    def test_a_job_shows_the_first_after_a_week_and_only_once(self, market: Market) -> None:
        now = timezone.now()
        deal = completed(market, at=now - WEEK + timedelta(hours=1))
        review(market, deal)
        job = Job.objects.get(kind="marketplace.show_reviews")
        assert job.run_after == deal.confirmed_at + WEEK
        assert show_reviews(deal_id=deal.pk, at=now) == 0
        assert [show_reviews(deal_id=deal.pk, at=deal.confirmed_at + WEEK) for _time in range(2)] == [1, 0]
        deliver_waiting()
        assert Notification.objects.filter(kind="review", membership=market.provider).count() == 1

    def test_planning_twice_plans_once(self, market: Market) -> None:
        deal = completed(market)
        for _time in range(2):
            plan_reviews(deal=deal)
        kinds = list(Job.objects.order_by("kind").values_list("kind", flat=True))
        assert kinds == ["marketplace.remind_of_review", "marketplace.show_reviews"]

    def test_the_job_of_the_deal_does_it(self, market: Market) -> None:
        deal = completed(market, at=timezone.now() - WEEK + timedelta(minutes=5))
        review(market, deal)
        Deal.objects.filter(pk=deal.pk).update(reviews_until=timezone.now())
        job = Job.objects.get(kind="marketplace.show_reviews")
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
        assert run_job_now(job.community_id, job.pk)
        assert Review.objects.get().visible_at is not None

    def test_a_term_that_is_raised_later_moves_no_deal(self, market: Market) -> None:
        deal = confirm_one(market)
        review(market, deal)
        end = deal.confirmed_at + WEEK
        assert deal.reviews_until == end
        MarketSettings.objects.create(review_days=60)
        assert show_reviews(deal_id=deal.pk, at=end - timedelta(seconds=1)) == 0
        assert show_reviews(deal_id=deal.pk, at=end) == 1
        with pytest.raises(ReviewNotPossible):
            review(market, deal, "provider", at=end)

    def test_what_no_job_showed_is_shown_the_same_day(self, market: Market) -> None:
        long_ago = timezone.now() - timedelta(days=1)
        for number, until in enumerate([long_ago, timezone.now() + WEEK]):
            deal = completed(market)
            review(market, deal, stars=number + 1)
            Deal.objects.filter(pk=deal.pk).update(reviews_until=until)
        assert [show_reviews_that_wait() for _time in range(2)] == [1, 0]
        assert [row.stars for row in Review.objects.exclude(visible_at=None)] == [1]

    def test_a_deal_that_is_confirmed_anew_gets_jobs_anew(self, market: Market) -> None:
        deal = completed(market)
        plan_reviews(deal=deal)
        assert deal.reviews_until is not None
        deal.reviews_until += WEEK
        plan_reviews(deal=deal)
        assert Job.objects.filter(kind="marketplace.show_reviews").count() == 2

    def test_who_wrote_nothing_is_reminded(self, market: Market) -> None:
        deal = completed(market)
        review(market, deal, "requester")
        remind_of_review(deal_id=deal.pk)
        rows = Notification.objects.filter(kind="review")
        assert list(rows.values_list("membership", flat=True)) == [market.provider.pk]

    def test_too_late_reminds_nobody(self, market: Market) -> None:
        remind_of_review(deal_id=completed(market, at=timezone.now() - WEEK).pk)
        assert not Notification.objects.exists()


class TestAnswering:
    def shown(self, market: Market) -> Review:
        deal = completed(market)
        first = review(market, deal, "requester", 2)
        review(market, deal, "provider")
        first.refresh_from_db()
        return first

    def test_who_was_reviewed_answers_once(self, market: Market) -> None:
        row = self.shown(market)
        answer_review(review=row, text="Volgende keer beter.", by=market.actor("provider"))
        with pytest.raises(ReviewNotPossible):
            answer_review(review=row, text="Nog iets", by=market.actor("provider"))
        row.refresh_from_db()
        assert row.answer == "Volgende keer beter."

    @pytest.mark.parametrize("who", ["requester", "third", "moderator"])
    def test_nobody_else_does(self, market: Market, who: str) -> None:
        row = self.shown(market)
        with pytest.raises(NotAllowed):
            answer_review(review=row, text="Ik vind ook iets", by=market.actor(who))
        assert Review.objects.get(pk=row.pk).answer == ""

    def test_not_before_it_shows(self, market: Market) -> None:
        row = review(market, completed(market))
        with pytest.raises(NotAllowed):
            answer_review(review=row, text="Hè?", by=market.actor("provider"))
        assert Review.objects.get().answer == ""


class TestWhatAllSay:
    def test_deals_and_the_range(self, market: Market) -> None:
        for stars in (5, 4, 3):
            deal = completed(market)
            review(market, deal, stars=stars)
            review(market, deal, "provider")
        completed(market)
        assert summary_of(market.ref("provider")) == Satisfaction(deals=4, reviews=3, satisfied=2)
        assert summary_of(market.ref("requester")) == Satisfaction(deals=4, reviews=3, satisfied=3)
        assert summary_of(market.ref("third")) == Satisfaction()

    def test_what_a_moderator_hides_counts_no_more(self, market: Market) -> None:
        deal = completed(market)
        row = review(market, deal, stars=1)
        review(market, deal, "provider")
        Review.objects.filter(pk=row.pk).update(hidden_at=timezone.now())
        assert summary_of(market.ref("provider")) == Satisfaction(deals=1)
        Review.objects.filter(pk=row.pk).update(hidden_at=None)
        assert summary_of(market.ref("provider")) == Satisfaction(1, 1, 0)

    def test_a_person_and_their_organisation_are_two(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.provider)
        offer = make_listing(market.community, market.provider, organisation=partner, category=market.garden)
        now = timezone.now()
        deal = make_deal(
            offer, market.requester, state="confirmed", agreed_at=now, delivered_at=now, confirmed_at=now
        )
        review(market, deal, stars=4)
        write_review(deal=deal, stars=5, text="", by=actor_of(market.provider))
        assert summary_of(PartyRef("organisation", partner.pk)) == Satisfaction(1, 1, 1)
        assert summary_of(market.ref("provider")) == Satisfaction()

    def test_one_party_or_many_ask_the_same_number_of_queries(self, market: Market) -> None:
        deal = completed(market)
        review(market, deal)
        counts = set()
        for names in (["provider"], ["provider", "requester", "third"]):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                summaries_of(market.ref(name) for name in names)
            counts.add(len(asked))
        assert counts == {3}
