"""What may go wrong between us and Stripe: whatever it is, nothing is charged twice and nothing is lost.

The library makes three tries of its own: what must outlast it happens three times.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from billing.actions.payments import run_errand
from billing.actions.payments.errands import KEY_HOLDS, SETTLES
from billing.gateways.stripe import client
from billing.models import Invoice, PaymentAttempt
from tests.billing.conftest import World, make_world
from tests.billing.factories import make_invoice
from tests.billing.paying import attempt_of, booked, work
from tests.billing.striping import books_differ, collect
from tests.racing import at_once
from tests.stripe_stand_in import Fault, StandIn
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope

INTENTS = "/v1/payment_intents"


@pytest.fixture
def invoice(inside: World, stripe_at_work: StandIn) -> Invoice:
    return make_invoice(inside.member, 1000)


def state_of(invoice: Invoice) -> str:
    invoice.refresh_from_db()
    return invoice.state


def later(world: World, invoice: Invoice, **passed: float) -> PaymentAttempt:
    """Some time passes, and what is due then is done."""
    with time_machine.travel(timezone.now() + timedelta(**passed)):
        work(world.community)
    return attempt_of(invoice)


def taken(stand_in: StandIn) -> list[int]:
    """What Stripe took, payment by payment."""
    return [
        intent["amount"]
        for intent in stand_in.account.all("payment_intent")
        if intent["status"] == "succeeded"
    ]


def paid_once(world: World, invoice: Invoice, stand_in: StandIn) -> bool:
    once = booked("pay:attempt:") == [f"pay:attempt:{attempt_of(invoice).pk}"]
    return (
        once
        and state_of(invoice) == "paid"
        and taken(stand_in) == [1210]
        and not books_differ(stand_in, world.community)
    )


def test_one_lost_answer_is_the_librarys_own_business(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER)
    assert collect(stripe_at_work, invoice).state == "succeeded"
    assert paid_once(inside, invoice, stripe_at_work)


def test_a_time_out_after_charging_is_looked_up(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 11: money was taken and nobody heard."""
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    assert collect(stripe_at_work, invoice).state == "unknown"
    assert (taken(stripe_at_work), state_of(invoice)) == ([1210], "issued")
    asked = len(stripe_at_work.asked_for("POST", INTENTS))
    later(inside, invoice, minutes=1)
    assert paid_once(inside, invoice, stripe_at_work)
    assert len(stripe_at_work.asked_for("POST", INTENTS)) == asked


def test_while_it_is_unknown_nothing_new_is_started(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    first = collect(stripe_at_work, invoice)
    assert collect(stripe_at_work, invoice) == first
    assert PaymentAttempt.objects.count() == 1


def test_a_request_that_never_arrived_goes_out_with_the_same_key(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    stripe_at_work.faults.next(INTENTS, Fault.LOST_REQUEST, 3)
    assert collect(stripe_at_work, invoice).state == "unknown"
    later(inside, invoice, minutes=1)
    assert paid_once(inside, invoice, stripe_at_work)
    assert list(stripe_at_work._kept)[-1] == attempt_of(invoice).idempotency_key


def test_when_the_key_is_gone_it_is_found_and_not_sent_again(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 12: the answer was lost, the worker died, and 25 hours passed: the same key would charge anew."""
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    attempt = collect(stripe_at_work, invoice)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="sent")
    asked = len(stripe_at_work.asked_for("POST", INTENTS))
    later(inside, invoice, hours=25)
    assert paid_once(inside, invoice, stripe_at_work)
    assert len(stripe_at_work.asked_for("POST", INTENTS)) == asked


def test_what_never_arrived_is_given_up_when_the_key_is_gone(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    stripe_at_work.faults.next(INTENTS, Fault.LOST_REQUEST, 3)
    collect(stripe_at_work, invoice)
    attempt = later(inside, invoice, hours=KEY_HOLDS.total_seconds() / 3600 + 1)
    assert (attempt.state, attempt.decline_code, state_of(invoice)) == ("failed", "not_arrived", "issued")
    assert taken(stripe_at_work) == []
    assert collect(stripe_at_work, invoice).idempotency_key.endswith(":2")
    assert paid_once(inside, invoice, stripe_at_work)


def test_a_failure_that_stripe_keeps_ends_only_after_a_look(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 13: the same key brings the same failure for a day; a new one goes out when nothing was found."""
    stripe_at_work.faults.next(INTENTS, Fault.STORED_500)
    assert collect(stripe_at_work, invoice).state == "unknown"
    assert later(inside, invoice, minutes=1).state == "unknown"
    attempt = later(inside, invoice, seconds=SETTLES.total_seconds() + 90)
    assert (attempt.state, attempt.decline_code) == ("failed", "provider_failed")
    assert (taken(stripe_at_work), state_of(invoice)) == ([], "issued")
    assert collect(stripe_at_work, invoice).sequence == 2
    assert paid_once(inside, invoice, stripe_at_work)


def test_too_many_calls_are_no_refusal(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    """Fault 14: nobody is told that a card was declined because we were too quick."""
    stripe_at_work.faults.next(INTENTS, Fault.TOO_MANY, 3)
    attempt = collect(stripe_at_work, invoice)
    assert (attempt.state, attempt.decline_code) == ("sent", "")
    assert attempt.next_at is not None
    assert timedelta(seconds=1) < attempt.next_at - timezone.now() < timedelta(seconds=13)
    later(inside, invoice, seconds=15)
    later(inside, invoice, seconds=30)
    later(inside, invoice, seconds=45)
    assert paid_once(inside, invoice, stripe_at_work)


def test_we_keep_below_the_limit_by_ourselves(
    inside: World, invoice: Invoice, stripe_at_work: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "CALLS_A_SECOND", 0)
    assert collect(stripe_at_work, invoice).state == "sent"
    assert stripe_at_work.asked == []


def test_a_key_that_another_call_holds_is_waited_for(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 15, as Stripe says it."""
    stripe_at_work.faults.next(INTENTS, Fault.KEY_IN_USE)
    assert collect(stripe_at_work, invoice).state == "sent"
    later(inside, invoice, seconds=15)
    assert paid_once(inside, invoice, stripe_at_work)


def test_a_wrong_key_of_ours_declines_nobody(
    inside: World, invoice: Invoice, stripe_at_work: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the installation mends it; then it goes out."""
    monkeypatch.setattr(stripe_at_work, "handle", _refuse_the_key(stripe_at_work, monkeypatch))
    assert collect(stripe_at_work, invoice).state == "sent"
    monkeypatch.undo()


def _refuse_the_key(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    about = {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}
    return lambda *_: ((401, about), {})


def test_a_worker_that_died_in_between_is_followed_by_another(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """It had said that it sends, and sent or not: the next sends the same key, and one payment comes of it."""
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    attempt = collect(stripe_at_work, invoice)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="sent")
    run_errand("payment", inside.community.pk, attempt.pk, at=timezone.now() + timedelta(minutes=3))
    assert paid_once(inside, invoice, stripe_at_work)
    assert len(stripe_at_work.asked_for("POST", INTENTS)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_charge_once(
    db: None, stripe_at_work: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 15 for real: both send while the first is still at it."""
    monkeypatch.setattr(run_job, "delay", lambda *args: None)
    world = make_world()
    invoice = make_invoice(world.member, 1000)
    stripe_at_work.faults.next(INTENTS, Fault.LOST_REQUEST, 3)
    with scope(world.community):
        attempt = collect(stripe_at_work, invoice)
    stripe_at_work.pause_seconds = 0.5
    moment = timezone.now() + timedelta(hours=1)
    send = _sender(world, attempt, moment)
    at_once(world.community, [send, send, send], own_scope=True)
    stripe_at_work.pause_seconds = 0
    for minutes in (90, 95, 100):
        run_errand("payment", world.community.pk, attempt.pk, at=moment + timedelta(minutes=minutes))
    with scope(world.community):
        assert attempt_of(invoice).state == "succeeded"
    assert taken(stripe_at_work) == [1210]
    assert books_differ(stripe_at_work, world.community) == []


def _sender(world: World, attempt: PaymentAttempt, moment: datetime) -> Callable[[], None]:
    return lambda: run_errand("payment", world.community.pk, attempt.pk, at=moment)
