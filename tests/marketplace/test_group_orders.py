"""Group orders: opened, joined, decided once, for all or for nobody."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from communities.models import Membership, Notification
from marketplace.actions.blocks import block_member
from marketplace.actions.deals import propose_deal
from marketplace.actions.group_orders import (
    cancel_group_order,
    change_group_order,
    decide_group_order,
    join_group_order,
    leave_group_order,
    open_group_order,
    say_supply,
)
from marketplace.enums import AllocationState, DealState, GroupOrderState, LineState
from marketplace.errors import (
    DealWithSelf,
    GroupOrderClosed,
    GroupOrderHasTakers,
    GroupOrderIncomplete,
    GroupOrderNotFull,
    NotEnoughLeft,
    NotOpenForDeals,
    OutOfReach,
)
from marketplace.group_orders.sharing import Step
from marketplace.holding import left_of
from marketplace.models import Allocation, Deal, GroupOrder, GroupOrderLine, Listing
from tests.factories import make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.ordering import DAY, join, make_apples, make_order, terms
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates", "here")]


def decided(market: Market, order: GroupOrder) -> GroupOrder:
    """As the job does it, a moment after it closed."""
    return decide_group_order(
        order=order, by=Actor.system(market.community.pk), at=order.closes_at + timedelta(seconds=1)
    )


def allotted(order: GroupOrder) -> list[Decimal | None]:
    rows = GroupOrderLine.objects.filter(group_order=order).order_by("joined_at", "pk")
    return list(rows.values_list("allotted", flat=True))


class TestOpening:
    def test_whose_offer_it_is_opens_one_with_prices_that_fall(self, market: Market) -> None:
        order = make_order(market)
        assert (order.number, order.state, order.organiser) == (1, GroupOrderState.OPEN, market.provider)
        assert [(s.from_quantity, s.price_minor) for s in order.steps.all()] == [(0, 900), (20, 750)]
        job = Job.objects.get(kind="marketplace.decide_group_order")
        assert job.run_after == order.closes_at

    @pytest.mark.parametrize("name", ["requester", "coordinator", "moderator", "visitor"])
    def test_nobody_else_promises_prices(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            open_group_order(offer=make_apples(market), terms=terms(), by=market.actor(name))
        assert not GroupOrder.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"title": " "}, "title"),
            ({"least_quantity": Decimal(0)}, "least_quantity"),
            ({"least_quantity": Decimal("2.5")}, "least_quantity"),
            ({"most_quantity": Decimal(5)}, "most_quantity"),
            ({"steps": ()}, "price_minor"),
            ({"steps": (Step(Decimal(5), 900),)}, "price_minor"),
            ({"steps": (Step(Decimal(0), 900), Step(Decimal(0), 800))}, "from_1"),
            ({"steps": (Step(Decimal(0), 900), Step(Decimal(20), 900))}, "price_1"),
        ],
    )
    def test_what_is_missing_or_makes_no_sense_is_named(
        self, market: Market, wrong: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(GroupOrderIncomplete) as refusal:
            make_order(market, **wrong)
        assert refusal.value.data == {"field": field}
        assert not GroupOrder.objects.exists()

    @pytest.mark.parametrize("days", [-1, 0, 366])
    def test_closes_within_a_year_from_now(self, market: Market, days: int) -> None:
        with pytest.raises(GroupOrderIncomplete):
            make_order(market, closes_at=timezone.now() + days * DAY)

    def test_closes_before_the_offer_ends(self, market: Market) -> None:
        offer = make_apples(market, expires_on=timezone.localdate() + 3 * DAY)
        with pytest.raises(GroupOrderIncomplete) as refusal:
            make_order(market, offer, closes_at=timezone.now() + 5 * DAY)
        assert refusal.value.data == {"field": "closes_at"}

    def test_the_least_must_be_there_at_all(self, market: Market) -> None:
        with pytest.raises(NotEnoughLeft) as refusal:
            make_order(market, make_apples(market, quantity=9))
        assert refusal.value.data["field"] == "least_quantity"

    def test_one_open_order_an_offer(self, market: Market) -> None:
        order = make_order(market)
        with pytest.raises(GroupOrderIncomplete):
            make_order(market, order.offer)
        cancel_group_order(order=order, reason="", by=market.actor("provider"))
        assert make_order(market, order.offer).number == 2

    def test_not_on_a_capacity_of_each_day_nor_on_what_is_not_open(self, market: Market) -> None:
        for fields in ({"quantity_per": "day"}, {"state": "paused"}, {"side": "request"}):
            with pytest.raises(NotOpenForDeals):
                make_order(market, make_apples(market, **fields))

    def test_without_money_there_is_one_step_at_nothing(self, market: Market) -> None:
        compost = make_apples(market, price_type="free", price_minor=None)
        with pytest.raises(GroupOrderIncomplete):
            make_order(market, compost)
        order = make_order(market, compost, steps=(Step(Decimal(0), 0),))
        join(market, order, "requester", 12)
        assert decided(market, order).unit_price_minor == 0
        assert Deal.objects.get().exchange_type == "free"

    def test_changes_only_while_nobody_takes_part(self, market: Market) -> None:
        order = make_order(market)
        by = market.actor("provider")
        new = replace(terms(title="Samen peren"), steps=(Step(Decimal(0), 800),))
        changed = change_group_order(order=order, terms=new, by=by)
        assert (changed.title, [s.price_minor for s in changed.steps.all()]) == ("Samen peren", [800])
        join(market, order, "requester", 1)
        with pytest.raises(GroupOrderHasTakers):
            change_group_order(order=order, terms=terms(), by=by)
        assert GroupOrder.objects.get().title == "Samen peren"


class TestJoining:
    def test_what_is_wanted_is_kept_aside_until_the_end(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 6)
        row = Allocation.objects.get()
        assert (row.offer_quantity, row.state, row.deal) == (6, AllocationState.PROPOSED, None)
        assert left_of(order.offer) == 34

    def test_joining_again_changes_what_is_wanted_and_keeps_the_place(self, market: Market) -> None:
        order = make_order(market)
        first = join(market, order, "requester", 6, at=timezone.now() - DAY)
        second = join(market, order, "requester", 8, 2)
        assert (second.pk, second.joined_at) == (first.pk, first.joined_at)
        assert (left_of(order.offer), Allocation.objects.count()) == (32, 1)

    def test_stepping_out_frees_it_and_coming_back_is_at_the_end_of_the_row(self, market: Market) -> None:
        order = make_order(market)
        first = join(market, order, "requester", 6)
        for _time in range(2):
            leave_group_order(order=order, party=market.ref("requester"), by=market.actor("requester"))
        assert (left_of(order.offer), GroupOrderLine.objects.get().state) == (40, LineState.OUT)
        again = join(market, order, "requester", 3)
        assert (again.pk, again.joined_at > first.joined_at, left_of(order.offer)) == (first.pk, True, 37)

    @pytest.mark.parametrize(
        ("wanted", "least", "field"),
        [("0", None, "wanted"), ("1.5", None, "wanted"), ("3", "4", "least"), ("3", "0", "least")],
    )
    def test_quantities_that_make_no_sense_are_refused(
        self, market: Market, wanted: str, least: str | None, field: str
    ) -> None:
        order = make_order(market)
        with pytest.raises(NotEnoughLeft) as refusal:
            join(market, order, "requester", wanted, least)
        assert refusal.value.data["field"] == field
        assert not GroupOrderLine.objects.exists()

    def test_no_more_than_the_maximum(self, market: Market) -> None:
        order = make_order(market, most_quantity=Decimal(12))
        join(market, order, "requester", 8)
        with pytest.raises(NotEnoughLeft) as refusal:
            join(market, order, "third", 5)
        assert refusal.value.data == {"field": "wanted", "left": "4"}
        join(market, order, "third", 4)
        assert left_of(order.offer) == 28

    def test_no_more_than_others_left_of_the_offer(self, market: Market) -> None:
        order = make_order(market)
        propose_deal(
            listing=order.offer, party=market.ref("third"), quantity=Decimal(35), by=market.actor("third")
        )
        with pytest.raises(NotEnoughLeft):
            join(market, order, "requester", 6)
        join(market, order, "requester", 5)
        assert left_of(order.offer) == 0

    def test_the_least_of_the_offer_holds_for_each(self, market: Market) -> None:
        order = make_order(market, make_apples(market, least_quantity=4))
        with pytest.raises(NotEnoughLeft):
            join(market, order, "requester", 6, 2)
        join(market, order, "requester", 6, 4)

    def test_not_oneself_not_for_others_and_not_past_a_block(self, market: Market) -> None:
        order = make_order(market)
        with pytest.raises(DealWithSelf):
            join(market, order, "provider", 2)
        with pytest.raises(NotAllowed):
            join_group_order(
                order=order, party=market.ref("third"), wanted=Decimal(2), by=market.actor("requester")
            )
        block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        with pytest.raises(OutOfReach):
            join(market, order, "requester", 2)
        assert not GroupOrderLine.objects.exists()

    def test_a_colleague_takes_part_for_the_partner_beside_themselves(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.third)
        order = make_order(market)
        join(market, order, "third", 2)
        by = market.actor("third")
        ref = by and next(iter(by.organisation_ids))
        join_group_order(
            order=order,
            party=replace(market.ref("third"), kind="organisation", id=ref),
            wanted=Decimal(9),
            by=by,
        )
        assert decided(market, order).state == GroupOrderState.CONFIRMED
        assert Deal.objects.get(requester_organisation=partner).quantity == 9

    def test_who_does_not_take_part_cannot_step_out(self, market: Market) -> None:
        order = make_order(market)
        with pytest.raises(NotAllowed):
            leave_group_order(order=order, party=market.ref("third"), by=market.actor("third"))

    def test_after_it_closed_nobody_comes_or_goes(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 6)
        with pytest.raises(GroupOrderClosed):
            join(market, order, "third", 6, at=order.closes_at)
        with pytest.raises(GroupOrderClosed):
            leave_group_order(
                order=order,
                party=market.ref("requester"),
                by=market.actor("requester"),
                at=order.closes_at,
            )
        assert [line.state for line in GroupOrderLine.objects.all()] == [LineState.IN]


class TestDeciding:
    def test_everybody_has_a_deal_at_the_price_that_all_reached(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        join(market, order, "third", 8)
        order = decided(market, order)
        assert (order.state, order.unit_price_minor) == (GroupOrderState.CONFIRMED, 750)
        deals = Deal.objects.order_by("quantity")
        assert [(d.quantity, d.price_minor, d.state) for d in deals] == [
            (8, 6000, DealState.AGREED),
            (12, 9000, DealState.AGREED),
        ]
        assert deals[0].versions.get().conditions == "Zaterdag om tien uur in de schuur."
        assert left_of(order.offer) == 20
        assert set(Allocation.objects.values_list("state", flat=True)) == {AllocationState.AGREED}

    def test_below_the_least_nobody_is_bound_and_all_is_free_again(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 9)
        order = decided(market, order)
        assert (order.state, order.reason, Deal.objects.count()) == (GroupOrderState.LAPSED, "", 0)
        assert left_of(order.offer) == 40
        assert Allocation.objects.get().state == AllocationState.LAPSED

    def test_less_than_all_want_is_shared_out(self, market: Market) -> None:
        order = make_order(market)
        for name, wanted, least in (("requester", 12, 4), ("third", 6, 2), ("moderator", 6, 6)):
            join(market, order, name, wanted, least)
        say_supply(order=order, quantity=Decimal(14), by=market.actor("provider"))
        order = decided(market, order)
        # 7, 3½ and 3½ of 14: the third would get less than their 6, and the other two share again.
        assert allotted(order) == [9, 5, 0]
        assert order.unit_price_minor == 900
        assert left_of(order.offer) == 26

    def test_too_little_for_the_least_lapses_though_enough_was_wanted(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12, 1)
        say_supply(order=order, quantity=Decimal(9), by=market.actor("provider"))
        assert decided(market, order).state == GroupOrderState.LAPSED

    def test_an_offer_that_shrank_is_shared_out_too(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 20, 1)
        join(market, order, "third", 20, 1)
        Listing.objects.filter(pk=order.offer_id).update(quantity=15)
        assert allotted(decided(market, order)) == [8, 7]

    def test_who_left_the_community_is_not_bound(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        join(market, order, "third", 9)
        Membership.objects.filter(pk=market.third.pk).update(state="left", left_at=timezone.now())
        order = decided(market, order)
        assert (order.state, order.unit_price_minor) == (GroupOrderState.CONFIRMED, 900)
        assert [deal.requester_membership for deal in Deal.objects.all()] == [market.requester]

    def test_an_offer_that_closed_takes_its_order_along(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        Listing.objects.filter(pk=order.offer_id).update(state="closed")
        order = decided(market, order)
        assert (order.state, bool(order.reason)) == (GroupOrderState.LAPSED, True)
        assert not Deal.objects.exists()

    def test_it_is_decided_once(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        first, second = decided(market, order), decided(market, order)
        assert (first.decided_at, Deal.objects.count()) == (second.decided_at, 1)

    def test_the_job_before_its_time_changes_nothing(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        order = decide_group_order(order=order, by=Actor.system(market.community.pk))
        assert (order.state, Deal.objects.count()) == (GroupOrderState.OPEN, 0)

    def test_the_organiser_decides_early_only_when_it_is_full(self, market: Market) -> None:
        order = make_order(market, most_quantity=Decimal(12))
        join(market, order, "requester", 11)
        by = market.actor("provider")
        with pytest.raises(GroupOrderNotFull):
            decide_group_order(order=order, by=by)
        join(market, order, "third", 1)
        with pytest.raises(NotAllowed):
            decide_group_order(order=order, by=market.actor("third"))
        assert decide_group_order(order=order, by=by).state == GroupOrderState.CONFIRMED

    def test_the_job_confirms_and_each_hears_of_their_part(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        GroupOrder.objects.update(closes_at=timezone.now() - DAY)
        job = Job.objects.get(kind="marketplace.decide_group_order")
        Job.objects.update(run_after=timezone.now())
        for _time in range(2):
            run_job_now(market.community.pk, job.pk)
        with scope(market.community):
            deliver_waiting()
        assert GroupOrder.objects.get().state == GroupOrderState.CONFIRMED
        said = Notification.objects.filter(membership=market.requester)
        assert ["12 stuks" in row.text and "108,00" in row.text for row in said] == [True]
        assert Notification.objects.filter(membership=market.provider, kind="group_order").count() == 2
        assert not Notification.objects.filter(kind="deal").exists()


class TestCallingOff:
    def test_all_is_free_again_and_everybody_hears_why(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        order = cancel_group_order(order=order, reason="De oogst viel tegen.", by=market.actor("provider"))
        deliver_waiting()
        assert (order.state, left_of(order.offer)) == (GroupOrderState.CANCELLED, 40)
        [said] = Notification.objects.filter(membership=market.requester)
        assert "De oogst viel tegen." in said.text

    @pytest.mark.parametrize("name", ["requester", "coordinator", "visitor"])
    def test_not_by_who_takes_part_or_looks_on(self, market: Market, name: str) -> None:
        order = make_order(market)
        with pytest.raises(NotAllowed):
            cancel_group_order(order=order, reason="", by=market.actor(name))
        assert GroupOrder.objects.get().state == GroupOrderState.OPEN

    def test_who_moderates_can(self, market: Market) -> None:
        order = make_order(market)
        assert cancel_group_order(order=order, reason="", by=market.actor("moderator")).state == "cancelled"

    def test_what_is_decided_stays(self, market: Market) -> None:
        order = make_order(market)
        join(market, order, "requester", 12)
        decided(market, order)
        with pytest.raises(GroupOrderClosed):
            cancel_group_order(order=order, reason="", by=market.actor("provider"))
        assert Deal.objects.get().state == DealState.AGREED
