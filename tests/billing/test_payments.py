"""Paying: an attempt, the provider's answer, and an invoice that is paid once whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.actions.invoices import credit_invoice
from billing.actions.payments import (
    A_PAGE_WAITS,
    end_payment,
    record_bank_payment,
    start_payment,
    test_payment_route,
)
from billing.errors import NotPayable, PaymentRunning
from billing.events import InvoicePaid
from billing.gateways import PaymentOrder, gateway
from billing.models import Invoice, PaymentAttempt, PaymentRouteTest, Posting
from billing.queries import route_was_tested
from tests.billing.conftest import World
from tests.billing.factories import make_invoice
from tests.billing.test_invoices import books
from tests.factories import actor_of
from weconomics.errors import NotAllowed

# Its name says what it does, which pytest takes for a test.
test_payment_route.__test__ = False


@pytest.fixture
def invoice(inside: World) -> Invoice:
    """€ 12,10 of a member."""
    return make_invoice(inside.member, 1000)


def state_of(invoice: Invoice) -> str:
    invoice.refresh_from_db()
    return invoice.state


def test_a_payment_asks_what_the_invoice_says(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    assert (attempt.amount_minor, attempt.currency, attempt.state) == (1210, "EUR", "created")
    assert (attempt.gateway, attempt.sequence) == ("sandbox", 1)
    assert attempt.provider_reference.startswith("sandbox_")
    assert state_of(invoice) == "issued"


def test_success_pays_the_invoice(inside: World, invoice: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("billing.actions.payments.publish", told.append)
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    ended = end_payment(attempt=attempt, succeeded=True)
    assert (ended.state, state_of(invoice)) == ("succeeded", "paid")
    assert invoice.paid_at == ended.ended_at
    assert books() == {"fee_income": -1000, "provider_clearing": 1210, "receivable": 0, "vat_payable": -210}
    assert told == [InvoicePaid(invoice.pk)]


def test_failure_leaves_it_open_for_another_try(inside: World, invoice: Invoice) -> None:
    by = actor_of(inside.member)
    first = end_payment(
        attempt=start_payment(invoice=invoice, by=by), succeeded=False, reason="Te weinig saldo"
    )
    assert (first.state, first.reason, state_of(invoice)) == ("failed", "Te weinig saldo", "issued")
    assert "provider_clearing" not in books()
    second = start_payment(invoice=invoice, by=by)
    assert second.sequence == 2
    assert second.idempotency_key != first.idempotency_key
    end_payment(attempt=second, succeeded=True)
    assert state_of(invoice) == "paid"


@pytest.mark.parametrize("outcomes", [(True, True), (True, False), (False, True), (False, False)])
def test_what_comes_later_changes_no_end(
    inside: World, invoice: Invoice, outcomes: tuple[bool, bool]
) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    first = end_payment(attempt=attempt, succeeded=outcomes[0])
    before = books()
    later = end_payment(attempt=attempt, succeeded=outcomes[1])
    assert (later.state, later.ended_at) == (first.state, first.ended_at)
    assert books() == before
    assert state_of(invoice) == ("paid" if outcomes[0] else "issued")


def test_a_second_click_goes_on_with_the_same_attempt(inside: World, invoice: Invoice) -> None:
    by = actor_of(inside.member)
    assert start_payment(invoice=invoice, by=by) == start_payment(invoice=invoice, by=by)
    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize("how", ["paid", "credited", "note"])
def test_only_an_open_invoice_is_paid(inside: World, invoice: Invoice, how: str) -> None:
    treasurer = actor_of(inside.treasurer)
    if how == "paid":
        record_bank_payment(invoice=invoice, by=treasurer)
    else:
        note = credit_invoice(invoice=invoice, by=treasurer)
        invoice = note if how == "note" else invoice
    with pytest.raises(NotPayable):
        start_payment(invoice=invoice, by=actor_of(inside.member))
    assert not PaymentAttempt.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "neighbour", "other", "colleague", "treasurer", "leader"])
def test_others_do_not_pay_a_members_invoice(inside: World, invoice: Invoice, who: str) -> None:
    with pytest.raises(NotAllowed):
        start_payment(invoice=invoice, by=inside.actor(who))
    assert not PaymentAttempt.objects.exists()


@pytest.mark.parametrize(("who", "may"), [("colleague", True), ("member", False), ("treasurer", False)])
def test_a_partners_invoice_is_paid_by_who_does_its_finances(inside: World, who: str, may: bool) -> None:
    theirs = make_invoice(inside.partner)
    if may:
        assert start_payment(invoice=theirs, by=inside.actor(who)).is_live
        return
    with pytest.raises(NotAllowed):
        start_payment(invoice=theirs, by=inside.actor(who))


def test_the_treasurer_saw_it_on_the_bank(inside: World, invoice: Invoice) -> None:
    by = actor_of(inside.treasurer)
    for _twice in range(2):
        record_bank_payment(invoice=invoice, by=by)
    assert state_of(invoice) == "paid"
    assert Posting.objects.filter(account="bank").get().amount_minor == 1210


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_others_do_not_record_payments(inside: World, invoice: Invoice, who: str) -> None:
    with pytest.raises(NotAllowed):
        record_bank_payment(invoice=invoice, by=inside.actor(who))
    assert state_of(invoice) == "issued"


def test_the_bank_waits_for_a_payment_that_runs(inside: World, invoice: Invoice) -> None:
    start_payment(invoice=invoice, by=actor_of(inside.member))
    with pytest.raises(PaymentRunning):
        record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    assert state_of(invoice) == "issued"


def test_who_walked_away_holds_nothing_up(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    before = timezone.now() - A_PAGE_WAITS - timedelta(seconds=1)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(created_at=before)
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    attempt.refresh_from_db()
    assert (attempt.state, state_of(invoice)) == ("failed", "paid")
    assert attempt.reason


def test_what_the_provider_is_busy_with_is_waited_for(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    long_ago = timezone.now() - timedelta(days=5)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(created_at=long_ago, state="processing")
    with pytest.raises(PaymentRunning):
        record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    end_payment(attempt=attempt, succeeded=True)
    assert state_of(invoice) == "paid"


def test_the_database_holds_one_payment_of_an_invoice(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    about = {"invoice": invoice, "gateway": "sandbox", "amount_minor": 1210, "currency": "EUR"}
    with pytest.raises(IntegrityError, match="payment_one_live_per_invoice"), transaction.atomic():
        PaymentAttempt.objects.create(sequence=2, idempotency_key="ander", **about)
    end_payment(attempt=attempt, succeeded=True)
    with pytest.raises(IntegrityError, match="payment_succeeds_once"), transaction.atomic():
        PaymentAttempt.objects.create(sequence=2, idempotency_key="ander", state="succeeded", **about)


def test_the_sandbox_answers_the_same_key_alike() -> None:
    order = PaymentOrder("pay:1:1", 1210, "EUR", "F2026-0001")
    assert gateway().start(order) == gateway().start(order)
    assert gateway().start(order) != gateway().start(PaymentOrder("pay:1:2", 1210, "EUR", "F2026-0001"))


def test_a_test_of_the_route_holds_for_ninety_days(inside: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not route_was_tested()
    tested = test_payment_route(by=actor_of(inside.treasurer))
    assert tested.succeeded
    assert tested.tested_by == inside.treasurer
    assert route_was_tested()
    later = timezone.now() + timedelta(days=90, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not route_was_tested()


def test_a_test_that_fails_is_kept_and_opens_nothing(inside: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.gateways.SandboxGateway.test", lambda self: (False, "Geen verbinding"))
    assert test_payment_route(by=actor_of(inside.treasurer)).reason == "Geen verbinding"
    assert not route_was_tested()


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_others_do_not_test_the_route(inside: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        test_payment_route(by=inside.actor(who))
    assert not PaymentRouteTest.objects.exists()
