"""Money that goes back, is taken back or was paid ahead; in the sandbox and through Stripe."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.actions.invoices import credit_invoice
from billing.actions.ledger import book
from billing.actions.payments import end_payment, pay_from_balance, refund_payment, run_errand, start_payment
from billing.enums import Account
from billing.errors import NotRefundable, RefundTooLarge
from billing.events import InvoiceIssued
from billing.models import Invoice, PaymentAttempt, Refund
from billing.payment_queries import balance_minor, refundable_attempts
from billing.receivers import use_what_was_paid_ahead
from tests.billing.conftest import World, make_world
from tests.billing.factories import make_invoice
from tests.billing.paying import booked, books, pay, work
from tests.billing.striping import books_differ, collect
from tests.factories import actor_of
from tests.racing import at_once
from tests.stripe_stand_in import Fault, StandIn
from weconomics.errors import NotAllowed
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope


def give_credit(attempt: PaymentAttempt, amount_minor: int) -> None:
    """As a credit note for a paid invoice does: the payer may have it back."""
    book(
        key=f"test:credit:{attempt.pk}:{amount_minor}",
        text="Credit",
        at=timezone.now(),
        currency="EUR",
        entries=[
            (Account.FEE_INCOME, None, amount_minor),
            (Account.CREDIT_BALANCE, attempt.invoice.party, -amount_minor),
        ],
    )


@pytest.fixture
def paid(inside: World) -> PaymentAttempt:
    """€ 12,10 of a member, paid in the sandbox."""
    return pay(make_invoice(inside.member, 1000))


def test_what_was_credited_goes_back_the_way_it_came(inside: World, paid: PaymentAttempt) -> None:
    give_credit(paid, 500)
    assert refundable_attempts(paid.invoice) == [(paid, 500)]
    refund = refund_payment(attempt=paid, amount_minor=500, by=actor_of(inside.treasurer))
    assert books(paid.invoice.party) == {"refunds_payable": -500}
    work(inside.community)
    refund.refresh_from_db()
    assert (refund.state, refund.idempotency_key) == ("succeeded", f"refund:{paid.public_id}:1")
    assert books(paid.invoice.party) == {}
    assert books()["provider_clearing"] == 1210 - 35 - 500
    assert booked("refund:") == [f"refund:{refund.pk}:asked", f"refund:{refund.pk}:paid"]


def test_what_was_not_credited_stays(inside: World, paid: PaymentAttempt) -> None:
    with pytest.raises(NotRefundable):
        refund_payment(attempt=paid, amount_minor=100, by=actor_of(inside.treasurer))
    assert not Refund.objects.exists()


@pytest.mark.parametrize("amount", [0, -5, 501, 1211])
def test_no_more_goes_back_than_is_theirs(inside: World, paid: PaymentAttempt, amount: int) -> None:
    """Fault 36."""
    give_credit(paid, 500)
    with pytest.raises(RefundTooLarge):
        refund_payment(attempt=paid, amount_minor=amount, by=actor_of(inside.treasurer))
    assert not Refund.objects.exists()
    assert balance_minor(paid.invoice.party, "EUR") == 500


def test_the_database_holds_that_no_more_goes_back_than_came(inside: World, paid: PaymentAttempt) -> None:
    about = {"attempt": paid, "currency": "EUR"}
    Refund.objects.create(sequence=1, idempotency_key="een", amount_minor=1210, state="failed", **about)
    Refund.objects.create(sequence=2, idempotency_key="twee", amount_minor=1200, **about)
    with pytest.raises(IntegrityError, match="no more than the payment brought"), transaction.atomic():
        Refund.objects.create(sequence=3, idempotency_key="drie", amount_minor=11, **about)
    assert Refund.objects.count() == 2


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_others_pay_nothing_back(inside: World, paid: PaymentAttempt, who: str) -> None:
    give_credit(paid, 500)
    with pytest.raises(NotAllowed):
        refund_payment(attempt=paid, amount_minor=100, by=inside.actor(who))
    assert not Refund.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_share_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 36: each asks for all of it, one gets it."""
    monkeypatch.setattr(run_job, "delay", lambda *args: None)
    world = make_world()
    attempt = pay(make_invoice(world.member, 1000))
    with scope(world.community):
        give_credit(attempt, 700)
    by = actor_of(world.treasurer)
    found = at_once(
        world.community, [lambda: refund_payment(attempt=attempt, amount_minor=700, by=by).pk] * 3
    )
    assert sum(isinstance(answer, NotRefundable) for answer in found) == 2
    work(world.community)
    with scope(world.community):
        assert [(row.amount_minor, row.state) for row in Refund.objects.all()] == [(700, "succeeded")]
        assert balance_minor(attempt.invoice.party, "EUR") == 0


def the_month_before(invoice: Invoice) -> datetime:
    return invoice.period.from_at - timedelta(days=15)


def test_paid_ahead_pays_the_next_invoice(inside: World) -> None:
    first = make_invoice(inside.member, 2000)
    attempt = end_payment(attempt=start_payment(invoice=first, by=actor_of(inside.member)), succeeded=False)
    credit_invoice(invoice=first, by=actor_of(inside.treasurer))
    end_payment(attempt=attempt, succeeded=True)
    assert balance_minor(first.party, "EUR") == 2420
    second = make_invoice(inside.member, 1000, at=the_month_before(first))
    use_what_was_paid_ahead(InvoiceIssued(second.pk))
    second.refresh_from_db()
    assert (second.state, balance_minor(first.party, "EUR")) == ("paid", 1210)
    assert pay_from_balance(invoice_id=second.pk, at=timezone.now()) is False
    assert booked("balance:") == [f"balance:{second.pk}"]


def test_too_little_paid_ahead_pays_nothing(inside: World, paid: PaymentAttempt) -> None:
    give_credit(paid, 500)
    invoice = make_invoice(inside.member, 1000, at=the_month_before(paid.invoice))
    assert pay_from_balance(invoice_id=invoice.pk, at=timezone.now()) is False
    invoice.refresh_from_db()
    assert (invoice.state, balance_minor(invoice.party, "EUR")) == ("issued", 500)


@pytest.fixture
def charged(inside: World, stripe_at_work: StandIn) -> PaymentAttempt:
    """The same through Stripe, with € 7 that may go back."""
    attempt = collect(stripe_at_work, make_invoice(inside.member, 1000))
    give_credit(attempt, 700)
    return attempt


def refund_of(world: World, attempt: PaymentAttempt, amount: int) -> Refund:
    refund = refund_payment(attempt=attempt, amount_minor=amount, by=actor_of(world.treasurer))
    work(world.community)
    refund.refresh_from_db()
    return refund


def test_stripe_pays_back(inside: World, charged: PaymentAttempt, stripe_at_work: StandIn) -> None:
    assert refund_of(inside, charged, 300).state == "succeeded"
    assert refund_of(inside, charged, 400).state == "succeeded"
    asked = stripe_at_work.asked_for("POST", "/v1/refunds")
    assert [row["amount"] for row in asked] == ["300", "400"]
    assert all("reverse_transfer" not in row for row in asked)
    assert books_differ(stripe_at_work, inside.community) == []


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.STORED_500, Fault.TOO_MANY])
def test_a_refund_goes_out_once_whatever_happens(
    inside: World, charged: PaymentAttempt, stripe_at_work: StandIn, fault: Fault
) -> None:
    stripe_at_work.faults.next("/v1/refunds", fault, 1 if fault is Fault.STORED_500 else 3)
    refund = refund_of(inside, charged, 700)
    assert refund.state in ("unknown", "sent")
    assert balance_minor(charged.invoice.party, "EUR") == 0
    for minutes in (2, 20, 60):
        moment = timezone.now() + timedelta(minutes=minutes)
        run_errand("refund", inside.community.pk, refund.pk, at=moment)
    refund.refresh_from_db()
    back = [thing["amount"] for thing in stripe_at_work.account.all("refund")]
    if fault is Fault.STORED_500:
        assert (refund.state, back, balance_minor(charged.invoice.party, "EUR")) == ("failed", [], 700)
    else:
        assert (refund.state, back) == ("succeeded", [700])
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_refund_that_the_bank_sends_back_is_the_payers_again(
    inside: World, charged: PaymentAttempt, stripe_at_work: StandIn
) -> None:
    refund = refund_of(inside, charged, 700)
    stripe_at_work.account.things[refund.provider_reference]["status"] = "failed"
    run_errand("refund", inside.community.pk, refund.pk, step="look")
    refund.refresh_from_db()
    assert (refund.state, balance_minor(charged.invoice.party, "EUR")) == ("failed", 700)


def test_a_lost_dispute_leaves_the_invoice_open(inside: World, stripe_at_work: StandIn) -> None:
    """Fault 35: the price of the dispute is ours, and the payer owes the invoice again."""
    attempt = collect(stripe_at_work, make_invoice(inside.member, 1000))
    dispute = stripe_at_work.account.dispute(attempt.provider_reference)
    look(attempt)
    assert (attempt.state, attempt.return_code, state_of(attempt.invoice)) == (
        "disputed",
        "fraudulent",
        "issued",
    )
    stripe_at_work.account.decide(dispute["id"], won=False)
    look(attempt)
    assert (attempt.state, state_of(attempt.invoice)) == ("disputed", "issued")
    assert (books()["receivable"], books()["processor_fees"]) == (1210, 43 + 2000)
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_won_dispute_pays_it_again(inside: World, stripe_at_work: StandIn) -> None:
    attempt = collect(stripe_at_work, make_invoice(inside.member, 1000))
    dispute = stripe_at_work.account.dispute(attempt.provider_reference)
    look(attempt)
    stripe_at_work.account.decide(dispute["id"], won=True)
    for _twice in range(2):
        look(attempt)
    assert (attempt.state, state_of(attempt.invoice)) == ("succeeded", "paid")
    assert "receivable" not in books()
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_dispute_that_is_won_after_another_payment_is_the_payers_balance(
    inside: World, stripe_at_work: StandIn
) -> None:
    invoice = make_invoice(inside.member, 1000)
    attempt = collect(stripe_at_work, invoice)
    dispute = stripe_at_work.account.dispute(attempt.provider_reference)
    look(attempt)
    assert collect(stripe_at_work, invoice).state == "succeeded"
    stripe_at_work.account.decide(dispute["id"], won=True)
    look(attempt)
    assert (attempt.state, attempt.settled_minor) == ("succeeded", 0)
    assert balance_minor(invoice.party, "EUR") == 1210
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_dispute_of_money_that_paid_no_invoice_takes_from_the_balance(
    inside: World, stripe_at_work: StandIn
) -> None:
    attempt = collect(stripe_at_work, make_invoice(inside.member, 1000))
    PaymentAttempt.objects.filter(pk=attempt.pk).update(settled_minor=0)
    stripe_at_work.account.dispute(attempt.provider_reference)
    look(attempt)
    assert state_of(attempt.invoice) == "paid"
    assert balance_minor(attempt.invoice.party, "EUR") == -1210


def look(attempt: PaymentAttempt) -> None:
    run_errand("payment", attempt.community_id, attempt.pk, step="look")
    attempt.refresh_from_db()
    attempt.invoice.refresh_from_db()


def state_of(invoice: Invoice) -> Any:
    invoice.refresh_from_db()
    return invoice.state
