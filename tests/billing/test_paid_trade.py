"""A deal paid through the provider: the price goes to who provides, our fee stays back of it, and back goes both."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.actions.parties import party_for
from billing.actions.payments import connect_account, refund_trade, run_errand, start_trade_payment
from billing.actions.payments.accounts import look_at_account
from billing.errors import CannotBePaidOut, RefundTooLarge, TradeAlreadyPaid
from billing.gateways.sandbox import choose
from billing.models import Party, ProviderAccount, SandboxRecord, TradePayment
from billing.payment_queries import balance_minor
from communities.interface import PartyRef
from tests.billing.conftest import World
from tests.billing.paying import booked, books, work
from tests.billing.striping import books_differ
from tests.factories import actor_of
from tests.stripe_stand_in import Fault, StandIn
from weconomics.errors import NotAllowed


@pytest.fixture
def bakery(inside: World) -> Party:
    return party_for(PartyRef("organisation", inside.partner.pk))


@pytest.fixture
def buyer(inside: World) -> Party:
    return party_for(PartyRef("member", inside.member.pk))


def connect(world: World, party: Party) -> ProviderAccount:
    account = connect_account(party=party, by=actor_of(world.colleague))
    work(world.community)
    account.refresh_from_db()
    return account


@pytest.fixture
def connected(inside: World, bakery: Party, stripe_at_work: StandIn) -> ProviderAccount:
    account = connect(inside, bakery)
    stripe_at_work.account.approve(account.reference)
    look_at_account(account)
    work(inside.community)
    account.refresh_from_db()
    return account


def begin(buyer: Party, bakery: Party, gross: int = 10_000, fee: int = 605, deal: int = 7) -> TradePayment:
    return start_trade_payment(
        deal_id=deal, text="Brood voor het feest", payer=buyer, provider=bakery, gross_minor=gross,
        application_fee_minor=fee, currency="EUR",
    )  # fmt: skip


@pytest.fixture
def paid(
    inside: World, connected: ProviderAccount, buyer: Party, bakery: Party, stripe_at_work: StandIn
) -> TradePayment:
    """€ 100 for the bakery, of which € 6,05 stays with us."""
    payment = begin(buyer, bakery)
    work(inside.community)
    payment.refresh_from_db()
    stripe_at_work.account.pay_page(payment.session_reference)
    return look(payment)


def look(payment: TradePayment) -> TradePayment:
    run_errand("trade", payment.community_id, payment.pk, step="look")
    payment.refresh_from_db()
    return payment


def test_an_account_is_opened_on_the_providers_pages(
    inside: World, bakery: Party, stripe_at_work: StandIn
) -> None:
    account = connect(inside, bakery)
    assert account.reference.startswith("acct_")
    assert account.action_url == f"https://connect.stripe.example/setup/{account.reference}"
    assert (account.may_receive, account.requirements) == (False, ["external_account"])
    assert connect(inside, bakery) == account
    (asked,) = stripe_at_work.asked_for("POST", "/v1/accounts")
    assert asked["controller"]["losses"] == {"payments": "application"}
    assert asked["metadata"]["subject"] == str(account.public_id)


def test_an_approved_account_may_receive(connected: ProviderAccount) -> None:
    assert (connected.may_receive, connected.payouts_enabled, connected.action_url) == (True, True, "")


@pytest.mark.parametrize("who", ["visitor", "member", "treasurer", "trader", "leader"])
def test_others_connect_nothing(inside: World, bakery: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        connect_account(party=bakery, by=inside.actor(who))
    assert not ProviderAccount.objects.exists()


def test_without_an_account_nothing_is_paid(
    inside: World, buyer: Party, bakery: Party, stripe_at_work: StandIn
) -> None:
    connect(inside, bakery)
    with pytest.raises(CannotBePaidOut):
        begin(buyer, bakery)
    assert not TradePayment.objects.exists()


def test_an_account_that_was_disconnected_receives_nothing_any_more(
    inside: World, connected: ProviderAccount, buyer: Party, bakery: Party, stripe_at_work: StandIn
) -> None:
    """Fault 28."""
    stripe_at_work.account.disconnect(connected.reference)
    look_at_account(connected)
    work(inside.community)
    connected.refresh_from_db()
    assert connected.disconnected_at is not None
    with pytest.raises(CannotBePaidOut):
        begin(buyer, bakery)


def test_the_price_goes_on_and_our_fee_stays(
    inside: World, paid: TradePayment, connected: ProviderAccount, bakery: Party, stripe_at_work: StandIn
) -> None:
    (asked,) = stripe_at_work.asked_for("POST", "/v1/checkout/sessions")
    assert asked["payment_intent_data"]["application_fee_amount"] == "605"
    assert asked["payment_intent_data"]["transfer_data"] == {"destination": connected.reference}
    assert paid.state == "succeeded"
    assert books() == {"credit_balance": -605, "processor_fees": 175, "provider_clearing": 430}
    assert balance_minor(bakery, "EUR") == 605
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_deal_is_paid_once(paid: TradePayment, buyer: Party, bakery: Party) -> None:
    with pytest.raises(TradeAlreadyPaid):
        begin(buyer, bakery)
    assert TradePayment.objects.count() == 1


def test_a_second_click_goes_on_with_the_first(
    connected: ProviderAccount, buyer: Party, bakery: Party
) -> None:
    assert begin(buyer, bakery) == begin(buyer, bakery)


def test_what_goes_back_takes_its_part_of_both(
    inside: World, paid: TradePayment, bakery: Party, stripe_at_work: StandIn
) -> None:
    """Fault 37: said explicitly, every time; in proportion, and the last part takes the rest."""
    for amount in (3333, 6667):
        refund_trade(payment=paid, amount_minor=amount)
        work(inside.community)
        paid.refresh_from_db()
        paid.payer.refresh_from_db()
    asked = stripe_at_work.asked_for("POST", "/v1/refunds")
    assert [(row["reverse_transfer"], row["refund_application_fee"]) for row in asked] == [
        ("true", "true")
    ] * 2
    assert (paid.refunded_minor, paid.reversed_minor, paid.fee_refunded_minor) == (10_000, 10_000, 605)
    assert balance_minor(bakery, "EUR") == 0
    assert [key for key in booked("trade:") if ":back:" in key] == [
        f"trade:{paid.pk}:back:202", f"trade:{paid.pk}:back:605",
    ]  # fmt: skip
    assert books_differ(stripe_at_work, inside.community) == []


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.LOST_REQUEST])
def test_a_part_goes_back_once_whatever_happens(
    inside: World, paid: TradePayment, stripe_at_work: StandIn, fault: Fault
) -> None:
    stripe_at_work.faults.next("/v1/refunds", fault, 3)
    refund_trade(payment=paid, amount_minor=4000)
    with pytest.raises(Exception, match="communicating with Stripe"):
        work(inside.community)
    from billing.actions.payments.trade import give_back_of_trade

    give_back_of_trade(inside.community.pk, paid.pk, timezone.now() + timedelta(hours=30))
    paid.refresh_from_db()
    assert paid.refunded_minor == 4000
    assert [thing["amount"] for thing in stripe_at_work.account.all("refund")] == [4000]
    assert books_differ(stripe_at_work, inside.community) == []


def test_where_too_little_is_left_to_take_back_it_waits_and_is_shown(
    inside: World, paid: TradePayment, connected: ProviderAccount, stripe_at_work: StandIn
) -> None:
    """Fault 38: the money is not ours to advance; it goes back as soon as the account has it."""
    stripe_at_work.account.poor.add(connected.reference)
    refund_trade(payment=paid, amount_minor=4000)
    work(inside.community)
    paid.refresh_from_db()
    assert (paid.refund_asked_minor, paid.refunded_minor, paid.reason) == (4000, 0, "balance_insufficient")
    assert paid.next_at is not None
    assert paid.next_at > timezone.now() + timedelta(hours=5)
    stripe_at_work.account.poor.clear()
    from billing.actions.payments.trade import give_back_of_trade

    give_back_of_trade(inside.community.pk, paid.pk, paid.next_at)
    paid.refresh_from_db()
    assert (paid.refunded_minor, books_differ(stripe_at_work, inside.community)) == (4000, [])


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_no_more_goes_back_than_was_paid(paid: TradePayment, amount: int) -> None:
    with pytest.raises(RefundTooLarge):
        refund_trade(payment=paid, amount_minor=amount)
    paid.refresh_from_db()
    assert paid.refund_asked_minor == 0


def test_the_database_holds_that_a_fee_is_within_the_price(
    connected: ProviderAccount, buyer: Party, bakery: Party
) -> None:
    about: dict[str, Any] = {
        "deal_id": 9,
        "payer": buyer,
        "account": connected,
        "gateway": "stripe",
        "text": "x",
    }
    with pytest.raises(IntegrityError, match="trade_payment_fee_within_price"), transaction.atomic():
        TradePayment.objects.create(
            gross_minor=100, application_fee_minor=101, currency="EUR", idempotency_key="x", **about
        )


def test_the_sandbox_has_the_same_way(inside: World, buyer: Party, bakery: Party) -> None:
    account = connect(inside, bakery)
    assert account.action_url.endswith(f"/payouts/{account.public_id}/sandbox/")
    choose(SandboxRecord.objects.get(kind="account"), "approved", timezone.now())
    assert connect(inside, bakery).may_receive
    payment = begin(buyer, bakery)
    work(inside.community)
    choose(SandboxRecord.objects.get(kind="payment"), "pays", timezone.now())
    payment.refresh_from_db()
    assert look(payment).state == "succeeded"
    refund_trade(payment=payment, amount_minor=5000)
    work(inside.community)
    payment.refresh_from_db()
    assert (payment.refunded_minor, payment.fee_refunded_minor) == (5000, 303)
    assert books() == {"credit_balance": -302, "processor_fees": 35, "provider_clearing": 267}
