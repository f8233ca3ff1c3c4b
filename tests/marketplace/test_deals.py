"""The life of a deal: who may take which step, what is held, what is refused and changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Charge
from communities.interface import PartyRef
from communities.models import Notification
from marketplace.actions.deals import (
    accept_deal,
    cancel_deal,
    confirm_deal,
    decline_deal,
    deliver_deal,
    propose_deal,
)
from marketplace.actions.messages import send_message
from marketplace.actions.threads import read_thread, thread_of
from marketplace.enums import DealState, MatchState
from marketplace.errors import DealWithSelf, NotEnoughLeft, NotOpenForDeals, PriceMissing, WrongDealState
from marketplace.holding import held_of, left_of
from marketplace.models import Deal, DealStep, Listing, Match, Message
from marketplace.queries import deals_of, with_unread
from tests.api.rows import make_listing, make_match
from tests.factories import actor_of, make_partner
from tests.marketplace.conftest import Market, put_model_in_force
from weconomics.errors import DomainError, NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.registry.gates import GateClosed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
ready = pytest.mark.usefixtures("open_gates")
OUTSIDERS = ["third", "moderator", "coordinator"]


def make_offer(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.provider, category=market.garden, **fields)


def propose(
    market: Market, listing: Listing, name: str = "requester", quantity: Any = 1, **more: Any
) -> Deal:
    party = more.pop("party", None) or market.ref(name)
    return propose_deal(
        listing=listing, party=party, quantity=Decimal(quantity), by=market.actor(name), **more
    )


def agreed(market: Market, listing: Listing, **more: Any) -> Deal:
    return accept_deal(deal=propose(market, listing, **more), by=market.actor("provider"))


def delivered(market: Market, listing: Listing) -> Deal:
    return deliver_deal(deal=agreed(market, listing), by=market.actor("provider"))


@ready
class TestTheWholeLife:
    def test_each_step_is_kept_with_who_took_it(self, market: Market) -> None:
        deal = confirm_deal(deal=delivered(market, make_offer(market)), by=market.actor("requester"))
        assert deal.state == DealState.CONFIRMED
        assert list(DealStep.objects.values_list("state", "by")) == [
            ("proposed", market.requester.pk),
            ("agreed", market.provider.pk),
            ("delivered", market.provider.pk),
            ("confirmed", market.requester.pk),
        ]

    def test_the_price_is_the_listings_own(self, market: Market) -> None:
        assert propose(market, make_offer(market), quantity="2.5").price_minor == 6250

    def test_on_a_request_the_one_who_answers_provides(self, market: Market) -> None:
        asked = make_listing(market.community, market.requester, side="request", price_type="negotiable",
                             price_minor=None)  # fmt: skip
        deal = propose(market, asked, "provider", price_minor=1500)
        assert (deal.provider_ref, deal.requester_ref) == (market.ref("provider"), market.ref("requester"))
        assert accept_deal(deal=deal, by=market.actor("requester")).state == DealState.AGREED

    def test_the_rules_of_the_day_of_agreement_stay(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = delivered(market, make_offer(market))
        make_dearer(market)
        confirm_deal(deal=deal, by=market.actor("requester"))
        # € 25,00 with 21% VAT in it is € 20,66 without; 3% of that.
        assert Charge.objects.get().amount_minor == 62

    def test_a_partner_trades_through_its_colleague(self, market: Market) -> None:
        organisation = make_partner(market.community, admin=market.third)
        party = PartyRef("organisation", organisation.pk)
        deal = propose_deal(
            listing=make_offer(market), party=party, quantity=Decimal(1), by=actor_of(market.third)
        )
        assert deal.requester_ref == party

    def test_a_match_that_led_to_a_deal_is_no_suggestion_any_more(self, market: Market) -> None:
        offer = make_offer(market)
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        make_match(offer, asked)
        propose(market, offer, counterpart=asked)
        assert Match.objects.get().state == MatchState.CONTACTED

    def test_both_are_told(self, market: Market) -> None:
        delivered(market, make_offer(market, title="Heg knippen"))
        deliver_waiting()
        told = dict(Notification.objects.order_by("pk").values_list("membership__display_name", "text"))
        assert "Heg knippen" in told["Ans Aanbieder"]
        assert "geleverd" in told["Vera Vrager"]


def make_dearer(market: Market) -> None:
    from billing.actions.revenue_models import activate_revenue_model, draft_revenue_model
    from weconomics.actor import Actor
    from weconomics.registry.effects import DecisionRef

    rule = {"text": "Meer", "payer": "provider", "basis": "percent_of_price", "rate_bp": 1000}
    model = draft_revenue_model(
        name="Meer", explanation="", fee_rules=[rule], by=Actor.system(market.community.pk)
    )
    activate_revenue_model(
        model.pk, DecisionRef(2, "B-2026-002", timezone.now() + timedelta(seconds=1), "Meer")
    )


STEPS: dict[str, tuple[Callable[..., Deal], Callable[..., Deal], str, dict[str, Any]]] = {
    "accept": (propose, accept_deal, "provider", {}),
    "decline": (propose, decline_deal, "provider", {}),
    "deliver": (agreed, deliver_deal, "provider", {}),
    "confirm": (delivered, confirm_deal, "requester", {}),
}


@ready
class TestWhoMay:
    @pytest.mark.parametrize("step", STEPS)
    def test_only_the_side_whose_turn_it_is(self, market: Market, step: str) -> None:
        before, verb, who, more = STEPS[step]
        deal = before(market, make_offer(market))
        for other in {"provider", "requester", *OUTSIDERS} - {who}:
            with pytest.raises(NotAllowed):
                verb(deal=deal, by=market.actor(other), **more)
        assert Deal.objects.get().state == deal.state
        assert verb(deal=deal, by=market.actor(who), **more).state != deal.state

    @pytest.mark.parametrize("who", OUTSIDERS)
    def test_nobody_else_calls_it_off_or_writes(self, market: Market, who: str) -> None:
        deal = propose(market, make_offer(market))
        with pytest.raises(NotAllowed):
            cancel_deal(deal=deal, reason="", by=market.actor(who))
        with pytest.raises(NotAllowed):
            send_message(deal=deal, text="Hoi", by=market.actor(who))
        assert (Deal.objects.get().state, Message.objects.count()) == ("proposed", 0)

    def test_nobody_proposes_for_somebody_else(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            propose_deal(
                listing=make_offer(market),
                party=market.ref("third"),
                quantity=Decimal(1),
                by=market.actor("requester"),
            )
        assert not Deal.objects.exists()

    def test_nobody_deals_with_themselves(self, market: Market) -> None:
        with pytest.raises(DealWithSelf):
            propose(market, make_offer(market), "provider")

    def test_deals_are_seen_by_their_two(self, market: Market) -> None:
        deal = propose(market, make_offer(market))
        seeing = [
            name for name in ("provider", "requester", *OUTSIDERS) if deal in deals_of(market.actor(name))
        ]
        assert seeing == ["provider", "requester"]


@ready
class TestTheOrder:
    @pytest.mark.parametrize(
        ("before", "verb", "who"),
        [
            (propose, deliver_deal, "provider"),
            (propose, confirm_deal, "requester"),
            (agreed, confirm_deal, "requester"),
            (agreed, decline_deal, "provider"),
            (delivered, accept_deal, "provider"),
        ],
    )
    def test_no_step_is_skipped_or_taken_back(
        self, market: Market, before: Callable[..., Deal], verb: Callable[..., Deal], who: str
    ) -> None:
        deal = before(market, make_offer(market))
        with pytest.raises(WrongDealState):
            verb(deal=deal, by=market.actor(who))
        assert Deal.objects.get().state == deal.state

    def test_what_was_delivered_is_not_called_off(self, market: Market) -> None:
        deal = delivered(market, make_offer(market))
        with pytest.raises(WrongDealState):
            cancel_deal(deal=deal, reason="Toch niet", by=market.actor("requester"))

    @pytest.mark.parametrize("step", STEPS)
    def test_a_repeated_step_changes_nothing(self, market: Market, step: str) -> None:
        before, verb, who, more = STEPS[step]
        deal = verb(deal=before(market, make_offer(market)), by=market.actor(who), **more)
        steps = DealStep.objects.count()
        assert verb(deal=deal, by=market.actor(who), **more).state == deal.state
        assert DealStep.objects.count() == steps


@ready
class TestWhatIsHeld:
    def test_a_proposal_holds_for_its_time_an_agreement_for_good_and_calling_off_frees_it(
        self, market: Market
    ) -> None:
        offer = make_offer(market)
        deal = propose(market, offer, quantity=3)
        assert left_of(offer) == 1
        assert left_of(offer, at=timezone.now() + timedelta(days=8)) == 4
        accept_deal(deal=deal, by=market.actor("provider"))
        assert left_of(offer, at=timezone.now() + timedelta(days=8)) == 1
        assert left_of(offer) == 1
        cancel_deal(deal=deal, reason="Regen", by=market.actor("requester"))
        assert left_of(offer) == 4

    def test_more_than_is_left_is_refused_with_what_is_left(self, market: Market) -> None:
        offer = make_offer(market)
        agreed(market, offer, quantity=3)
        with pytest.raises(NotEnoughLeft) as refused:
            propose(market, offer, "third", quantity="1.5")
        assert refused.value.data == {"field": "quantity", "left": "1"}

    def test_what_has_no_quantity_does_not_run_out(self, market: Market) -> None:
        offer = make_offer(market, quantity=None)
        agreed(market, offer, quantity=1000)
        assert left_of(offer) is None

    def test_both_listings_of_a_deal_hold(self, market: Market) -> None:
        offer = make_offer(market)
        asked = make_listing(market.community, market.requester, side="request", quantity=2)
        agreed(market, offer, quantity=2, counterpart=asked)
        assert [left_of(offer), left_of(asked)] == [2, 0]

    @pytest.mark.parametrize("state", ["draft", "paused", "closed", "expired"])
    def test_only_published_listings_are_open_for_deals(self, market: Market, state: str) -> None:
        with pytest.raises(NotOpenForDeals):
            propose(market, make_offer(market, state=state))

    @pytest.mark.parametrize("quantity", ["0", "-1"])
    def test_a_quantity_is_above_zero(self, market: Market, quantity: str) -> None:
        with pytest.raises(NotEnoughLeft):
            propose(market, make_offer(market), quantity=quantity)

    def test_an_open_price_must_be_filled_in(self, market: Market) -> None:
        with pytest.raises(PriceMissing):
            propose(market, make_offer(market, price_type="negotiable", price_minor=None))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=8))
    def test_whatever_happens_no_more_is_held_than_there_is(
        self, market: Market, moves: list[tuple[int, bool]]
    ) -> None:
        """Each move asks for a part; some are called off again, and that frees exactly what they held."""
        offer = make_offer(market, quantity=10)
        for quantity, called_off in moves:
            before = held_of(offer)
            try:
                deal = agreed(market, offer, quantity=quantity)
            except NotEnoughLeft:
                assert before + quantity > 10
                continue
            assert held_of(offer) == before + quantity <= 10
            if called_off:
                cancel_deal(deal=deal, reason="Toch niet", by=market.actor("requester"))
                assert held_of(offer) == before


class TestGates:
    @pytest.mark.parametrize(
        ("fields", "gate"),
        [
            ({"price_type": "free", "price_minor": None}, "G1"),
            ({"price_type": "barter", "price_minor": None}, "G2"),
            ({}, "G3"),
        ],
    )
    def test_what_is_not_unlocked_is_refused_with_what_is_missing(
        self, market: Market, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], gate: str
    ) -> None:
        from weconomics.registry import gates

        lacking = replace(
            next(iter(gates._checks.values())),
            gate=gate,
            code="nodig",
            check=lambda community: gates.CheckResult(
                done=False, missing="Regel dit eerst.", url="/c/x/regel/"
            ),
        )
        monkeypatch.setattr(gates, "_checks", {"nodig": lacking})
        with pytest.raises(GateClosed) as refused:
            propose(market, make_offer(market, **fields))
        assert refused.value.data["gate"] == gate
        assert refused.value.data["url"] == "/c/x/regel/"
        assert "Regel dit eerst." in str(refused.value)
        assert not Deal.objects.exists()


def unread(market: Market, name: str) -> int:
    """Of the only deal there is, by the eyes of one of the two."""
    actor = market.actor(name)
    return int(with_unread(deals_of(actor), getattr(market, name).pk).get().unread)


@ready
class TestTheThread:
    def test_the_other_side_has_something_to_read(self, market: Market) -> None:
        deal = propose(market, make_offer(market), message="Past dinsdag?")
        assert (unread(market, "provider"), unread(market, "requester")) == (1, 0)
        read_thread(thread=thread_of(deal=deal), by=market.actor("provider"))
        assert unread(market, "provider") == 0

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_nothing_is_not_a_message(self, market: Market, text: str) -> None:
        deal = propose(market, make_offer(market))
        with pytest.raises(DomainError) as refused:
            send_message(deal=deal, text=text, by=market.actor("requester"))
        assert refused.value.data == {"field": "text"}
