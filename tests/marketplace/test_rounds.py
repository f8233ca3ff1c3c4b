"""Matching rounds: from what is open to proposals that both sides answer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from marketplace.actions.blocks import block_member
from marketplace.actions.deals import (
    accept_deal,
    decline_deal,
    lapse_deal,
    propose_deal,
    propose_deal_for_both,
)
from marketplace.actions.rounds import (
    drop_round,
    keep_plan,
    pin_line,
    replan_round,
    send_lines,
    send_round,
    start_round,
    take_out_line,
)
from marketplace.enums import AllocationState, DealState, RoundState
from marketplace.errors import NotEnoughLeft, PriceMissing, RoundNotOpen
from marketplace.holding import left_of
from marketplace.models import Allocation, Deal, Listing, MatchingRound
from marketplace.planning import plan
from marketplace.rounds.market import market_of
from marketplace.rounds.queries import unmet_requests
from tests.api.rows import make_listing, make_match
from tests.factories import actor_of, make_member
from tests.marketplace.conftest import Market, make_market
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


def planned(market: Market, round_: MatchingRound | None = None) -> MatchingRound:
    """A round whose plan is made, as the job does it."""
    round_ = round_ or start_round(by=market.actor("coordinator"))
    found = market_of(round_, at=timezone.now())
    return keep_plan(round_=round_, market=found, made=plan(found.problem()))


def lines(round_: MatchingRound) -> dict[tuple[str, str], Decimal]:
    rows = Allocation.objects.filter(round=round_, state=AllocationState.SUGGESTED)
    return {(row.offer.title, row.request.title): row.request_quantity for row in rows}


def listing(
    market: Market, owner: str | Membership, title: str, side: str = "offer", **fields: Any
) -> Listing:
    member = getattr(market, owner) if isinstance(owner, str) else owner
    return make_listing(market.community, member, title=title, side=side, category=market.garden, **fields)


@pytest.fixture
def garden(market: Market) -> dict[str, Listing]:
    """Two who dig, two who ask. By hand the best pair would leave the second request without help."""
    rows = {
        "dig": listing(market, "provider", "Spitten", quantity=4),
        "hedge": listing(market, "third", "Heg knippen", quantity=3),
        "bed": listing(market, "requester", "Moestuin omspitten", "request", quantity=4),
        "lawn": listing(market, "moderator", "Gazon", "request", quantity=3),
    }
    make_match(rows["dig"], rows["bed"], score=70)
    make_match(rows["dig"], rows["lawn"], score=90)
    make_match(rows["hedge"], rows["lawn"], score=80)
    return rows


@pytest.mark.usefixtures("here")
class TestPlanning:
    def test_the_plan_helps_more_than_first_come_first_served(self, market: Market, garden: Any) -> None:
        round_ = planned(market)
        assert lines(round_) == {("Spitten", "Moestuin omspitten"): 4, ("Heg knippen", "Gazon"): 3}
        assert (round_.plan_points, round_.greedy_points, round_.state) == (15000, 10750, RoundState.READY)
        assert round_.is_proven_best
        assert round_.figures["gain"] == {"helped": 0, "wholly": 1, "by_unit": {"hour": "3"}}

    def test_nothing_is_held_before_it_is_sent(self, market: Market, garden: Any) -> None:
        planned(market)
        assert left_of(garden["dig"]) == 4

    def test_what_is_held_already_is_not_planned(self, market: Market, garden: Any) -> None:
        deal = propose_deal(
            listing=garden["dig"],
            party=market.ref("coordinator"),
            quantity=Decimal(3),
            by=market.actor("coordinator"),
        )
        assert lines(planned(market))[("Spitten", "Moestuin omspitten")] == 1
        decline_deal(deal=deal, by=market.actor("provider"))
        assert lines(planned(market))[("Spitten", "Moestuin omspitten")] == 4

    def test_one_provider_only_and_all_or_nothing(self, market: Market, garden: Any) -> None:
        Listing.objects.filter(pk=garden["bed"].pk).update(quantity=5, all_or_nothing=True)
        assert ("Spitten", "Moestuin omspitten") not in lines(planned(market))

    def test_people_who_are_apart_are_not_brought_together(self, market: Market, garden: Any) -> None:
        block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        assert ("Spitten", "Moestuin omspitten") not in lines(planned(market))

    def test_units_that_do_not_convert_are_no_pair(self, market: Market, garden: Any) -> None:
        Listing.objects.filter(pk=garden["bed"].pk).update(unit="piece")
        assert ("Spitten", "Moestuin omspitten") not in lines(planned(market))

    def test_weeks_and_days_are_one_family(self, market: Market) -> None:
        trailer = listing(market, "provider", "Aanhanger", quantity=2, unit="week")
        asked = listing(market, "requester", "Aanhanger", "request", quantity=10, unit="day")
        make_match(trailer, asked)
        row = Allocation.objects.get(round=planned(market))
        assert (row.amount, row.request_quantity) == (10, 10)

    def test_without_help_is_what_needs_something_and_gets_nothing(self, market: Market, garden: Any) -> None:
        met = listing(market, "third", "Compost", "request", quantity=2)
        alone = listing(market, "third", "Vijver", "request", quantity=None)
        deal = propose_deal(
            listing=met,
            party=market.ref("provider"),
            quantity=Decimal(2),
            by=market.actor("provider"),
            price_minor=0,
        )
        accept_deal(deal=deal, by=market.actor("third"))
        assert list(unmet_requests(planned(market), at=timezone.now())) == [alone]

    def test_a_round_of_a_group_sees_that_group(self, market: Market, garden: Any) -> None:
        Listing.objects.filter(title__in=["Heg knippen", "Gazon"]).update(local_group=market.group)
        round_ = start_round(by=market.actor("coordinator"), local_group_id=market.group.pk)
        assert lines(planned(market, round_)) == {("Heg knippen", "Gazon"): 3}

    def test_an_empty_market_gives_an_empty_plan(self, market: Market) -> None:
        round_ = planned(market)
        assert (round_.state, lines(round_)) == (RoundState.READY, {})

    @pytest.mark.parametrize("name", ["provider", "moderator", "visitor"])
    def test_coordinators_plan_and_nobody_else(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            start_round(by=market.actor(name))
        assert not MatchingRound.objects.exists()


@pytest.mark.usefixtures("here")
class TestMending:
    def test_a_pinned_line_stays_and_a_taken_out_pair_is_not_planned_again(
        self, market: Market, garden: Any
    ) -> None:
        by = market.actor("coordinator")
        round_ = planned(market)
        rows = {row.request.title: row for row in Allocation.objects.filter(round=round_)}
        take_out_line(line=rows["Gazon"], by=by)
        pin_line(line=rows["Moestuin omspitten"], by=by)
        replan_round(round_=round_, by=by)
        assert lines(planned(market, round_)) == {("Spitten", "Moestuin omspitten"): 4}
        rows["Gazon"].refresh_from_db()
        assert rows["Gazon"].is_taken_out

    def test_what_was_put_back_can_be_planned_again(self, market: Market, garden: Any) -> None:
        by = market.actor("coordinator")
        round_ = planned(market)
        row = Allocation.objects.get(round=round_, request=garden["lawn"])
        take_out_line(line=row, by=by)
        take_out_line(line=row, by=by, is_taken_out=False)
        assert len(lines(round_)) == 2

    def test_a_dropped_round_sends_nothing(self, market: Market, garden: Any) -> None:
        by = market.actor("coordinator")
        round_ = drop_round(round_=planned(market), by=by)
        with pytest.raises(RoundNotOpen):
            send_round(round_=round_, by=by)
        assert not Deal.objects.exists()


def sent(market: Market) -> MatchingRound:
    round_ = send_round(round_=planned(market), by=market.actor("coordinator"))
    while send_lines(round_=round_):
        pass
    return round_


@pytest.mark.usefixtures("here")
class TestSending:
    def test_both_sides_are_asked_and_both_say_yes(self, market: Market, garden: Any) -> None:
        sent(market)
        deal = Deal.objects.get(request=garden["bed"])
        assert (deal.state, deal.proposed_by, deal.price_minor) == (DealState.PROPOSED, "coordinator", 10000)
        assert deal.answering_refs == [market.ref("provider"), market.ref("requester")]
        half = accept_deal(deal=deal, by=market.actor("provider"))
        assert (half.state, half.allocations.get().state) == (DealState.PROPOSED, AllocationState.ACCEPTED)
        whole = accept_deal(deal=deal, by=market.actor("requester"))
        assert (whole.state, whole.allocations.get().state) == (DealState.AGREED, AllocationState.AGREED)

    def test_the_first_yes_twice_is_no_second_yes(self, market: Market, garden: Any) -> None:
        sent(market)
        deal = Deal.objects.get(request=garden["bed"])
        for _time in range(2):
            deal = accept_deal(deal=deal, by=market.actor("provider"))
        assert (deal.state, deal.steps.count()) == (DealState.PROPOSED, 2)

    def test_a_no_frees_both_sides(self, market: Market, garden: Any) -> None:
        sent(market)
        assert [left_of(garden[name]) for name in ("dig", "bed")] == [0, 0]
        decline_deal(deal=Deal.objects.get(request=garden["bed"]), by=market.actor("requester"))
        assert [left_of(garden[name]) for name in ("dig", "bed")] == [4, 4]

    def test_sending_twice_sends_once(self, market: Market, garden: Any) -> None:
        round_ = sent(market)
        send_round(round_=round_, by=market.actor("coordinator"))
        assert send_lines(round_=round_) == 0
        assert Deal.objects.count() == 2

    def test_a_line_that_does_not_fit_any_more_is_named(self, market: Market, garden: Any) -> None:
        round_ = planned(market)
        propose_deal(
            listing=garden["dig"],
            party=market.ref("coordinator"),
            quantity=Decimal(2),
            by=market.actor("coordinator"),
        )
        send_round(round_=round_, by=market.actor("coordinator"))
        assert send_lines(round_=round_) == 0
        round_.refresh_from_db()
        assert "Spitten" in round_.figures["left_out"][0]["reason"]
        assert list(
            Deal.objects.filter(proposed_by="coordinator").values_list("request__title", flat=True)
        ) == ["Gazon"]

    def test_without_a_price_one_of_the_two_says_it_first(self, market: Market, garden: Any) -> None:
        Listing.objects.filter(pk__in=[garden["dig"].pk, garden["bed"].pk]).update(
            price_type="negotiable", price_minor=None
        )
        sent(market)
        deal = Deal.objects.get(request=garden["bed"])
        with pytest.raises(PriceMissing):
            accept_deal(deal=deal, by=market.actor("requester"))
        assert deal.requester_accepted_at is None


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_do_not_promise_the_same_hours(transactional_db: Any) -> None:
    market = make_market()
    with scope(market.community):
        dig = listing(market, "provider", "Spitten", quantity=4)
        for name in ("requester", "third"):
            make_match(dig, listing(market, name, "Tuin", "request", quantity=4))
        rounds = [planned(market) for _number in range(2)]
        for round_ in rounds:
            send_round(round_=round_, by=market.actor("coordinator"))
    at_once(market.community, [lambda round_=round_: send_lines(round_=round_) for round_ in rounds])
    with scope(market.community):
        assert left_of(dig) == 0
        assert Deal.objects.count() == 1


def make_round(market: Market) -> MatchingRound:
    with scope(market.community):
        return planned(market)


class TestPages:
    def address(self, market: Market, name: str, *arguments: Any) -> str:
        return reverse(f"marketplace:{name}", args=[market.community.slug, *arguments])

    @pytest.mark.parametrize(
        ("name", "status"), [("coordinator", 200), ("provider", 403), ("moderator", 403), ("visitor", 302)]
    )
    def test_who_comes_in(self, market: Market, client: Client, name: str, status: int) -> None:
        round_ = make_round(market)
        if name != "visitor":
            client.force_login(getattr(market, name).user)
        assert client.get(self.address(market, "rounds")).status_code == status
        assert client.get(self.address(market, "round", round_.public_id)).status_code == status

    def test_from_start_to_sent(self, market: Market, client: Client, garden: Any) -> None:
        client.force_login(market.coordinator.user)
        client.post(self.address(market, "rounds"), {"local_group_id": ""})
        with scope(market.community):
            round_ = planned(market, MatchingRound.objects.get())
        page = client.get(self.address(market, "round", round_.public_id)).content.decode()
        assert "Moestuin omspitten" in page
        client.post(self.address(market, "round_verb", round_.public_id, "send"))
        with scope(market.community):
            assert MatchingRound.objects.get().state == RoundState.SENT

    def test_a_line_is_pinned_by_a_button(self, market: Market, client: Client, garden: Any) -> None:
        round_ = make_round(market)
        with scope(market.community):
            line = Allocation.objects.filter(round=round_).first()
        assert line is not None
        client.force_login(market.coordinator.user)
        client.post(self.address(market, "round_line", round_.public_id, line.public_id, "pin"))
        with scope(market.community):
            line.refresh_from_db()
        assert line.is_pinned

    def test_asks_as_many_queries_for_three_lines_as_for_one(
        self, market: Market, client: Client, django_assert_num_queries: Any
    ) -> None:

        client.force_login(market.coordinator.user)
        counts = []
        for more in (1, 2):
            for _number in range(more):
                with scope(market.community):
                    member = make_member(market.community)
                    make_match(
                        listing(market, member, "Spitten"),
                        listing(market, "requester", "Tuin", "request", quantity=1),
                    )
            round_ = make_round(market)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(self.address(market, "round", round_.public_id)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_more_than_is_left_is_refused_when_a_line_is_sent(market: Market, garden: Any) -> None:
    with scope(market.community):
        round_ = planned(market)
        line = Allocation.objects.get(round=round_, request=garden["bed"])
        Listing.objects.filter(pk=garden["dig"].pk).update(quantity=3)

        with pytest.raises(NotEnoughLeft):
            propose_deal_for_both(allocation=line, by=actor_of(market.coordinator))
        assert (Deal.objects.count(), Allocation.objects.get(pk=line.pk).state) == (0, "suggested")


def test_a_proposal_of_a_round_lapses_like_any_other(market: Market, garden: Any) -> None:

    with scope(market.community):
        sent(market)
        deal = lapse_deal(deal=Deal.objects.get(request=garden["bed"]), at=timezone.now() + timedelta(days=8))
        assert (deal.state, left_of(garden["dig"])) == (DealState.LAPSED, 4)
