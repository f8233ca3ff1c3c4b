"""Telling both sides of a match: each once, in their own language, and only of what holds."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from communities.enums import MailPreference
from communities.models import Membership, Notification
from marketplace.actions.blocks import block_member
from marketplace.actions.match_news import members_untold, tell_matches
from marketplace.actions.matches import dismiss_match, match_listing, restore_match
from marketplace.matching.queries import weights_in_force
from marketplace.matching.weights import STARTING, STARTING_WEIGHTS
from marketplace.models import Listing, Match, MatchNews
from tests.api.rows import make_listing
from tests.factories import make_member, make_partner
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.test_matching_policies import draft, put_in_force
from tests.racing import at_once
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

NOON = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def pair(market: Market) -> tuple[Listing, Listing]:
    """An offer and a request that fit very well: the same words, category and group."""
    return make_pair(market)


def make_pair(market: Market, **offered: Any) -> tuple[Listing, Listing]:
    about = {"category": market.garden, "local_group": market.group}
    offer = make_listing(market.community, market.provider, title="Gras maaien", **about, **offered)
    request = make_listing(
        market.community, market.requester, side="request", title="Wie maait het gras?", **about
    )
    return offer, request


def find(listing: Listing, at: datetime = NOON) -> None:
    with scope(listing.community_id):
        match_listing(listing_id=listing.pk, at=at)


def tell(market: Market, at: datetime = LATER) -> None:
    """As the jobs do that are due by then, and those that follow: the letters."""
    with scope(market.community):
        Job.objects.filter(kind="marketplace.tell_matches", run_after__lte=at).update(run_after=NOON)
    for kind in ("marketplace.tell_matches", "marketplace.mail_matches"):
        with scope(market.community):
            ids = list(Job.objects.filter(kind=kind, state="queued").values_list("pk", flat=True))
        for job_id in ids:
            run_job_now(market.community.pk, job_id)


def told(market: Market, who: Membership | None = None) -> list[str]:
    with scope(market.community):
        rows = Notification.objects.filter(kind="match").order_by("pk")
        return list((rows.filter(membership=who) if who else rows).values_list("text", flat=True))


def letters_to(who: Membership) -> list[EmailMessage]:
    return [letter for letter in mail.outbox if letter.to == [who.user.email]]


def speak(people: Iterable[Membership], language: str) -> None:
    for who in people:
        who.user.language = language
        who.user.save()


@pytest.mark.django_db
class TestBothSides:
    def test_hear_of_it_here_and_by_mail_each_in_their_language(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        speak([market.provider], "en")
        speak([market.requester], "en")
        find(pair[0])
        tell(market)
        assert told(market, market.provider) == ["“Wie maait het gras?” fits your “Gras maaien”."]
        assert told(market, market.requester) == ["“Gras maaien” fits your “Wie maait het gras?”."]
        assert len(told(market)) == len(mail.outbox) == 2
        [letter] = letters_to(market.requester)
        assert letter.subject == "“Gras maaien” fits your “Wie maait het gras?”"
        for said in ("both say: gras, maait", "same category", "of 100 points", str(pair[0].public_id)):
            assert said in letter.body
        assert "no word in common" not in letter.body

    def test_each_reads_it_in_their_own_language(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        speak([market.provider], "nl")
        speak([market.requester], "en")
        find(pair[0])
        tell(market)
        [dutch], [english] = letters_to(market.provider), letters_to(market.requester)
        assert "zelfde categorie" in dutch.body
        assert "same category" not in dutch.body
        assert "same category" in english.body

    def test_hear_of_many_in_one_letter(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        speak([market.provider], "en")
        for _ in range(2):
            make_listing(market.community, market.third, side="request", title="Gras maaien",
                         category=market.garden)  # fmt: skip
        find(pair[0])
        tell(market)
        [text] = told(market, market.provider)
        assert text.startswith("3 new matches for what you placed, such as “")
        [letter] = letters_to(market.provider)
        assert letter.subject.startswith("3 new matches at ")
        assert letter.body.count("For your “Gras maaien”") == 3
        assert len(letters_to(market.third)) == 1

    def test_all_colleagues_of_an_organisation_hear_of_it(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.third, role="trader")
        offer = make_listing(market.community, market.third, organisation=partner, title="Gras maaien",
                             category=market.garden)  # fmt: skip
        make_listing(market.community, market.requester, side="request", title="Gras maaien",
                     category=market.garden)  # fmt: skip
        find(offer)
        tell(market)
        assert [len(told(market, who)) for who in (market.third, market.requester)] == [1, 1]

    def test_who_wants_no_mail_reads_it_here_only(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        with scope(market.community):
            Membership.objects.filter(pk=market.provider.pk).update(mail_preference=MailPreference.NONE)
        find(pair[0])
        tell(market)
        assert len(told(market, market.provider)) == 1
        assert (letters_to(market.provider), len(letters_to(market.requester))) == ([], 1)

    def test_who_left_hears_nothing(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        find(pair[0])
        with scope(market.community):
            Membership.objects.filter(pk=market.provider.pk).update(state="suspended")
        tell(market)
        assert [len(told(market, who)) for who in (market.provider, market.requester)] == [0, 1]

    def test_a_weak_match_stands_in_the_list_only(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        with scope(market.community):
            MatchNews.objects.all().delete()
            Job.objects.all().delete()
            Match.objects.update(score=STARTING.told_from - 1)
        tell(market)
        assert told(market) == []
        with scope(market.community):
            put_in_force(market, draft(market, weights=dict(STARTING_WEIGHTS), fewest_points=40))
        other = make_listing(market.community, market.third, title="Iets anders", category=market.garden)
        find(other)
        with scope(market.community):
            assert 40 <= Match.objects.get(offer=other).score < weights_in_force().told_from
            assert not MatchNews.objects.filter(offer=other).exists()


@pytest.mark.django_db
class TestOnce:
    def test_a_match_that_is_found_again_is_told_once(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        for moment in range(3):
            find(pair[moment % 2], NOON + moment * timedelta(hours=1))
            tell(market, LATER + moment * timedelta(hours=1))
        assert len(told(market)) == len(mail.outbox) == 2

    def test_one_that_went_and_came_again_too(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        find(pair[0])
        tell(market)
        for state, count in (("paused", 0), ("published", 1)):
            with scope(market.community):
                Listing.objects.filter(pk=pair[0].pk).update(state=state)
            find(pair[0], LATER)
            with scope(market.community):
                assert Match.objects.count() == count
        tell(market, LATER + timedelta(hours=1))
        assert len(told(market)) == len(mail.outbox) == 2

    def test_what_fits_no_more_when_it_would_be_told_is_told_when_it_fits_again(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        with scope(market.community):
            Listing.objects.filter(pk=pair[0].pk).update(state="paused")
        tell(market)
        assert told(market) == []
        with scope(market.community):
            Listing.objects.filter(pk=pair[0].pk).update(state="published")
        find(pair[0], LATER)
        tell(market, LATER + timedelta(hours=1))
        assert len(told(market)) == 2

    def test_a_letter_that_went_out_is_not_sent_by_a_repeated_job(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        tell(market)
        with scope(market.community):
            Job.objects.filter(kind="marketplace.mail_matches").update(state="queued")
        tell(market)
        assert len(mail.outbox) == 2

    def test_what_a_worker_that_died_left_is_found_the_next_day(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        with scope(market.community):
            assert sorted(members_untold()) == sorted([market.provider.pk, market.requester.pk])
            for membership_id in members_untold():
                tell_matches(membership_id=membership_id)
            assert members_untold() == []

    def test_the_database_keeps_each_once_and_no_letter_before_it_was_told(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        with scope(market.community):
            row = MatchNews.objects.first()
            assert row is not None
            with pytest.raises(IntegrityError, match="match_news_once"), transaction.atomic():
                MatchNews.objects.create(offer=row.offer, request=row.request, membership=row.membership,
                                         found_at=NOON)  # fmt: skip
            with pytest.raises(IntegrityError, match="match_news_mailed_after_told"), transaction.atomic():
                MatchNews.objects.filter(pk=row.pk).update(mailed_at=NOON)


@pytest.mark.django_db
class TestSilence:
    def test_of_what_was_put_aside_and_taken_back(
        self, market: Market, pair: tuple[Listing, Listing]
    ) -> None:
        find(pair[0])
        with scope(market.community):
            match = Match.objects.get()
            dismiss_match(match=match, by=market.actor("requester"))
        tell(market)
        with scope(market.community):
            restore_match(match=match, by=market.actor("requester"))
        find(pair[0], LATER)
        tell(market, LATER + timedelta(hours=1))
        assert (told(market), mail.outbox) == ([], [])

    def test_of_people_who_are_apart(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        find(pair[0])
        with scope(market.community):
            block_member(membership_id=market.requester.pk, by=market.actor("provider"))
            assert tell_matches(membership_id=market.requester.pk) == 0
            deliver_waiting()
        tell(market)
        assert (told(market), mail.outbox) == ([], [])

    def test_of_what_is_for_a_group_that_one_left(self, market: Market) -> None:
        offer, _request = make_pair(market, audience="group")
        find(offer)
        with scope(market.community):
            from communities.models import LocalGroupMembership

            LocalGroupMembership.objects.filter(membership=market.requester).delete()
        tell(market)
        assert [len(told(market, who)) for who in (market.provider, market.requester)] == [1, 0]

    def test_next_door(self, market: Market, pair: tuple[Listing, Listing]) -> None:
        neighbour = make_market("buren")
        make_pair(neighbour)
        find(pair[0])
        tell(market)
        assert len(told(market)) == 2
        assert told(neighbour) == []


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("time", range(3))
    def test_two_workers_tell_once(self, transactional_db: Any, time: int) -> None:
        market = make_market()
        offer, _request = make_pair(market)
        find(offer)
        verb = lambda: tell_matches(membership_id=market.provider.pk)  # noqa: E731
        assert sorted(at_once(market.community, [verb, verb])) == [0, 1]
        assert len(told(market, market.provider)) == 1
        with scope(market.community):
            letters = Job.objects.filter(
                kind="marketplace.mail_matches", payload__membership_id=market.provider.pk
            )
            assert letters.count() == 1

    def test_two_that_find_the_same_pair_from_either_side_note_it_once(self, transactional_db: Any) -> None:
        market = make_market()
        pair = make_pair(market)
        at_once(market.community, [lambda one=one: match_listing(listing_id=one.pk, at=NOON) for one in pair])
        with scope(market.community):
            assert MatchNews.objects.count() == 2
        tell(market)
        assert len(told(market)) == 2


@pytest.mark.django_db
def test_as_many_queries_for_three_matches_as_for_one(market: Market, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asker = make_member(market.community)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            offer, _request = make_pair(market)
            make_listing(market.community, asker, side="request", title="Gras maaien", category=market.garden)
        find(offer)
        with scope(market.community), CaptureQueriesContext(connection) as caught:
            assert tell_matches(membership_id=market.provider.pk) >= number
        counts.append(len(caught))
    assert counts[0] == counts[1]
