"""Rounds with a capacity of each day anew, and with providers that a request has already."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from marketplace.actions.deals import accept_deal, propose_deal
from marketplace.actions.rounds import keep_plan, send_lines, send_round, start_round
from marketplace.holding import held_by_day, left_of
from marketplace.models import Allocation, AvailabilityRule, Deal, Listing, MatchingRound
from marketplace.planning import plan
from marketplace.rounds.market import market_of
from tests.api.rows import make_listing, make_match
from tests.factories import make_member
from tests.marketplace.conftest import Market

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]

ZONE = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 6, 1, 12, tzinfo=ZONE)  # a Monday
TODAY = date(2026, 6, 1)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def listing(market: Market, owner: Any, side: str = "offer", **fields: Any) -> Listing:
    fields = {"category": market.garden, "vat_category": "none", "vat_bp": 0, **fields}
    return make_listing(market.community, owner, side=side, **fields)


def room(market: Market, **fields: Any) -> Listing:
    """One part of a day, each day anew."""
    fields = {"unit": "daypart", "quantity": 1, "quantity_per": "day", "title": "Zaal", **fields}
    return listing(market, market.provider, **fields)


def wish(market: Market, owner: Any, **fields: Any) -> Listing:
    return listing(market, owner, "request", **{"unit": "daypart", "quantity": 1, **fields})


def planned(market: Market, round_: MatchingRound | None = None) -> MatchingRound:
    round_ = round_ or start_round(by=market.actor("coordinator"), at=NOON)
    found = market_of(round_, at=NOON)
    return keep_plan(round_=round_, market=found, made=plan(found.problem()), at=NOON)


def sent(market: Market, round_: MatchingRound, at: datetime = NOON) -> MatchingRound:
    send_round(round_=round_, by=market.actor("coordinator"), at=at)
    while send_lines(round_=round_, at=at):
        pass
    round_.refresh_from_db()
    return round_


def days_of(round_: MatchingRound) -> dict[str, date | None]:
    rows = Allocation.objects.filter(round=round_).exclude(state="withdrawn")
    return {row.request.title: row.on for row in rows}


class TestDays:
    def test_the_first_day_that_suits_both_is_chosen_and_held(self, market: Market) -> None:
        hall = room(market)
        AvailabilityRule.objects.create(listing=hall, weekday=2, from_time=time(9), until_time=time(12))
        AvailabilityRule.objects.create(listing=hall, weekday=4, from_time=time(9), until_time=time(12))
        asked = wish(market, market.requester, title="Repetitie", available_from=day(3))
        make_match(hall, asked)
        round_ = planned(market)
        assert days_of(round_) == {"Repetitie": day(4)}  # the Friday: on Wednesday it is not asked yet
        sent(market, round_)
        deal = Deal.objects.get()
        assert (deal.planned_on, deal.unit, deal.quantity) == (day(4), "daypart", 1)
        assert left_of(hall, on=day(4), at=NOON) == 0
        assert left_of(hall, on=day(2), at=NOON) == 1

    def test_three_who_want_the_same_room_get_three_days(self, market: Market) -> None:
        hall = room(market)
        for number, name in enumerate(["requester", "third", "moderator"]):
            asked = wish(market, getattr(market, name), title=name)
            make_match(hall, asked, score=90 - number)
        round_ = planned(market)
        assert days_of(round_) == {"requester": day(1), "third": day(2), "moderator": day(3)}
        sent(market, round_)
        assert held_by_day(hall, at=NOON) == {day(1): 1, day(2): 1, day(3): 1}

    def test_what_is_held_on_a_day_moves_the_line_to_the_next(self, market: Market) -> None:
        hall = room(market)
        taken = propose_deal(
            listing=hall,
            party=market.ref("third"),
            quantity=Decimal(1),
            planned_on=day(1),
            by=market.actor("third"),
            at=NOON,
        )
        accept_deal(deal=taken, by=market.actor("provider"), version=1, at=NOON)
        make_match(hall, wish(market, market.requester, title="Repetitie"))
        assert days_of(planned(market)) == {"Repetitie": day(2)}

    def test_pairs_without_a_day_are_left_out_and_counted(self, market: Market, client: Client) -> None:
        hall = room(market, available_until=day(5))
        make_match(hall, wish(market, market.requester, title="Te laat", available_from=day(6)))
        round_ = planned(market)
        assert days_of(round_) == {}
        assert round_.figures["without_a_day"] == 1
        client.force_login(market.coordinator.user)
        with override("en"):
            client.cookies["django_language"] = "en"
            page = client.get(reverse("marketplace:round", args=[market.community.slug, round_.public_id]))
        assert "1 pair is left out" in page.content.decode()

    def test_a_day_that_passed_before_it_was_sent_is_named(self, market: Market) -> None:
        make_match(room(market), wish(market, market.requester))
        round_ = sent(market, planned(market), at=NOON + timedelta(days=3))
        assert len(round_.figures["left_out"]) == 1
        assert not Deal.objects.exists()

    def test_as_many_queries_for_one_pair_as_for_three(self, market: Market) -> None:
        counts = []
        for number in (1, 2):
            for _each in range(number):
                make_match(room(market), wish(market, market.requester))
            round_ = start_round(by=market.actor("coordinator"), at=NOON)
            with CaptureQueriesContext(connection) as asked:
                market_of(round_, at=NOON).problem()
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestProvidersThereAre:
    def given(self, market: Market, *, most: int) -> tuple[Listing, Listing, Listing]:
        """The provider gives two of five; it and the third have more, and fit alike."""
        asked = listing(market, market.requester, "request", title="Tuin", quantity=5, most_providers=most)
        mine, other = listing(market, market.provider), listing(market, market.third)
        deal = propose_deal(
            listing=asked,
            counterpart=mine,
            party=market.ref("provider"),
            quantity=Decimal(2),
            by=market.actor("provider"),
            at=NOON,
        )
        accept_deal(deal=deal, by=market.actor("requester"), version=1, at=NOON)
        return asked, mine, other

    def givers(self, round_: MatchingRound) -> dict[str, Decimal | None]:
        rows = Allocation.objects.filter(round=round_, state="suggested")
        return {row.offer.owner_membership.display_name: row.request_quantity for row in rows}

    def test_who_gives_already_may_give_more_and_nobody_joins(self, market: Market) -> None:
        asked, mine, other = self.given(market, most=1)
        make_match(mine, asked, score=50)
        make_match(other, asked, score=90)
        round_ = planned(market)
        assert self.givers(round_) == {"Ans Aanbieder": 2}
        sent(market, round_)
        for deal in Deal.objects.filter(proposed_by="coordinator"):
            for name in ("provider", "requester"):
                deal = accept_deal(deal=deal, by=market.actor(name), version=1, at=NOON)
            assert deal.state == "agreed"

    def test_a_place_that_is_left_is_for_one(self, market: Market) -> None:
        asked, _mine, other = self.given(market, most=2)
        late = listing(market, make_member(market.community, name="Late Lies"))
        make_match(other, asked, score=90)
        make_match(late, asked, score=80)
        assert self.givers(planned(market)) == {"Dirk Derde": 3}

    def test_all_places_taken_plans_nothing(self, market: Market) -> None:
        asked, _mine, other = self.given(market, most=1)
        make_match(other, asked)
        assert self.givers(planned(market)) == {}
