"""Two at once: one thread, one answer by mail, and no place beyond the limit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.actions.messages import ask_about_listing, write_message
from marketplace.actions.reviews import write_review
from marketplace.errors import TooMuchToday
from marketplace.models import Message, Review, Thread
from tests.factories import actor_of, make_member
from tests.marketplace.conftest import make_market
from tests.marketplace.talking import ask, completed, make_offer
from tests.racing import at_once
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_first_questions_make_one_thread() -> None:
    market = make_market()
    offer = make_offer(market)
    at_once(market.community, [lambda: ask(market, offer)] * 4)
    with scope(market.community):
        assert (Thread.objects.count(), Message.objects.count()) == (1, 4)


def test_a_letter_that_comes_twice_at_once_is_posted_once() -> None:
    market = make_market()
    with scope(market.community):
        thread = ask(market, make_offer(market)).thread
    by = market.actor("provider")
    at_once(market.community, [lambda: write_message(thread=thread, text="Ja", mail_id="a" * 64, by=by)] * 4)
    with scope(market.community):
        assert Message.objects.filter(mail_id="a" * 64).count() == 1


def test_no_more_go_through_than_the_day_allows() -> None:
    market = make_market()
    now = timezone.now()
    newcomer = actor_of(make_member(market.community, joined_at=now - timedelta(days=1)))
    offers = [make_offer(market) for _number in range(6)]
    with scope(market.community):
        for number in range(17):
            ask_about_listing(listing=offers[0], text=f"{number}", by=newcomer)
    verbs = [
        lambda offer=offer: ask_about_listing(listing=offer, text="Nog een", by=newcomer) for offer in offers
    ]
    answers = at_once(market.community, verbs)
    assert sum(isinstance(answer, TooMuchToday) for answer in answers) == 3
    with scope(market.community):
        assert Message.objects.filter(author_id=newcomer.membership_id).count() == 20


def test_two_reviews_at_once_both_show() -> None:
    market = make_market()
    deal = completed(market)
    verbs = [
        lambda who=who: write_review(deal=deal, stars=5, text="Fijn", by=market.actor(who))
        for who in ("provider", "requester")
    ]
    at_once(market.community, verbs)
    with scope(market.community):
        assert Review.objects.filter(visible_at__isnull=False).count() == 2
