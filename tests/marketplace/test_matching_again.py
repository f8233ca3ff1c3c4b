"""When others than the listing itself changed: what was suggested is looked at again, once and in steps."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from marketplace.actions.blocks import block_member, unblock_member
from marketplace.actions.deals import cancel_deal, decline_deal, lapse_deal, propose_deal
from marketplace.actions.group_orders import leave_group_order
from marketplace.actions.matches import dismiss_match, match_listing, reopen_match
from marketplace.actions.synonyms import add_synonym, change_synonym, delete_synonym
from marketplace.enums import DealState, MatchState
from marketplace.matching import again
from marketplace.matching.queries import dismissed_of
from marketplace.models import Deal, Listing, Match
from marketplace.queries import listings_of, matches_for, matches_of
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_category
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.ordering import join, make_apples, make_order
from tests.marketplace.test_deals import agreed
from tests.racing import at_once
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
KINDS = ("marketplace.match_listing", "marketplace.match_many")


def waiting(kind: str = again.KIND) -> list[str]:
    return list(Job.objects.filter(kind=kind, state="queued").order_by("pk").values_list("key", flat=True))


def look_again(market: Market) -> None:
    """What workers do until nothing waits, whenever it is due."""
    deliver_waiting()
    while ids := list(Job.objects.filter(kind__in=KINDS, state="queued").values_list("pk", flat=True)):
        Job.objects.filter(pk__in=ids).update(run_after=NOON)
        for job_id in ids:
            run_job_now(market.community.pk, job_id)


def make_pair(market: Market, **about: Any) -> tuple[Listing, Listing]:
    about = {"category": market.garden, **about}
    offer = make_listing(market.community, market.provider, **about)
    return offer, make_listing(market.community, market.requester, side="request", **about)


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestSynonyms:
    def test_find_pairs_as_soon_as_they_are_there_and_lose_them_when_they_go(self, market: Market) -> None:
        """In different categories, so that nothing but the words can match them."""
        offer = make_listing(market.community, market.provider, title="Gazon onderhouden", text="",
                             category=make_category(market.community))  # fmt: skip
        make_listing(market.community, market.requester, side="request", title="Wie maait het gras?", text="",
                     category=make_category(market.community))  # fmt: skip
        match_listing(listing_id=offer.pk)
        scores = [Match.objects.filter(score__gte=40).count()]
        by = market.actor("coordinator")
        synonym = add_synonym(words=["gras", "gazon"], by=by)
        look_again(market)
        scores.append(Match.objects.filter(score__gte=40).count())
        change_synonym(synonym=synonym, words=["gras", "weide"], by=by)
        look_again(market)
        scores.append(Match.objects.filter(score__gte=40).count())
        change_synonym(synonym=synonym, words=["gras", "gazon"], by=by)
        look_again(market)
        delete_synonym(synonym=synonym, by=by)
        look_again(market)
        scores.append(Match.objects.filter(score__gte=40).count())
        assert scores == [0, 1, 0, 0]

    def test_only_what_says_one_of_the_words_is_looked_at(
        self, market: Market, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[int] = []
        monkeypatch.setattr(again, "match_listing", lambda listing_id: seen.append(listing_id))
        wanted = [
            make_listing(market.community, market.provider, title=title).pk
            for title in ("Grasmaaier te leen", "Ons gazon", "Gras in het park")
        ]
        make_listing(market.community, market.provider, title="Pianoles")
        make_listing(market.community, market.provider, title="Gras", state="draft")
        again.plan_for_words(["gazon", "gras in het park"])
        look_again(market)
        assert sorted(seen) == sorted(wanted[1:])

    def test_the_same_words_are_looked_at_once_a_minute(self, market: Market) -> None:
        for words in (["gras", "gazon"], ["gazon", "gras"]):
            again.plan_for_words(words, at=NOON)
        again.plan_for_words(["gras", "weide"], at=NOON)
        again.plan_for_words(["gras", "gazon"], at=NOON + timedelta(minutes=1))
        assert len(waiting()) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestSteps:
    def test_many_are_looked_at_in_steps_each_once(
        self, market: Market, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[int] = []
        monkeypatch.setattr(again, "match_listing", lambda listing_id: seen.append(listing_id))
        monkeypatch.setattr(again, "A_STEP", 2)
        ids = [make_listing(market.community, market.provider, category=market.garden).pk for _ in range(5)]
        again.plan_for_all(because="policy:1")
        again.plan_for_all(because="policy:1")
        assert waiting() == ["policy:1"]
        look_again(market)
        assert seen == ids[::-1]
        keys = Job.objects.filter(kind=again.KIND).order_by("pk").values_list("key", flat=True)
        assert list(keys) == ["policy:1", f"policy:1<{ids[3]}", f"policy:1<{ids[1]}"]

    def test_a_step_that_is_done_again_makes_no_second_chain(
        self, market: Market, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(again, "A_STEP", 1)
        make_pair(market)
        again.plan_for_all(because="policy:1")
        look_again(market)
        count = Job.objects.count()
        Job.objects.filter(key="policy:1").update(state="queued")
        look_again(market)
        assert Job.objects.count() == count


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestWhoIsChosen:
    def test_counts_for_less_on_all_their_listings_and_for_more_when_it_came_to_nothing(
        self, market: Market
    ) -> None:
        """Somebody else's request: neither of its two listings took part in the deal."""
        offer = make_listing(market.community, market.provider, category=market.garden)
        make_listing(market.community, market.third, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        before = fairness(offer)
        deal = agreed(market, make_listing(market.community, market.provider))
        look_again(market)
        assert fairness(offer) < before
        Job.objects.filter(kind=again.KIND).delete()  # ten minutes pass
        cancel_deal(deal=deal, reason="Toch niet", by=market.actor("provider"))
        look_again(market)
        assert fairness(offer) == before

    def test_is_looked_at_once_in_ten_minutes(self, market: Market) -> None:
        for minutes in (0, 5, 9):
            again.plan_for_member(market.provider.pk, at=NOON + timedelta(minutes=minutes))
        again.plan_for_member(market.provider.pk, at=NOON + timedelta(minutes=10))
        assert len(waiting()) == 2

    def test_what_a_group_order_keeps_aside_is_suggested_to_nobody(self, market: Market) -> None:
        offer = make_apples(market)
        make_listing(market.community, market.third, side="request", category=market.garden, title="Appels",
                     unit="piece", quantity=5)  # fmt: skip
        match_listing(listing_id=offer.pk)
        order = make_order(market, offer)
        join(market, order, "requester", 40)
        look_again(market)
        assert not Match.objects.exists()
        leave_group_order(order=order, party=market.ref("requester"), by=market.actor("requester"))
        Job.objects.filter(kind="marketplace.match_listing").delete()  # a minute passes
        look_again(market)
        assert Match.objects.count() == 1


def fairness(offer: Listing) -> float:
    [found] = [
        reason["fit"] for reason in Match.objects.get(offer=offer).reasons if reason["code"] == "fairness"
    ]
    return float(found)


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestPeopleApart:
    def test_lose_what_was_suggested_to_them_and_get_it_back(self, market: Market) -> None:
        offer, asked = make_pair(market)
        make_listing(market.community, market.third, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        assert Match.objects.count() == 2
        block_member(membership_id=market.provider.pk, by=market.actor("requester"))
        assert [matches_of(one).count() for one in (offer, asked)] == [1, 0]
        assert list(matches_for(market.actor("requester"))) == []
        deliver_waiting()
        assert [match.request.owner_membership_id for match in Match.objects.all()] == [market.third.pk]
        unblock_member(membership_id=market.provider.pk, by=market.actor("requester"))
        look_again(market)
        assert matches_of(asked).count() == 1

    @pytest.mark.parametrize("blocker", ["provider", "requester"])
    def test_see_nothing_of_what_was_between_them(self, market: Market, blocker: str) -> None:
        """What led to a contact, or was put aside, keeps its row and is shown to neither."""
        offer, asked = make_pair(market)
        make_match(offer, asked, state="contacted")
        gone = make_match(*make_pair(market))
        dismiss_match(match=gone, by=market.actor("provider"))
        other = "requester" if blocker == "provider" else "provider"
        block_member(membership_id=getattr(market, other).pk, by=market.actor(blocker))
        deliver_waiting()
        assert set(Match.objects.values_list("state", flat=True)) == {"contacted", "dismissed"}
        for name in ("provider", "requester"):
            actor = market.actor(name)
            assert not matches_for(actor).exists()
            assert not dismissed_of(listings_of(actor)).exists()

    def test_others_keep_what_is_theirs(self, market: Market) -> None:
        match = make_match(*make_pair(market))
        block_member(membership_id=market.third.pk, by=market.actor("provider"))
        deliver_waiting()
        assert list(Match.objects.all()) == [match]
        assert list(matches_for(market.actor("provider"))) == [match]


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestAfterAContact:
    def end(self, market: Market, deal: Deal, how: str) -> None:
        if how == "declined":
            decline_deal(deal=deal, by=market.actor("provider"))
        elif how == "lapsed":
            lapse_deal(deal=deal, at=timezone.now() + timedelta(days=60))
        else:
            cancel_deal(deal=deal, reason="Toch niet", by=market.actor("requester"))

    def contact(self, market: Market) -> tuple[Match, Deal]:
        offer, asked = make_pair(market)
        match_listing(listing_id=offer.pk)
        deal = propose_deal(listing=offer, counterpart=asked, party=market.ref("requester"), quantity=Decimal(1),
                            by=market.actor("requester"))  # fmt: skip
        match = Match.objects.get()
        assert match.state == MatchState.CONTACTED
        return match, deal

    @pytest.mark.parametrize("how", ["declined", "lapsed", "cancelled"])
    def test_that_came_to_nothing_the_pair_is_suggested_again(self, market: Market, how: str) -> None:
        match, deal = self.contact(market)
        self.end(market, deal, how)
        look_again(market)
        match.refresh_from_db()
        assert match.state == MatchState.SUGGESTED
        assert list(matches_for(market.actor("provider"))) == [match]

    def test_another_deal_of_the_two_keeps_it_in_contact(self, market: Market) -> None:
        match, deal = self.contact(market)
        propose_deal(listing=match.offer, counterpart=match.request, party=market.ref("requester"), quantity=Decimal(1),
                     by=market.actor("requester"))  # fmt: skip
        self.end(market, deal, "declined")
        look_again(market)
        assert Match.objects.get().state == MatchState.CONTACTED

    def test_a_deal_that_goes_on_reopens_nothing(self, market: Market) -> None:
        _match, deal = self.contact(market)
        assert reopen_match(deal_id=deal.pk) is False
        assert Match.objects.get().state == MatchState.CONTACTED

    def test_what_was_put_aside_stays_aside(self, market: Market) -> None:
        match, deal = self.contact(market)
        Match.objects.update(state=MatchState.DISMISSED)
        self.end(market, deal, "declined")
        look_again(market)
        match.refresh_from_db()
        assert match.state == MatchState.DISMISSED

    def test_a_pair_found_while_a_deal_goes_on_is_in_contact_and_no_news(self, market: Market) -> None:
        from marketplace.models import MatchNews

        offer, asked = make_pair(market, title="Gras maaien", local_group=market.group)
        deal = make_deal(offer, market.requester, state="agreed")
        Deal.objects.filter(pk=deal.pk).update(request=asked)
        match_listing(listing_id=offer.pk)
        assert Match.objects.get().state == MatchState.CONTACTED
        assert not MatchNews.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_gates")
@pytest.mark.parametrize("time", range(3))
def test_a_new_proposal_while_the_pair_is_reopened_stays_in_contact(transactional_db: Any, time: int) -> None:
    market = make_market()
    offer, asked = make_pair(market)
    make_match(offer, asked, state="contacted")
    with scope(market.community):
        old = make_deal(offer, market.requester, state="declined")
        Deal.objects.filter(pk=old.pk).update(request=asked)
    answers = at_once(
        market.community,
        [
            lambda: reopen_match(deal_id=old.pk),
            lambda: propose_deal(listing=offer, counterpart=asked, party=market.ref("requester"), quantity=Decimal(1),
                                 by=market.actor("requester")),
        ],
    )  # fmt: skip
    assert isinstance(answers[1], Deal)
    with scope(market.community):
        assert Match.objects.get().state == MatchState.CONTACTED
        assert Deal.objects.filter(state=DealState.PROPOSED).count() == 1
