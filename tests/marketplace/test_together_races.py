"""Group orders and standing deals, with two at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.actions.deals import propose_deal
from marketplace.actions.group_orders import decide_group_order, leave_group_order
from marketplace.actions.standing import make_due_deals, skip_date
from marketplace.enums import GroupOrderState
from marketplace.errors import DealOfDateExists, NotEnoughLeft
from marketplace.holding import left_of
from marketplace.models import Deal, GroupOrder, GroupOrderLine, StandingSkip
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.ordering import join, make_order
from tests.marketplace.repeating import FIRST, MONDAY, WEEK, running
from tests.racing import at_once
from weconomics.actor import Actor
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gates")]


@pytest.fixture
def market(transactional_db: Any) -> Market:
    return make_market()


def test_two_joins_over_the_maximum_let_one_in(market: Market) -> None:
    with scope(market.community):
        order = make_order(market, most_quantity=Decimal(12))
    names = ("requester", "third", "moderator", "coordinator")
    answers = at_once(market.community, [lambda name=name: join(market, order, name, 8) for name in names])
    assert sorted(type(answer).__name__ for answer in answers) == ["GroupOrderLine"] + ["NotEnoughLeft"] * 3
    with scope(market.community):
        assert (GroupOrderLine.objects.get().wanted, left_of(order.offer)) == (8, 32)


def test_a_join_and_a_deal_on_the_same_last_pieces(market: Market) -> None:
    with scope(market.community):
        order = make_order(market)

    def propose() -> Deal:
        return propose_deal(
            listing=order.offer, party=market.ref("third"), quantity=Decimal(25), by=market.actor("third")
        )

    answers = at_once(market.community, [propose, lambda: join(market, order, "requester", 25)])
    assert [type(answer) for answer in answers].count(NotEnoughLeft) == 1
    with scope(market.community):
        assert left_of(order.offer) == 15


def test_the_job_and_the_organiser_decide_it_once(market: Market) -> None:
    with scope(market.community):
        order = make_order(market, most_quantity=Decimal(12))
        join(market, order, "requester", 8)
        join(market, order, "third", 4)
    after = order.closes_at + timedelta(seconds=1)
    system, organiser = Actor.system(market.community.pk), market.actor("provider")
    answers = at_once(
        market.community,
        [lambda by=by: decide_group_order(order=order, by=by, at=after) for by in (system, organiser) * 2],
    )
    assert {answer.state for answer in answers} == {GroupOrderState.CONFIRMED}
    with scope(market.community):
        assert sorted(Deal.objects.values_list("quantity", flat=True)) == [4, 8]
        assert left_of(order.offer) == 28


def test_stepping_out_while_it_is_decided_leaves_one_truth(market: Market) -> None:
    with scope(market.community):
        order = make_order(market, most_quantity=Decimal(12))
        join(market, order, "requester", 12)
    party, by = market.ref("requester"), market.actor("requester")
    at_once(
        market.community,
        [
            lambda: decide_group_order(order=order, by=market.actor("provider")),
            lambda: leave_group_order(order=order, party=party, by=by),
        ],
    )
    with scope(market.community):
        is_confirmed = GroupOrder.objects.get().state == GroupOrderState.CONFIRMED
        assert (Deal.objects.count(), left_of(order.offer)) == ((1, 28) if is_confirmed else (0, 40))


def test_a_period_has_one_deal_when_the_job_runs_twice(market: Market) -> None:
    with scope(market.community):
        standing = running(market)
    later = MONDAY + timedelta(days=7)
    at_once(market.community, [lambda: make_due_deals(standing=standing, at=later)] * 4)
    with scope(market.community):
        assert sorted(Deal.objects.values_list("standing_on", flat=True)) == [FIRST, FIRST + WEEK]


def test_a_skip_and_the_job_at_once_make_a_deal_or_a_skip(market: Market) -> None:
    with scope(market.community):
        standing = running(market)
    later, on, by = MONDAY + timedelta(days=7), FIRST + WEEK, market.actor("requester")
    answers = at_once(
        market.community,
        [
            lambda: make_due_deals(standing=standing, at=later),
            lambda: skip_date(standing=standing, on=on, by=by, at=later),
        ],
    )
    with scope(market.community):
        deals, skips = Deal.objects.filter(standing_on=on).count(), StandingSkip.objects.count()
    assert (deals, skips) == ((1, 0) if isinstance(answers[1], DealOfDateExists) else (0, 1))
