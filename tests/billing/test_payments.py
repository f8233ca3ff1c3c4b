"""Paying: an attempt, the provider's answer, and an invoice that is paid once whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.actions.credit_notes import credit_invoice
from billing.actions.payments import (
    A_PAGE_WAITS,
    collect_invoice,
    confirm_payment,
    end_payment,
    record_bank_payment,
    run_errand,
    start_payment,
    stop_payment,
    test_payment_route,
)
from billing.errors import MethodNotUsable, NotPayable, PaymentRunning
from billing.events import InvoicePaid, PaymentNeedsPayer, PaymentReturned
from billing.models import Invoice, PaymentAttempt, PaymentRouteTest, Posting, SandboxRecord
from billing.queries import route_was_tested
from tests.billing.conftest import World
from tests.billing.factories import make_invoice
from tests.billing.paying import answer, attempt_of, booked, books, make_method, pay, work
from tests.factories import actor_of
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job

# Its name says what it does, which pytest takes for a test.
test_payment_route.__test__ = False


@pytest.fixture
def invoice(inside: World) -> Invoice:
    """€ 12,10 of a member."""
    return make_invoice(inside.member, 1000)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is published about payments."""
    heard: list[Any] = []
    monkeypatch.setattr("billing.actions.payments.outcomes.publish", heard.append)
    return heard


def state_of(invoice: Invoice) -> str:
    invoice.refresh_from_db()
    return invoice.state


def test_a_payment_asks_what_the_invoice_says(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    assert (attempt.amount_minor, attempt.currency, attempt.state) == (1210, "EUR", "created")
    assert (attempt.gateway, attempt.kind, attempt.sequence) == ("sandbox", "card", 1)
    assert attempt.idempotency_key == f"pay:{invoice.public_id}:1"
    assert state_of(invoice) == "issued"


def test_nothing_is_asked_of_the_provider_before_the_commit(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    assert attempt.provider_reference == ""
    assert not SandboxRecord.objects.exists()
    assert Job.objects.get(kind="billing.errand").payload == {
        "errand": "payment", "id": attempt.pk, "step": "",
    }  # fmt: skip
    work(inside.community)
    attempt.refresh_from_db()
    assert attempt.state == "requires_action"
    assert attempt.provider_reference == SandboxRecord.objects.get().reference
    assert attempt.action_url.endswith(f"/c/oogstkring/payments/{attempt.public_id}/sandbox/")


def test_success_pays_the_invoice(inside: World, invoice: Invoice, told: list[Any]) -> None:
    ended = pay(invoice)
    assert (ended.state, ended.captured_minor, ended.settled_minor, ended.fee_minor) == (
        "succeeded", 1210, 1210, 35,
    )  # fmt: skip
    assert state_of(invoice) == "paid"
    assert invoice.paid_at == ended.ended_at
    assert books() == {
        "fee_income": -1000,
        "processor_fees": 35,
        "provider_clearing": 1175,
        "vat_payable": -210,
    }
    assert told == [InvoicePaid(invoice.pk)]


def test_failure_leaves_it_open_for_another_try(inside: World, invoice: Invoice) -> None:
    first = pay(invoice, "insufficient_funds")
    assert (first.state, first.decline_code, state_of(invoice)) == ("failed", "insufficient_funds", "issued")
    assert "provider_clearing" not in books()
    second = pay(invoice)
    assert (second.sequence, second.idempotency_key) == (2, f"pay:{invoice.public_id}:2")
    assert state_of(invoice) == "paid"


def test_the_bank_asks_first_and_then_pays(inside: World, invoice: Invoice) -> None:
    waiting = pay(invoice, "three_d_secure")
    assert (waiting.state, state_of(invoice)) == ("requires_action", "issued")
    assert answer(waiting, "three_d_secure").state == "succeeded"
    assert state_of(invoice) == "paid"


def test_who_says_no_to_the_bank_pays_nothing(inside: World, invoice: Invoice) -> None:
    refused = answer(pay(invoice, "three_d_secure"), "authentication_failed")
    assert (refused.state, refused.decline_code) == ("failed", "authentication_failed")
    assert booked("pay:") == []


def test_a_debit_is_not_paid_while_the_bank_is_busy(inside: World, invoice: Invoice) -> None:
    attempt = pay(invoice, "pays_later", kind="sepa_debit")
    assert (attempt.state, state_of(invoice)) == ("processing", "issued")
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        work(inside.community)
        attempt.refresh_from_db()
    assert (attempt.state, state_of(invoice)) == ("succeeded", "paid")


def test_a_debit_that_fails_days_later_leaves_it_open(inside: World, invoice: Invoice) -> None:
    attempt = pay(invoice, "fails_later", kind="sepa_debit")
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        work(inside.community)
        attempt.refresh_from_db()
    assert (attempt.state, attempt.decline_code, state_of(invoice)) == ("failed", "AM04", "issued")
    assert booked("pay:") == []


def test_a_returned_debit_opens_the_invoice_again(inside: World, invoice: Invoice, told: list[Any]) -> None:
    """Fault 34: the ledger turns back, the bank's price is ours, and no second fee is asked."""
    attempt = pay(invoice, "returned", kind="sepa_debit")
    start = timezone.now()
    for days in (2, 9):
        with time_machine.travel(start + timedelta(days=days, minutes=days)):
            work(inside.community)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.return_code, state_of(invoice)) == ("returned", "MD06", "issued")
    assert invoice.paid_at is None
    assert books() == {
        "bank_fees": 750, "fee_income": -1000, "processor_fees": 35, "provider_clearing": -785,
        "receivable": 1210, "vat_payable": -210,
    }  # fmt: skip
    assert told == [InvoicePaid(invoice.pk), PaymentReturned(attempt.pk, invoice.pk, "MD06")]
    again = pay(invoice)
    assert (again.amount_minor, again.state, state_of(invoice)) == (1210, "succeeded", "paid")
    assert books()["provider_clearing"] == 390


def test_what_comes_after_a_return_by_bank_is_booked_beside_the_first(
    inside: World, invoice: Invoice
) -> None:
    attempt = pay(invoice, "returned", kind="sepa_debit")
    start = timezone.now()
    for days in (2, 9):
        with time_machine.travel(start + timedelta(days=days, minutes=days)):
            work(inside.community)
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    assert state_of(invoice) == "paid"
    assert Posting.objects.get(account="bank").amount_minor == 1210
    assert "receivable" not in books()
    attempt.refresh_from_db()
    assert attempt.state == "returned"


def test_a_dispute_holds_the_money_until_it_is_decided(inside: World, invoice: Invoice) -> None:
    attempt = pay(invoice, "disputed")
    with time_machine.travel(timezone.now() + timedelta(days=10, minutes=1)):
        work(inside.community)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.return_code, state_of(invoice)) == ("disputed", "fraudulent", "issued")
    assert books()["receivable"] == 1210
    assert books()["processor_fees"] == 35 + 2000


@pytest.mark.parametrize("outcomes", [(True, True), (True, False), (False, False)])
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


def test_money_that_comes_after_a_failure_pays_after_all(inside: World, invoice: Invoice) -> None:
    attempt = end_payment(attempt=start_payment(invoice=invoice, by=actor_of(inside.member)), succeeded=False)
    late = end_payment(attempt=attempt, succeeded=True)
    assert (late.state, late.settled_minor, state_of(invoice)) == ("succeeded", 1210, "paid")


def test_money_for_an_invoice_that_was_paid_meanwhile_is_the_payers(inside: World, invoice: Invoice) -> None:
    first = end_payment(attempt=start_payment(invoice=invoice, by=actor_of(inside.member)), succeeded=False)
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    late = end_payment(attempt=first, succeeded=True)
    assert (late.state, late.captured_minor, late.settled_minor) == ("succeeded", 1210, 0)
    assert books() == {
        "bank": 1210, "credit_balance": -1210, "fee_income": -1000, "provider_clearing": 1210, "vat_payable": -210,
    }  # fmt: skip


def test_money_for_a_credited_invoice_is_the_payers(inside: World, invoice: Invoice) -> None:
    attempt = end_payment(attempt=start_payment(invoice=invoice, by=actor_of(inside.member)), succeeded=False)
    credit_invoice(invoice=invoice, by=actor_of(inside.treasurer))
    end_payment(attempt=attempt, succeeded=True)
    assert state_of(invoice) == "credited"
    assert books() == {"credit_balance": -1210, "provider_clearing": 1210}


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


@pytest.mark.parametrize("who", ["visitor", "other", "treasurer", "leader"])
def test_others_neither_stop_nor_confirm_it(inside: World, invoice: Invoice, who: str) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    for verb in (stop_payment, confirm_payment):
        with pytest.raises(NotAllowed):
            verb(attempt=attempt, by=inside.actor(who))
    attempt.refresh_from_db()
    assert attempt.state == "created"


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


def test_who_walked_away_holds_nothing_up_and_loses_no_money(inside: World, invoice: Invoice) -> None:
    """The page is closed at the provider too; money that had come by then is the payer's balance."""
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    work(inside.community)
    before = timezone.now() - A_PAGE_WAITS - timedelta(seconds=1)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(created_at=before)
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    attempt.refresh_from_db()
    assert (attempt.state, state_of(invoice)) == ("canceled", "paid")
    assert attempt.reason
    work(inside.community)
    assert SandboxRecord.objects.get().facts["line"][-1]["state"] == "canceled"
    end_payment(attempt=attempt, succeeded=True)
    assert books()["credit_balance"] == -1210


def test_who_stops_chooses_another_way(inside: World, invoice: Invoice) -> None:
    by = actor_of(inside.member)
    first = start_payment(invoice=invoice, by=by)
    work(inside.community)
    assert stop_payment(attempt=first, by=by).state == "canceled"
    second = pay(invoice, "pays", kind="ideal")
    assert (second.kind, second.state, second.fee_minor) == ("ideal", "succeeded", 29)


def test_what_the_bank_is_busy_with_is_not_stopped(inside: World, invoice: Invoice) -> None:
    attempt = pay(invoice, "pays_later", kind="sepa_debit")
    with pytest.raises(PaymentRunning):
        stop_payment(attempt=attempt, by=actor_of(inside.member))
    attempt.refresh_from_db()
    assert attempt.state == "processing"


def test_what_the_provider_is_busy_with_is_waited_for(inside: World, invoice: Invoice) -> None:
    attempt = pay(invoice, "pays_later", kind="sepa_debit")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(created_at=timezone.now() - timedelta(days=5))
    with pytest.raises(PaymentRunning):
        record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    assert state_of(invoice) == "issued"


def test_the_database_holds_one_payment_of_an_invoice(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    about = {"invoice": invoice, "gateway": "sandbox", "amount_minor": 1210, "currency": "EUR"}
    with pytest.raises(IntegrityError, match="payment_one_live_per_invoice"), transaction.atomic():
        PaymentAttempt.objects.create(sequence=2, idempotency_key="ander", **about)
    end_payment(attempt=attempt, succeeded=True)
    came = {"captured_minor": 1210, "settled_minor": 1210}
    with pytest.raises(IntegrityError, match="payment_succeeds_once"), transaction.atomic():
        PaymentAttempt.objects.create(sequence=2, idempotency_key="ander", state="succeeded", **about, **came)


def test_the_database_opens_a_paid_invoice_only_after_a_return(inside: World, invoice: Invoice) -> None:
    pay(invoice)
    with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(state="issued", paid_at=None)
    assert state_of(invoice) == "paid"


def test_a_kept_card_collects_without_its_owner(inside: World, invoice: Invoice) -> None:
    method = make_method(invoice.party)
    collect_invoice(invoice=invoice, method=method, at=timezone.now())
    work(inside.community)
    method.refresh_from_db()
    assert (attempt_of(invoice).state, state_of(invoice)) == ("succeeded", "paid")
    assert method.last_used_at is not None


def test_a_card_that_asks_each_time_gets_a_letter_with_a_link(inside: World, invoice: Invoice) -> None:
    """Fault 39: it is not declined; the invoice stays open and the payer hears where it goes on."""
    method = make_method(invoice.party, "three_d_secure")
    collect_invoice(invoice=invoice, method=method, at=timezone.now())
    work(inside.community)
    attempt = attempt_of(invoice)
    assert (attempt.state, attempt.action_url, state_of(invoice)) == ("requires_action", "", "issued")
    letter = next(letter for letter in mail.outbox if str(attempt.public_id) in letter.body)
    assert letter.to == [invoice.payer["email"]]
    assert invoice.label in letter.subject
    confirm_payment(attempt=attempt, by=actor_of(inside.member))
    work(inside.community)
    attempt.refresh_from_db()
    assert attempt.action_url.endswith("/sandbox/")
    assert answer(attempt, "three_d_secure").state == "succeeded"
    assert state_of(invoice) == "paid"


def test_who_must_confirm_is_told_once(inside: World, invoice: Invoice, told: list[Any]) -> None:
    collect_invoice(invoice=invoice, method=make_method(invoice.party, "three_d_secure"), at=timezone.now())
    work(inside.community)
    run_errand("payment", inside.community.pk, attempt_of(invoice).pk, step="look")
    assert told == [PaymentNeedsPayer(attempt_of(invoice).pk)]


def test_a_debit_is_announced_and_taken_three_days_later(inside: World, invoice: Invoice) -> None:
    now = timezone.now()
    method = make_method(invoice.party, "pays_later", "sepa_debit")
    attempt = collect_invoice(invoice=invoice, method=method, at=now)
    work(inside.community)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.prenotified_at) == ("created", now)
    letter = next(letter for letter in mail.outbox if method.mandate_reference in letter.body)
    assert "12,10" in letter.body
    with time_machine.travel(now + timedelta(days=3, minutes=1)):
        work(inside.community)
    assert attempt_of(invoice).state == "processing"
    with time_machine.travel(now + timedelta(days=5, minutes=2)):
        work(inside.community)
    assert state_of(invoice) == "paid"


def test_an_account_that_was_withdrawn_is_not_tried_again(inside: World, invoice: Invoice) -> None:
    """Fault 40: the card that expired steps back, the next one takes its place."""
    other = make_method(invoice.party)
    method = make_method(invoice.party, "expired_card", is_default=True)
    collect_invoice(invoice=invoice, method=method, at=timezone.now())
    work(inside.community)
    method.refresh_from_db()
    other.refresh_from_db()
    assert (attempt_of(invoice).decline_code, method.state, method.is_default) == (
        "expired_card",
        "failed",
        False,
    )
    assert other.is_default
    with pytest.raises(MethodNotUsable):
        collect_invoice(invoice=invoice, method=method, at=timezone.now())


def test_another_payers_card_pays_nothing_here(inside: World, invoice: Invoice) -> None:
    theirs = make_method(make_invoice(inside.other).party)
    with pytest.raises(MethodNotUsable):
        collect_invoice(invoice=invoice, method=theirs, at=timezone.now())
    assert not PaymentAttempt.objects.exists()


def test_the_sandbox_answers_the_same_key_alike(inside: World, invoice: Invoice) -> None:
    attempt = start_payment(invoice=invoice, by=actor_of(inside.member))
    for _twice in range(2):
        PaymentAttempt.objects.filter(pk=attempt.pk).update(state="created")
        run_errand("payment", inside.community.pk, attempt.pk)
    assert SandboxRecord.objects.count() == 1


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
