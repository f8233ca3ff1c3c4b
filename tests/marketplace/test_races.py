"""Two at once, in threads and transactions of their own."""

from decimal import Decimal
from typing import Any

import pytest

from billing.models import Charge
from marketplace.actions.deals import accept_deal, cancel_deal, confirm_deal, deliver_deal, propose_deal
from marketplace.actions.listings import change_listing
from marketplace.actions.matches import match_listing
from marketplace.enums import DealState
from marketplace.errors import ListingIncomplete, NotEnoughLeft, WrongDealState
from marketplace.holding import held_of, left_of
from marketplace.models import Deal, DealStep, Listing, Match
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market, make_market, put_model_in_force
from tests.racing import at_once
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gates")]


@pytest.fixture
def market(transactional_db: Any) -> Market:
    return make_market()


def proposals(market: Market, listing: Listing, names: list[str], quantity: str = "1") -> list[Deal]:
    with scope(market.community):
        return [
            propose_deal(
                listing=listing, party=market.ref(name), quantity=Decimal(quantity), by=market.actor(name)
            )
            for name in names
        ]


def propose_at_once(market: Market, listing: Listing, quantity: str) -> list[Any]:
    names = ["requester", "third", "moderator", "coordinator"]
    return at_once(
        market.community,
        [lambda name=name: proposals(market, listing, [name], quantity)[0] for name in names],
    )


def test_the_last_piece_is_held_for_one(market: Market) -> None:
    last = make_listing(market.community, market.provider, category=market.garden, quantity=1)
    answers = propose_at_once(market, last, "1")
    assert [type(answer) for answer in answers].count(Deal) == 1
    assert [type(answer) for answer in answers].count(NotEnoughLeft) == 3
    with scope(market.community):
        assert left_of(last) == 0
        assert list(Deal.objects.values_list("state", flat=True)) == ["proposed"]


def test_parts_never_exceed_the_whole(market: Market) -> None:
    ten = make_listing(market.community, market.provider, category=market.garden, quantity=10)
    answers = propose_at_once(market, ten, "4")
    assert [type(answer) for answer in answers].count(Deal) == 2
    with scope(market.community):
        assert left_of(ten) == 2


def test_accepting_twice_agrees_once(market: Market) -> None:
    listing = make_listing(market.community, market.provider, category=market.garden)
    [deal] = proposals(market, listing, ["requester"])
    owner = market.actor("provider")
    answers = at_once(market.community, [lambda: accept_deal(deal=deal, by=owner)] * 4)
    assert {answer.state for answer in answers} == {DealState.AGREED}
    with scope(market.community):
        assert DealStep.objects.filter(deal=deal, state=DealState.AGREED).count() == 1


def test_accepting_and_calling_off_at_once_leaves_one_truth(market: Market) -> None:
    listing = make_listing(market.community, market.provider, category=market.garden)
    [deal] = proposals(market, listing, ["requester"])
    at_once(
        market.community,
        [
            lambda: accept_deal(deal=deal, by=market.actor("provider")),
            lambda: cancel_deal(deal=deal, reason="Toch niet", by=market.actor("requester")),
        ],
    )
    with scope(market.community):
        last = DealStep.objects.filter(deal=deal).order_by("-at", "-id").first()
        assert last is not None
        assert Deal.objects.get().state == last.state == DealState.CANCELLED
        assert left_of(listing) == 4


def test_confirming_twice_charges_once(market: Market) -> None:
    put_model_in_force(market.community, rate_bp=300)
    listing = make_listing(market.community, market.provider, category=market.garden)
    [deal] = proposals(market, listing, ["requester"])
    with scope(market.community):
        accept_deal(deal=deal, by=market.actor("provider"))
        deliver_deal(deal=deal, by=market.actor("provider"))
    asker = market.actor("requester")
    answers = at_once(market.community, [lambda: confirm_deal(deal=deal, by=asker)] * 4)
    assert {answer.state for answer in answers} == {DealState.CONFIRMED}
    with scope(market.community):
        assert Charge.objects.filter(deal_id=deal.pk).count() == 1


def test_delivering_and_calling_off_at_once_never_does_both(market: Market) -> None:
    listing = make_listing(market.community, market.provider, category=market.garden)
    [deal] = proposals(market, listing, ["requester"])
    with scope(market.community):
        accept_deal(deal=deal, by=market.actor("provider"))
    answers = at_once(
        market.community,
        [
            lambda: deliver_deal(deal=deal, by=market.actor("provider")),
            lambda: cancel_deal(deal=deal, reason="Toch niet", by=market.actor("requester")),
        ],
    )
    assert [isinstance(answer, WrongDealState) for answer in answers].count(True) == 1
    with scope(market.community):
        state = Deal.objects.get().state
        steps = DealStep.objects.filter(deal=deal, state__in=["delivered", "cancelled"])
        assert [step.state for step in steps] == [state]
        assert left_of(listing) == (3 if state == DealState.DELIVERED else 4)


def test_deals_that_cross_on_the_same_two_listings_do_not_wait_for_each_other(market: Market) -> None:
    """One names the offer first, the other the request: locked as named, each would hold what the other needs."""
    offer = make_listing(market.community, market.provider, category=market.garden, quantity=9)
    asked = make_listing(
        market.community, market.requester, category=market.garden, quantity=9, side="request"
    )
    provider, requester = market.actor("provider"), market.actor("requester")

    def ask(first: Listing, second: Listing, name: str) -> Deal:
        by = requester if name == "requester" else provider
        return propose_deal(
            listing=first, counterpart=second, party=market.ref(name), quantity=Decimal(1), by=by
        )

    proposed = at_once(
        market.community,
        [lambda: ask(offer, asked, "requester"), lambda: ask(asked, offer, "provider")] * 2,
    )
    assert [type(answer) for answer in proposed] == [Deal] * 4
    answers = at_once(
        market.community,
        [
            lambda deal=deal: accept_deal(
                deal=deal, by=provider if deal.proposed_by == "requester" else requester
            )
            for deal in proposed
        ],
    )
    assert [answer.state for answer in answers] == [DealState.AGREED] * 4
    with scope(market.community):
        assert [left_of(offer), left_of(asked)] == [5, 5]


def test_offering_less_while_somebody_agrees_never_offers_less_than_is_held(market: Market) -> None:
    listing = make_listing(market.community, market.provider, category=market.garden, quantity=4)
    [deal] = proposals(market, listing, ["requester"], quantity="3")
    owner = market.actor("provider")
    answers = at_once(
        market.community,
        [
            lambda: accept_deal(deal=deal, by=owner),
            lambda: change_listing(listing=listing, by=owner, quantity=Decimal(2)),
        ],
    )
    assert [isinstance(a, NotEnoughLeft | ListingIncomplete) for a in answers].count(True) == 1
    with scope(market.community):
        now = Listing.objects.get()
        assert (now.quantity, held_of(now)) in [(Decimal(4), Decimal(3)), (Decimal(2), Decimal(0))]


def test_looking_from_both_sides_at_once_finds_the_pair_once(market: Market) -> None:
    offer = make_listing(market.community, market.provider, category=market.garden, title="Heg knippen")
    asked = make_listing(
        market.community, market.requester, category=market.garden, title="Heg knippen", side="request"
    )
    found = at_once(
        market.community,
        [lambda pk=pk: match_listing(listing_id=pk) for pk in (offer.pk, asked.pk, offer.pk, asked.pk)],
    )
    assert found == [1] * 4
    with scope(market.community):
        assert Match.objects.count() == 1
