"""How well an offer and a request fit: cases, and what is told to both sides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.actions.deals import cancel_deal
from marketplace.actions.matches import dismiss_match, match_listing
from marketplace.enums import MatchState
from marketplace.matching import Traits, score
from marketplace.models import Match
from marketplace.queries import matches_for, matches_of
from tests.api.rows import make_listing, make_match
from tests.factories import make_category
from tests.marketplace.conftest import Market
from tests.marketplace.test_deals import agreed
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now

OFFER = Traits(1, None, "service", frozenset({"gras", "maai"}), frozenset({"gras"}), local_group_id=7)
REQUEST = Traits(1, None, "service", frozenset({"gras", "tuin"}), frozenset({"gras"}), local_group_id=8)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def codes(offer: Traits = OFFER, request: Traits = REQUEST, km: float | None = None) -> dict[str, int]:
    return {reason["code"]: reason["points"] for reason in score(offer, request, km).reasons}


class TestReasons:
    @pytest.mark.parametrize(
        ("changes", "km", "expected"),
        [
            ({}, None, {"category": 30, "words": 20, "kind": 6}),
            ({"category_id": 2}, None, {"words": 20, "kind": 6}),
            ({"category_id": 2, "parent_id": 1}, None, {"related_category": 15, "words": 20, "kind": 6}),
            ({"kind": "good"}, None, {"category": 30, "words": 20}),
            ({"local_group_id": 7}, None, {"category": 30, "words": 20, "kind": 6, "group": 4}),
            ({}, 0.0, {"category": 30, "words": 20, "kind": 6, "distance": 13}),
            ({}, 12.5, {"category": 30, "words": 20, "kind": 6, "distance": 6}),
            ({}, 25.0, {"category": 30, "words": 20, "kind": 6}),
        ],
    )
    def test_each_counts_for_what_it_is(
        self, changes: dict[str, Any], km: float | None, expected: dict[str, int]
    ) -> None:
        assert codes(request=replace(REQUEST, **changes), km=km) == expected

    @pytest.mark.parametrize(
        ("offered", "asked", "points"),
        [
            ("gras | gras", "gras | gras", 20),
            ("gras | gras", "tuin | tuin gras", 12),
            ("heg | heg gras", "tuin | tuin gras", 6),
            ("warmtepomp", "warmtepomp", 30),
            ("vrije-uitloopeier uitloopeier", "eier", 20),
            ("boodschapp", "vrijdagboodschapp", 30),
            ("dak | dak", "zonnedak | zonnedak", 0),
            ("week per pallet", "week per kinderopvang", 0),
            ("10 3", "10 3", 0),
            ("gras heg blad", "gras heg blad", 40),
        ],
    )
    def test_words_count_by_where_they_stand_and_what_they_say(
        self, offered: str, asked: str, points: int
    ) -> None:
        """Written as "title | everything"; without a bar the title is everything."""

        def stems(text: str) -> dict[str, frozenset[str]]:
            title, _, everything = text.partition("|")
            return {
                "title_stems": frozenset(title.split()),
                "stems": frozenset((everything or title).split()),
            }

        found = codes(replace(OFFER, **stems(offered)), replace(REQUEST, **stems(asked)))
        assert found.get("words", 0) == points

    def test_a_word_is_told_as_people_wrote_it(self) -> None:
        asks = replace(REQUEST, title_stems=frozenset({"brod"}), written="Veertig broden, de laatste vrijdag")
        bakes = replace(
            OFFER, title_stems=frozenset({"brod", "zuurdesem"}), written="Een brood van zuurdesem"
        )
        [words] = [
            reason["words"] for reason in score(bakes, asks, None).reasons if reason["code"] == "words"
        ]
        assert words[0] == "broden"

    def test_a_price_fits_when_it_is_not_above_what_is_asked(self) -> None:
        asks = replace(REQUEST, price_minor=2000)
        assert "price" in codes(replace(OFFER, price_minor=2000), asks)
        assert "price" not in codes(replace(OFFER, price_minor=2001), asks)
        assert "free" in codes(replace(OFFER, is_without_money=True), asks)

    def test_the_strongest_reason_comes_first(self) -> None:
        points = [reason["points"] for reason in score(OFFER, REQUEST, 1.0).reasons]
        assert points == sorted(points, reverse=True)


class TestWhatCannotBe:
    def test_nothing_left_on_either_side(self) -> None:
        assert score(replace(OFFER, left=Decimal(0)), REQUEST, 0.0).points == 0
        assert score(OFFER, replace(REQUEST, left=Decimal(0)), 0.0).points == 0

    def test_periods_that_do_not_touch(self) -> None:
        early, late = replace(OFFER, available=(None, JULY)), replace(REQUEST, available=(AUGUST, None))
        assert score(early, late, 0.0).points == 0
        touching = replace(REQUEST, available=(JULY, None))
        assert "period" in codes(early, touching)


@given(
    words=st.frozensets(st.sampled_from("abcdefgh")),
    asked=st.frozensets(st.sampled_from("abcdefgh")),
    km=st.none() | st.floats(0, 100),
    price=st.none() | st.integers(0, 9999),
)
def test_points_are_the_sum_of_the_reasons_and_at_most_100(
    words: frozenset[str], asked: frozenset[str], km: float | None, price: int | None
) -> None:
    offer = replace(OFFER, stems=words, title_stems=words, price_minor=price, local_group_id=8)
    found = score(offer, replace(REQUEST, stems=asked, title_stems=asked, price_minor=5000), km)
    assert found.points == min(100, sum(reason["points"] for reason in found.reasons))
    assert found.is_worth_telling == (found.points >= 40)


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


def look_again(market: Market) -> None:
    """What the worker does after a deal took a step."""
    deliver_waiting()
    for job_id in list(
        Job.objects.filter(kind="marketplace.match_listing", state="queued").values_list("pk", flat=True)
    ):
        run_job_now(market.community.pk, job_id)
