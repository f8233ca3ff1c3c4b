"""What is suggested to whom: found from either side, kept when it still fits, never what cannot be."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from marketplace.actions.deals import cancel_deal
from marketplace.actions.matches import MOST_MATCHES, dismiss_match, match_listing, restore_match
from marketplace.enums import MatchState
from marketplace.matching.candidates import candidates_of
from marketplace.matching.errors import MatchMovedOn
from marketplace.models import AvailabilityException, AvailabilityRule, Block, Match, Synonym
from marketplace.queries import matches_for, matches_of
from tests.api.rows import make_listing, make_match
from tests.factories import make_category
from tests.marketplace.conftest import Market
from tests.marketplace.test_deals import agreed
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestSuggestions:
    def test_both_sides_see_the_match_with_its_reasons(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, title="Gras maaien", category=market.garden)
        asked = make_listing(
            market.community,
            market.requester,
            side="request",
            title="Wie maait het gras?",
            category=market.garden,
        )
        assert match_listing(listing_id=offer.pk) == 1
        match = Match.objects.get()
        assert {reason["code"] for reason in match.reasons} >= {"category", "words"}
        assert list(matches_of(offer)) == list(matches_of(asked)) == [match]
        assert [list(matches_for(market.actor(name))) for name in ("provider", "requester", "third")] == [
            [match],
            [match],
            [],
        ]

    def test_it_is_found_from_either_side_once(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        match_listing(listing_id=asked.pk)
        match_listing(listing_id=offer.pk)
        assert Match.objects.count() == 1

    def test_who_dismisses_it_is_not_asked_again(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        make_listing(market.community, market.requester, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        match = Match.objects.get()
        with pytest.raises(NotAllowed):
            dismiss_match(match=match, by=market.actor("third"))
        dismiss_match(match=match, by=market.actor("requester"))
        match_listing(listing_id=offer.pk)
        assert Match.objects.get().state == MatchState.DISMISSED
        assert not matches_of(offer).exists()

    def test_what_is_not_published_any_more_loses_its_suggestions(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        make_listing(market.community, market.requester, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        offer.state = "paused"
        offer.save()
        match_listing(listing_id=offer.pk)
        assert not Match.objects.exists()

    def test_one_s_own_and_another_group_s_are_never_suggested(self, market: Market) -> None:
        other = make_category(market.community)
        offer = make_listing(market.community, market.provider, category=other, audience="group",
                             local_group=market.group)  # fmt: skip
        make_listing(market.community, market.provider, side="request", category=other)
        make_listing(market.community, market.third, side="request", category=other)
        assert match_listing(listing_id=offer.pk) == 0

    def test_what_led_to_a_deal_comes_after_what_is_new(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        for score_, state in ((90, "contacted"), (50, "suggested"), (60, "suggested"), (99, "dismissed")):
            asked = make_listing(market.community, market.requester, side="request")
            make_match(offer, asked, score=score_, state=state)
        assert [match.score for match in matches_for(market.actor("provider"))] == [60, 50, 90]

    @pytest.mark.usefixtures("open_gates")
    def test_what_is_taken_is_suggested_to_nobody_until_it_is_free_again(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden, quantity=1)
        for who in (market.requester, market.third):
            make_listing(market.community, who, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        deal = agreed(market, offer)
        look_again(market)
        assert not Match.objects.filter(state=MatchState.SUGGESTED).exists()
        cancel_deal(deal=deal, reason="Toch niet", by=market.actor("provider"))
        look_again(market)
        assert Match.objects.filter(state=MatchState.SUGGESTED).count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestWhoIsKept:
    def test_what_still_fits_keeps_its_row(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        make_listing(market.community, market.requester, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        before = Match.objects.get()
        Match.objects.update(score=1)
        match_listing(listing_id=offer.pk)
        again = Match.objects.get()
        assert (again.pk, again.public_id) == (before.pk, before.public_id)
        assert again.score == before.score

    def test_what_fits_no_more_goes(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        match_listing(listing_id=offer.pk)
        asked.price_type, asked.price_minor = "free", None
        asked.vat_category, asked.vat_bp = "none", 0
        asked.save()
        assert match_listing(listing_id=asked.pk) == 0
        assert not Match.objects.exists()

    def test_one_with_many_counterparts_does_not_take_from_them_what_they_were_shown(
        self, market: Market
    ) -> None:
        """Its own best are twenty; a pair that the other side was shown stays as long as it fits."""
        weak = make_listing(
            market.community, market.requester, side="request", title="Gras", category=market.garden
        )
        offer = make_listing(market.community, market.provider, title="Gras maaien", category=market.garden)
        match_listing(listing_id=weak.pk)
        for _ in range(MOST_MATCHES):
            make_listing(
                market.community, market.third, side="request", title="Gras maaien", category=market.garden
            )
        assert match_listing(listing_id=offer.pk) == MOST_MATCHES + 1
        assert matches_of(weak).count() == 1

    def test_a_dismissal_can_be_undone(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        match = make_match(offer, asked, state="dismissed")
        with pytest.raises(NotAllowed):
            restore_match(match=match, by=market.actor("third"))
        assert Match.objects.get().state == MatchState.DISMISSED
        restore_match(match=match, by=market.actor("requester"))
        restore_match(match=match, by=market.actor("requester"))
        assert Match.objects.get().state == MatchState.SUGGESTED

    def test_what_led_to_a_deal_is_not_put_aside(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        asked = make_listing(market.community, market.requester, side="request")
        match = make_match(offer, asked, state="contacted")
        for verb in (dismiss_match, restore_match):
            with pytest.raises(MatchMovedOn):
                verb(match=match, by=market.actor("provider"))
        assert Match.objects.get().state == MatchState.CONTACTED


@pytest.mark.django_db
@pytest.mark.usefixtures("here")
class TestWhoIsLookedAt:
    @pytest.mark.parametrize(
        ("offered", "asked"),
        [
            ("Grasmaaier te leen", "Gras maaien in mei"),
            ("Fietsen repareren", "Wie doet een fietsreparatie?"),
            ("Stofzuigr te leen", "Stofzuiger gezocht"),
            ("Stofzuiger te leen", "Stofzuigr gezocht"),
            ("Gazon onderhouden", "Wie maait het gras?"),
        ],
    )
    def test_words_find_each_other_from_either_side(self, market: Market, offered: str, asked: str) -> None:
        """In different categories, so that nothing but the words can have found them."""
        from marketplace.actions.words import renew_vocabulary

        Synonym.objects.create(words=["gras", "gazon"])
        about: dict[str, Any] = {"text": "", "category": make_category(market.community)}
        offer = make_listing(market.community, market.provider, title=offered, **about)
        about["category"] = make_category(market.community)
        request = make_listing(market.community, market.requester, side="request", title=asked, **about)
        renew_vocabulary()
        assert candidates_of(offer) == [request.pk]
        assert candidates_of(request) == [offer.pk]

    def test_what_nothing_connects_is_not_looked_at(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, title="Gras maaien")
        make_listing(market.community, market.requester, side="request", title="Pianoles")
        assert candidates_of(offer) == []

    def test_the_neighbours_are_never_looked_at(self, market: Market) -> None:
        from tests.marketplace.conftest import make_market
        from weconomics.tenancy.scope import scope

        here = make_listing(market.community, market.provider, title="Gras maaien")
        there = make_market("buren")
        make_listing(there.community, there.requester, side="request", title="Gras maaien")
        with scope(market.community):
            assert candidates_of(here) == []
        with scope(there.community):
            assert Match.objects.count() == 0

    def test_who_blocked_the_other_is_not_suggested_to_either(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        Block.objects.create(blocker=market.requester, blocked=market.provider, at=offer.published_at)
        assert match_listing(listing_id=offer.pk) == 0
        assert match_listing(listing_id=asked.pk) == 0

    def test_a_request_that_has_its_providers_looks_for_no_more(self, market: Market) -> None:
        offer = make_listing(market.community, market.third, category=market.garden, quantity=None)
        asked = make_listing(
            market.community, market.requester, side="request", category=market.garden, most_providers=1
        )
        assert match_listing(listing_id=offer.pk) == 1
        from marketplace.models import Allocation, Deal
        from tests.api.rows import make_deal

        taken = make_listing(market.community, market.provider, category=market.garden)
        deal = make_deal(taken, market.requester, state="agreed")
        Deal.objects.filter(pk=deal.pk).update(request=asked)
        Allocation.objects.filter(deal=deal).update(request=asked)
        assert match_listing(listing_id=offer.pk) == 0

    def test_hours_of_the_week_count_where_both_say_them(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        for listing, weekday in ((offer, 0), (asked, 1)):
            AvailabilityRule.objects.create(
                listing=listing, weekday=weekday, from_time="09:00", until_time="12:00"
            )
        match_listing(listing_id=offer.pk)
        assert reasons_of(Match.objects.get())["time"] == "other_hours"

    def test_dates_on_which_it_is_otherwise_count_too(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        for listing in (offer, asked):
            AvailabilityRule.objects.create(listing=listing, weekday=0, from_time="09:00", until_time="12:00")
        asked.available_from, asked.available_until = date(2026, 12, 7), date(2026, 12, 9)  # one Monday
        asked.save()
        match_listing(listing_id=offer.pk, at=datetime(2026, 12, 1, tzinfo=UTC))
        before = reasons_of(Match.objects.get())
        AvailabilityException.objects.create(listing=offer, on=date(2026, 12, 7))
        match_listing(listing_id=offer.pk, at=datetime(2026, 12, 1, tzinfo=UTC))
        assert (before["time"], reasons_of(Match.objects.get())["time"]) == ("hours", "other_hours")

    def test_the_number_of_queries_does_not_grow(
        self, market: Market, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        offer = make_listing(market.community, market.provider, category=market.garden)
        counts = []
        for _ in range(3):  # the first one also plans the news of what was found
            for _more in range(3):
                make_listing(market.community, market.requester, side="request", category=market.garden)
            with CaptureQueriesContext(connection) as caught:
                match_listing(listing_id=offer.pk)
            counts.append(len(caught))
        assert counts[1] == counts[2]


def reasons_of(match: Match) -> dict[str, str]:
    return {reason["code"]: reason["how"] for reason in match.reasons}


def look_again(market: Market) -> None:
    """What the worker does after a deal took a step."""
    deliver_waiting()
    for job_id in list(
        Job.objects.filter(kind="marketplace.match_listing", state="queued").values_list("pk", flat=True)
    ):
        run_job_now(market.community.pk, job_id)
