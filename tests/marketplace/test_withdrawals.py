"""A consumer withdraws: who may, what is owed, what is freed and taken back, and two at the same moment."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from billing.models import Charge
from communities.models import Membership
from marketplace.actions.deals import confirm_deal, deliver_deal, start_deal
from marketplace.actions.withdrawals import ask_to_begin_early, withdraw_from_deal
from marketplace.enums import DealState, DisputeState
from marketplace.errors import NoRightToWithdraw, WrongDealState
from marketplace.holding import held_of
from marketplace.models import Category, Deal, DealStep, Dispute, Listing, Withdrawal
from marketplace.withdrawal_letters import acknowledgement_of
from marketplace.withdrawal_terms import right_of_deal
from tests.factories import make_partner
from tests.marketplace.conftest import Market, make_market, put_model_in_force
from tests.marketplace.disputes import AGREED_AT, DAY, agreed, disputed, make_offer
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job
from weconomics.tenancy.scope import scope

SOON = AGREED_AT + 3 * DAY


def trader(market: Market, name: str = "provider") -> None:
    Membership.objects.filter(pk=getattr(market, name).pk).update(trader_status="trader")


def bought(market: Market, listing: Listing | None = None, **more: Any) -> Deal:
    """From a trader, by a member who is none."""
    trader(market)
    return agreed(market, listing, **more)


def withdraw(market: Market, deal: Deal, *, name: str = "requester", at: Any = SOON) -> Withdrawal:
    return withdraw_from_deal(deal=deal, by=market.actor(name), at=at)


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestWithdrawing:
    def test_undoes_the_agreement_and_frees_what_was_held(self, market: Market) -> None:
        offer = make_offer(market)
        deal = bought(market, offer)
        assert held_of(offer) == 2
        row = withdraw(market, deal)
        deal.refresh_from_db()
        assert (deal.state, deal.owed_minor, deal.ended_because) == (DealState.WITHDRAWN, 0, "withdrawal")
        assert held_of(offer) == 0
        assert (row.received_at, row.membership_id) == (SOON, market.requester.pk)
        assert [
            deal.title in row.statement,
            "Vera Vrager" in row.statement,
            "Ans Aanbieder" in row.statement,
        ] == [True] * 3

    def test_twice_is_once(self, market: Market) -> None:
        deal = bought(market)
        first = withdraw(market, deal)
        assert withdraw(market, deal, at=SOON + DAY).pk == first.pk
        assert Withdrawal.objects.get().received_at == SOON
        assert Job.objects.filter(kind="marketplace.acknowledge_withdrawal").count() == 1

    @pytest.mark.parametrize("name", ["provider", "third", "moderator", "coordinator"])
    def test_nobody_does_it_for_them(self, market: Market, name: str) -> None:
        deal = bought(market)
        with pytest.raises(NotAllowed):
            withdraw(market, deal, name=name)
        assert Deal.objects.get().state == DealState.AGREED
        assert not Withdrawal.objects.exists()

    def test_of_a_private_person_there_is_no_right(self, market: Market) -> None:
        with pytest.raises(NoRightToWithdraw) as refusal, override("en"):
            withdraw(market, agreed(market))
        assert refusal.value.data == {"reason": "private_provider"}
        assert Deal.objects.get().state == DealState.AGREED

    def test_who_buys_for_an_organisation_or_trades_has_none(self, market: Market) -> None:
        trader(market, "requester")
        with pytest.raises(NoRightToWithdraw) as refusal:
            withdraw(market, bought(market))
        assert refusal.value.data == {"reason": "not_a_consumer"}

    def test_an_organisation_is_a_trader(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.provider)
        deal = agreed(market, make_offer(market, organisation=partner))
        assert withdraw(market, deal).deal_id == deal.pk

    def test_the_category_can_except_itself_but_not_afterwards(self, market: Market) -> None:
        deal = bought(market)
        Category.objects.update(withdrawal_exception="perishable")
        withdraw(market, deal)
        later = agreed(market)
        with pytest.raises(NoRightToWithdraw) as refusal:
            withdraw(market, later)
        assert refusal.value.data == {"reason": "exception"}

    def test_who_stops_trading_takes_nobody_s_right_away(self, market: Market) -> None:
        deal = bought(market)
        Membership.objects.filter(pk=market.provider.pk).update(trader_status="private")
        assert withdraw(market, deal).deal_id == deal.pk

    def test_until_the_end_of_the_last_day(self, market: Market) -> None:
        deal = bought(market)
        until = right_of_deal(deal, SOON).until
        assert until is not None
        assert deal.withdrawal_until == until
        with pytest.raises(NoRightToWithdraw):
            withdraw(market, deal, at=until + timedelta(microseconds=1))
        assert withdraw(market, deal, at=until).received_at == until

    def test_of_goods_the_term_begins_when_they_arrive(self, market: Market) -> None:
        deal = bought(market, make_offer(market, kind="good", unit="piece"))
        assert deal.withdrawal_until is None
        assert right_of_deal(deal, AGREED_AT + 60 * DAY).holds
        arrived = AGREED_AT + 60 * DAY
        deal = deliver_deal(deal=deal, by=market.actor("provider"), at=arrived)
        assert deal.withdrawal_until is not None
        assert deal.withdrawal_until.date() == (arrived + 14 * DAY).date()
        assert withdraw(market, deal, at=arrived + 13 * DAY).deal_id == deal.pk

    def test_after_it_was_confirmed_the_contributions_are_taken_back(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = bought(market, make_offer(market, kind="good", unit="piece"))
        deliver_deal(deal=deal, by=market.actor("provider"), at=SOON)
        confirm_deal(deal=deal, by=market.actor("requester"), at=SOON)
        withdraw(market, deal, at=SOON + DAY)
        assert [charge.amount_minor for charge in Charge.objects.order_by("pk")] == [150, -150]

    def test_an_open_dispute_ends_with_it(self, market: Market) -> None:
        deal = deliver_deal(deal=bought(market), by=market.actor("provider"), at=SOON)
        dispute = disputed(market, deal, at=SOON)
        withdraw(market, deal, at=SOON + DAY)
        assert Dispute.objects.get(pk=dispute.pk).state == DisputeState.WITHDRAWN
        assert Deal.objects.get().state == DealState.WITHDRAWN

    def test_before_there_is_an_agreement_one_says_no(self, market: Market) -> None:
        deal = bought(market)
        Deal.objects.update(state="declined")
        with pytest.raises(WrongDealState):
            withdraw(market, deal)

    def test_the_letter_goes_out_once(self, market: Market) -> None:
        row = withdraw(market, bought(market))
        letter = acknowledgement_of(row.pk)
        assert letter is not None
        assert letter.to == [market.requester.user.email]
        assert row.statement in str(letter.body)
        assert "12:00" in str(letter.body)  # in Amsterdam
        Withdrawal.objects.update(acknowledged_at=SOON)
        assert acknowledgement_of(row.pk) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestBeginningEarly:
    def test_what_was_done_is_owed_and_charged(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = bought(market, quantity=4)
        ask_to_begin_early(deal=deal, by=market.actor("requester"), at=AGREED_AT)
        start_deal(deal=deal, by=market.actor("provider"), at=SOON)
        deliver_deal(deal=deal, by=market.actor("provider"), quantity=Decimal(1), at=SOON)
        withdraw(market, deal, at=SOON + DAY)
        deal.refresh_from_db()
        assert (deal.state, deal.owed_minor) == (DealState.WITHDRAWN, 2_500)
        assert [charge.amount_minor for charge in Charge.objects.all()] == [75]

    def test_without_asking_nothing_is_owed_for_it(self, market: Market) -> None:
        deal = bought(market, quantity=4)
        deliver_deal(deal=deal, by=market.actor("provider"), quantity=Decimal(1), at=SOON)
        withdraw(market, deal, at=SOON + DAY)
        deal.refresh_from_db()
        assert deal.owed_minor == 0

    def test_when_all_was_done_the_right_is_gone(self, market: Market) -> None:
        deal = bought(market)
        ask_to_begin_early(deal=deal, by=market.actor("requester"), at=AGREED_AT)
        deal = deliver_deal(deal=deal, by=market.actor("provider"), at=SOON)
        with pytest.raises(NoRightToWithdraw) as refusal:
            withdraw(market, deal, at=SOON + DAY)
        assert refusal.value.data == {"reason": "performed"}

    def test_is_asked_once_by_the_consumer_of_a_service(self, market: Market) -> None:
        deal = bought(market)
        for name in ("provider", "third"):
            with pytest.raises(NotAllowed):
                ask_to_begin_early(deal=deal, by=market.actor(name), at=AGREED_AT)
        for _twice in range(2):
            ask_to_begin_early(deal=deal, by=market.actor("requester"), at=AGREED_AT)
        assert DealStep.objects.filter(transition="begin_early").count() == 1
        goods = agreed(market, make_offer(market, kind="good", unit="piece"))
        with pytest.raises(WrongDealState):
            ask_to_begin_early(deal=goods, by=market.actor("requester"), at=AGREED_AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_gates", "transactional_db")
class TestAtTheSameMoment:
    def test_withdrawing_while_it_is_confirmed_leaves_one_truth(self) -> None:
        market = make_market()
        put_model_in_force(market.community, rate_bp=300)
        with scope(market.community):
            offer = make_offer(market, kind="good", unit="piece")
            deal = bought(market, offer)
            deliver_deal(deal=deal, by=market.actor("provider"), at=SOON)
        at_once(
            market.community,
            [
                lambda: withdraw(market, deal, at=SOON + DAY),
                lambda: confirm_deal(deal=deal, by=market.actor("requester"), at=SOON + DAY),
            ]
            * 2,
        )
        with scope(market.community):
            assert Deal.objects.get().state == DealState.WITHDRAWN
            assert Withdrawal.objects.count() == 1
            assert sum(charge.amount_minor for charge in Charge.objects.all()) == 0
            assert held_of(offer) == 0

    def test_withdrawing_twice_is_received_once(self) -> None:
        market = make_market()
        with scope(market.community):
            deal = bought(market)
        rows = at_once(market.community, [lambda: withdraw(market, deal)] * 4)
        assert len({row.pk for row in rows}) == 1
