"""A proposal at its edges: while one says yes, another changes it, time ends it, or a second one fills the need."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from marketplace.actions.deals import accept_deal, counter_deal, lapse_deal, propose_deal
from marketplace.enums import AllocationState, DealState
from marketplace.errors import WrongDealState
from marketplace.holding import left_of, providers_of
from marketplace.models import Allocation, Deal, DealStep, DealTerms, Listing
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market, make_market
from tests.racing import at_once
from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gates")]


@pytest.fixture
def market(transactional_db: Any) -> Market:
    return make_market()


def need(market: Market, **terms: Any) -> Listing:
    """A request whose price is still to be agreed."""
    about = {"side": "request", "price_type": "negotiable", "price_minor": None, **terms}
    return make_listing(
        market.community, market.requester, title="Heg knippen", category=market.garden, **about
    )


def quotes(market: Market, request: Listing, amounts: dict[str, int]) -> list[Deal]:
    with scope(market.community):
        return [
            propose_deal(
                listing=request, party=market.ref(name), quantity=Decimal(amount), price_minor=4_000,
                by=market.actor(name),
            )
            for name, amount in amounts.items()
        ]  # fmt: skip


def accept_all(market: Market, deals: list[Deal]) -> list[Any]:
    by = market.actor("requester")
    return at_once(market.community, [lambda deal=deal: accept_deal(deal=deal, by=by) for deal in deals])


def agreed(answers: list[Any]) -> list[Deal]:
    return [answer for answer in answers if isinstance(answer, Deal)]


def refused(answers: list[Any]) -> list[DomainError]:
    return [answer for answer in answers if isinstance(answer, DomainError)]


@pytest.mark.parametrize("time", range(3))
def test_a_yes_and_the_end_of_its_time_leave_one_truth(market: Market, time: int) -> None:
    [deal] = quotes(market, need(market, quantity=4), {"provider": 4})
    edge = deal.proposal_until
    assert edge is not None
    at_once(
        market.community,
        [
            lambda: accept_deal(deal=deal, by=market.actor("requester"), at=edge),
            lambda: lapse_deal(deal=deal, at=edge),
        ],
    )
    with scope(market.community):
        found = Deal.objects.get()
        states = set(Allocation.objects.values_list("state", flat=True))
        ends = DealStep.objects.filter(deal=deal, state__in=["agreed", "lapsed"])
        assert [step.state for step in ends] == [found.state]
        assert states == {
            AllocationState.AGREED if found.state == DealState.AGREED else AllocationState.LAPSED
        }


def test_who_says_yes_while_the_terms_change_agrees_to_what_they_read(market: Market) -> None:
    [deal] = quotes(market, need(market, quantity=4), {"provider": 4})
    answers = at_once(
        market.community,
        [
            lambda: accept_deal(deal=deal, version=1, by=market.actor("requester")),
            lambda: counter_deal(
                deal=deal, quantity=Decimal(4), price_minor=9_000, by=market.actor("provider")
            ),
        ],
    )
    assert len(refused(answers)) == 1
    with scope(market.community):
        found = Deal.objects.get()
        expected = (
            (DealState.AGREED, 4_000, 1)
            if found.state == DealState.AGREED
            else (DealState.PROPOSED, 9_000, 2)
        )
        assert (found.state, found.price_minor, found.terms_version) == expected
        assert DealTerms.objects.count() == found.terms_version


def test_two_counters_at_once_make_two_versions_or_one_refusal(market: Market) -> None:
    [deal] = quotes(market, need(market, quantity=4), {"provider": 4})
    at_once(
        market.community,
        [
            lambda: counter_deal(
                deal=deal, quantity=Decimal(4), price_minor=3_500, by=market.actor("requester")
            ),
            lambda: counter_deal(
                deal=deal, quantity=Decimal(4), price_minor=4_500, by=market.actor("provider")
            ),
        ],
    )
    with scope(market.community):
        found = Deal.objects.get()
        rows = list(DealTerms.objects.order_by("version").values_list("version", "price_minor"))
        assert [version for version, _price in rows] == list(range(1, len(rows) + 1))
        assert rows[-1] == (found.terms_version, found.price_minor)


def test_one_provider_only_is_one_also_at_once(market: Market) -> None:
    request = need(market, quantity=9, most_providers=1)
    deals = quotes(market, request, {"provider": 3, "third": 3, "moderator": 3, "coordinator": 3})
    answers = accept_all(market, deals)
    assert (len(agreed(answers)), len(refused(answers))) == (1, 3)
    with scope(market.community):
        assert len(providers_of(request, at=timezone.now())) == 1
        assert left_of(request) == 6


def test_at_most_two_is_two_also_at_once(market: Market) -> None:
    request = need(market, quantity=9, most_providers=2)
    deals = quotes(market, request, {"provider": 2, "third": 2, "moderator": 2, "coordinator": 2})
    answers = accept_all(market, deals)
    assert (len(agreed(answers)), len(refused(answers))) == (2, 2)
    with scope(market.community):
        assert len(providers_of(request, at=timezone.now())) == 2


def test_all_or_nothing_goes_to_one_of_two(market: Market) -> None:
    request = need(market, quantity=5, all_or_nothing=True)
    answers = accept_all(market, quotes(market, request, {"provider": 5, "third": 5}))
    assert (len(agreed(answers)), len(refused(answers))) == (1, 1)
    with scope(market.community):
        assert left_of(request) == 0
        assert sorted(Deal.objects.values_list("state", flat=True)) == ["agreed", "proposed"]


def test_more_than_is_needed_is_never_agreed(market: Market) -> None:
    request = need(market, quantity=7)
    amounts = {"provider": 3, "third": 3, "moderator": 3, "coordinator": 3}
    answers = accept_all(market, quotes(market, request, amounts))
    assert (len(agreed(answers)), len(refused(answers))) == (2, 2)
    with scope(market.community):
        assert left_of(request) == 1


def test_lapsing_twice_lapses_once(market: Market) -> None:
    [deal] = quotes(market, need(market, quantity=4), {"provider": 4})
    assert deal.proposal_until is not None
    late = deal.proposal_until + timedelta(seconds=1)
    at_once(market.community, [lambda: lapse_deal(deal=deal, at=late)] * 4)
    with scope(market.community):
        assert DealStep.objects.filter(deal=deal, state=DealState.LAPSED).count() == 1
        with pytest.raises(WrongDealState):
            accept_deal(deal=deal, by=market.actor("requester"), at=late)
