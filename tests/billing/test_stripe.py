"""Paying through Stripe's own library, against our stand-in: the plain ways, before anything goes wrong."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from billing.actions.payments import add_method, confirm_payment, remove_method, run_errand, start_payment
from billing.actions.payments.methods import look_at_method
from billing.gateways import gateway
from billing.models import Invoice, PaymentAttempt, PaymentMethod
from tests.billing.conftest import World
from tests.billing.factories import make_invoice
from tests.billing.paying import attempt_of, books, work
from tests.billing.striping import books_differ, collect
from tests.factories import actor_of
from tests.stripe_stand_in import StandIn


@pytest.fixture
def invoice(inside: World, stripe_at_work: StandIn) -> Invoice:
    """€ 12,10 of a member, to be paid through Stripe."""
    return make_invoice(inside.member, 1000)


def state_of(invoice: Invoice) -> str:
    invoice.refresh_from_db()
    return invoice.state


def open_page(world: World, invoice: Invoice, **about: object) -> PaymentAttempt:
    attempt = start_payment(invoice=invoice, by=actor_of(world.member), **about)
    work(world.community)
    attempt.refresh_from_db()
    return attempt


def look(attempt: PaymentAttempt) -> PaymentAttempt:
    run_errand("payment", attempt.community_id, attempt.pk, step="look")
    attempt.refresh_from_db()
    return attempt


def test_a_card_is_paid_on_stripes_own_page(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    attempt = open_page(inside, invoice)
    assert (attempt.state, attempt.gateway, attempt.livemode) == ("requires_action", "stripe", False)
    assert attempt.action_url == f"https://checkout.stripe.example/pay/{attempt.session_reference}"
    intent = stripe_at_work.account.pay_page(attempt.session_reference)
    assert look(attempt).state == "succeeded"
    assert (attempt.provider_reference, attempt.captured_minor, attempt.fee_minor) == (intent["id"], 1210, 43)
    assert state_of(invoice) == "paid"
    assert books_differ(stripe_at_work, inside.community) == []


def test_what_is_asked_of_stripe(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    """No list of ways to pay that Stripe has dropped, our own ids beside everything, and the amount of the invoice."""
    attempt = open_page(inside, invoice, kind="ideal")
    (asked,) = stripe_at_work.asked_for("POST", "/v1/checkout/sessions")
    assert asked["allowed_payment_method_types"] == ["ideal"]
    assert asked["line_items"][0]["price_data"]["unit_amount"] == "1210"
    marks = {"community": str(inside.community.pk), "subject": str(attempt.public_id)}
    assert asked["metadata"] == asked["payment_intent_data"]["metadata"] == marks
    assert "setup_future_usage" not in asked["payment_intent_data"]
    assert asked["success_url"].endswith(f"/payments/{attempt.public_id}/?back=1")


def test_a_refused_card_leaves_the_page_open(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    attempt = open_page(inside, invoice)
    stripe_at_work.account.pay_page(attempt.session_reference, "insufficient_funds")
    assert (look(attempt).state, state_of(invoice)) == ("requires_action", "issued")
    stripe_at_work.account.pay_page(attempt.session_reference)
    assert (look(attempt).state, state_of(invoice)) == ("succeeded", "paid")
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_page_that_was_left_closes_after_an_hour(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    attempt = open_page(inside, invoice)
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        work(inside.community)
    attempt.refresh_from_db()
    assert (attempt.state, state_of(invoice)) == ("canceled", "issued")


def test_ideal_leaves_the_account_behind_for_direct_debit(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    attempt = open_page(inside, invoice, kind="ideal", keeps_method=True)
    stripe_at_work.account.pay_page(attempt.session_reference)
    assert look(attempt).state == "succeeded"
    method = PaymentMethod.objects.get()
    assert (method.kind, method.brand, method.last4, method.is_default) == (
        "sepa_debit",
        "Rabobank",
        "3000",
        True,
    )
    assert method.mandate_reference == f"mandate_of_{method.method_reference}"
    assert method.mandate_signed_at is not None


def test_a_kept_card_is_charged_without_its_owner(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    attempt = collect(stripe_at_work, invoice)
    assert (attempt.state, state_of(invoice)) == ("succeeded", "paid")
    (asked,) = stripe_at_work.asked_for("POST", "/v1/payment_intents")
    assert (asked["off_session"], asked["confirm"], asked["amount"], asked["currency"]) == (
        "true",
        "true",
        "1210",
        "eur",
    )
    assert books_differ(stripe_at_work, inside.community) == []


def test_a_declined_card_says_why(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    attempt = collect(stripe_at_work, invoice, "insufficient_funds")
    assert (attempt.state, attempt.decline_code) == ("failed", "insufficient_funds")
    assert (attempt.reason, state_of(invoice)) == ("Your card was declined.", "issued")
    assert books_differ(stripe_at_work, inside.community) == []


def test_the_bank_wants_the_owner_and_the_letter_leads_there(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 39, with the card that Stripe's documentation names for it: not declined, but asked."""
    attempt = collect(stripe_at_work, invoice, "authentication_required")
    assert (attempt.state, attempt.action_url, state_of(invoice)) == ("requires_action", "", "issued")
    assert any(str(attempt.public_id) in letter.body for letter in mail.outbox)
    confirm_payment(attempt=attempt, by=actor_of(inside.member))
    work(inside.community)
    attempt.refresh_from_db()
    assert attempt.action_url == f"https://hooks.stripe.example/3ds/{attempt.provider_reference}"
    stripe_at_work.account.confirm_at_bank(attempt.provider_reference)
    assert (look(attempt).state, state_of(invoice)) == ("succeeded", "paid")
    assert len(stripe_at_work.asked_for("POST", "/v1/payment_intents")) == 1
    assert books_differ(stripe_at_work, inside.community) == []


@pytest.mark.parametrize(("kind", "mandate"), [("card", False), ("sepa_debit", True)])
def test_a_method_is_kept_by_stripes_page(
    inside: World, invoice: Invoice, stripe_at_work: StandIn, kind: str, mandate: bool
) -> None:
    method = add_method(party=invoice.party, kind=kind, by=actor_of(inside.member))
    work(inside.community)
    method.refresh_from_db()
    assert (method.state, method.is_default) == ("pending", False)
    assert method.action_url.startswith("https://checkout.stripe.example/")
    kept = stripe_at_work.account.keep_page(method.setup_reference)
    look_at_method(method)
    work(inside.community)
    method.refresh_from_db()
    assert (method.state, method.method_reference, method.is_default) == ("active", kept["id"], True)
    assert (method.last4, bool(method.mandate_reference)) == (kept[kind]["last4"], mandate)
    remove_method(method=method, by=actor_of(inside.member))
    work(inside.community)
    method.refresh_from_db()
    assert (method.state, method.is_default, kept["customer"]) == ("revoked", False, None)


def test_a_debit_is_paid_after_days(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    attempt = collect(stripe_at_work, invoice, kind="sepa_debit")
    assert (attempt.state, state_of(invoice)) == ("processing", "issued")
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=7)):
        work(inside.community)
    attempt = attempt_of(invoice)
    assert (attempt.state, attempt.fee_minor, state_of(invoice)) == ("succeeded", 35, "paid")
    assert books()["provider_clearing"] == 1175


def test_stripe_answers_to_our_key(stripe_at_work: StandIn) -> None:
    assert gateway().test() == (True, "")
