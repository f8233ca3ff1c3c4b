"""What Stripe tells by itself: twice, in any order, too early, too late, never, or not Stripe at all."""

import time
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from billing.actions.payments.events import apply_event, park_event, receive_event
from billing.gateways.stripe.events import told_by_webhook
from billing.models import Invoice, PaymentAttempt, PaymentEvent, ProviderAccount
from billing.polling import poll_events
from tests.billing.conftest import WEBHOOK_SECRET, World
from tests.billing.factories import make_invoice
from tests.billing.paying import attempt_of, booked, books, work
from tests.billing.striping import books_differ, collect, deliver, post_webhook
from tests.billing.test_payment_faults import INTENTS
from tests.stripe_stand_in import Fault, StandIn
from weconomics.tenancy.scope import scope


@pytest.fixture
def invoice(inside: World, stripe_at_work: StandIn) -> Invoice:
    return make_invoice(inside.member, 1000)


def state_of(invoice: Invoice) -> str:
    with scope(invoice.community_id):
        invoice.refresh_from_db()
    return invoice.state


def told(stand_in: StandIn, *kinds: str) -> list[dict[str, Any]]:
    """The messages so far, the oldest first."""
    return [event for event in stand_in.account.events if not kinds or event["type"] in kinds]


def in_words(attempt: PaymentAttempt, invoice: Invoice) -> Any:
    attempt.refresh_from_db()
    return attempt.state, attempt.captured_minor, attempt.settled_minor, state_of(invoice), books(), booked()


def test_a_message_pays_what_was_waiting(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    collect(stripe_at_work, invoice, kind="sepa_debit")
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=5)):
        (paid,) = told(stripe_at_work, "payment_intent.succeeded")
        assert deliver(stripe_at_work, paid) == 200
        assert PaymentEvent.objects.get().state == "received"
        work(inside.community)
    event = PaymentEvent.objects.get()
    assert (event.state, event.kind, event.event_id) == ("applied", "payment_intent.succeeded", paid["id"])
    assert (attempt_of(invoice).state, state_of(invoice)) == ("succeeded", "paid")


def test_the_same_message_thrice_counts_once(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 16."""
    attempt = collect(stripe_at_work, invoice)
    before = in_words(attempt, invoice)
    for event in told(stripe_at_work):
        for _again in range(3):
            assert deliver(stripe_at_work, event) == 200
            work(inside.community)
    assert PaymentEvent.objects.count() == len(told(stripe_at_work)) == 3
    assert in_words(attempt, invoice) == before


def test_messages_in_any_order_end_alike(inside: World, invoice: Invoice, stripe_at_work: StandIn) -> None:
    """Fault 17: all 24 orders of the messages of one payment that is disputed, and won."""
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    attempt = collect(stripe_at_work, invoice)
    account = stripe_at_work.account
    intent = account.all("payment_intent")[0]
    account.decide(account.dispute(intent["id"])["id"], won=True)
    events = [event for event in told(stripe_at_work) if event["type"] != "payment_intent.created"]
    found = [_delivered(inside, stripe_at_work, attempt, invoice, order) for order in permutations(events)]
    assert len(found) == 24
    assert all(outcome == found[0] for outcome in found)
    assert found[0][:4] == ("succeeded", 1210, 1210, "paid")
    assert found[0][4]["provider_clearing"] == account.balance_minor() == 1210 - 43 - 2000


def _delivered(world: World, stand_in: StandIn, attempt: PaymentAttempt, invoice: Invoice, order: Any) -> Any:
    """What stands at the end, and then nothing of it happened. The door has tests of its own."""
    with transaction.atomic():
        for event in order:
            kept = receive_event(told_by_webhook(*stand_in.signed(event, WEBHOOK_SECRET)))
            if kept is not None:
                apply_event(world.community.pk, kept.pk, timezone.now())
        outcome = in_words(attempt, invoice)
        transaction.set_rollback(True)
    return outcome[:5]


def test_an_older_answer_that_arrives_last_changes_nothing(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Each message is applied while the debit is one step further than when it was told."""
    attempt = collect(stripe_at_work, invoice, "returns", "sepa_debit")
    start = timezone.now()
    for days in (0, 2, 9, 10):
        with time_machine.travel(start + timedelta(days=days, minutes=days)):
            for event in told(stripe_at_work)[::-1]:
                deliver(stripe_at_work, event)
                work(inside.community)
    assert in_words(attempt, invoice)[:4] == ("returned", 1210, 1210, "issued")
    assert books()["bank_fees"] == 750
    with time_machine.travel(start + timedelta(days=11)):
        assert books_differ(stripe_at_work, inside.community) == []


def test_a_message_before_the_answer_is_matched_by_our_own_id(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 18: we know no reference of Stripe yet."""
    stripe_at_work.faults.next(INTENTS, Fault.LOST_ANSWER, 3)
    attempt = collect(stripe_at_work, invoice)
    assert (attempt.state, attempt.provider_reference) == ("unknown", "")
    (paid,) = told(stripe_at_work, "payment_intent.succeeded")
    deliver(stripe_at_work, paid)
    work(inside.community)
    assert (attempt_of(invoice).state, state_of(invoice)) == ("succeeded", "paid")
    assert booked("pay:attempt:") == [f"pay:attempt:{attempt.pk}"]


def test_what_was_never_delivered_is_fetched(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 19."""
    collect(stripe_at_work, invoice, kind="sepa_debit")
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=5)):
        stripe_at_work.account.let_time_pass()
        assert poll_events() == len(told(stripe_at_work)) == 4
        work(inside.community)
        assert (attempt_of(invoice).state, state_of(invoice)) == ("succeeded", "paid")
        poll_events()
        assert PaymentEvent.objects.count() == 4


@pytest.mark.parametrize(
    "how", ["another secret", "too old", "changed on the way", "unsigned", "real money", "a stranger"]
)
def test_what_is_not_genuine_is_refused_without_a_trace(
    inside: World, invoice: Invoice, stripe_at_work: StandIn, how: str
) -> None:
    """Fault 20."""
    collect(stripe_at_work, invoice, kind="sepa_debit")
    (event,) = told(stripe_at_work, "payment_intent.processing")
    assert _deliver_badly(stripe_at_work, event, how) == 400
    assert not PaymentEvent.objects.exists()


def _deliver_badly(stand_in: StandIn, event: dict[str, Any], how: str) -> int:
    if how == "another secret":
        return deliver(stand_in, event, secret="whsec_somebody_elses_secret_of_24")
    if how == "too old":
        return deliver(stand_in, event, at=int(time.time()) - 301)
    if how == "real money":
        return deliver(stand_in, {**event, "livemode": True})
    if how == "a stranger":
        return deliver(stand_in, {**event, "account": "acct_of_another_tenant"})
    body, signature = stand_in.signed(event, WEBHOOK_SECRET)
    return post_webhook(
        *((body.replace(b"1210", b"1"), signature) if how == "changed on the way" else (body, ""))
    )


def test_a_message_about_something_unknown_is_none_of_ours(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Fault 21: answered, so that Stripe does not send it for three days, and not kept."""
    stranger = stripe_at_work.account.make_intent(amount=500)
    kinds = ("payment_intent.succeeded", "invoice.something_new_of_2031")
    for kind in kinds:
        assert deliver(stripe_at_work, stripe_at_work.account.tell(kind, stranger)) == 200
    odd = {"object": "coupon", "id": "co_1", "metadata": {"subject": "not-an-id", "community": "x"}}
    assert deliver(stripe_at_work, stripe_at_work.account.tell("coupon.created", odd)) == 200
    assert not PaymentEvent.objects.exists()


def test_a_message_finds_its_community_and_no_other(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    collect(stripe_at_work, invoice)
    for event in told(stripe_at_work):
        deliver(stripe_at_work, event)
    assert set(PaymentEvent.objects.values_list("community_id", flat=True)) == {inside.community.pk}
    with scope(inside.neighbour.community):
        assert not PaymentEvent.objects.exists()


def test_what_cannot_be_applied_waits_for_a_person(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    """Parked with the reason, and from then on nobody tries it by itself."""
    collect(stripe_at_work, invoice, kind="sepa_debit")
    (event,) = told(stripe_at_work, "payment_intent.processing")
    deliver(stripe_at_work, event)
    kept = PaymentEvent.objects.get()
    assert kept.state == "received"
    park_event(event_id=kept.pk, error="no answer")
    kept.refresh_from_db()
    assert (kept.state, kept.error) == ("parked", "no answer")
    apply_event(inside.community.pk, kept.pk, timezone.now())
    kept.refresh_from_db()
    assert kept.state == "parked"


def test_only_stripe_knocks_here_and_only_when_it_is_used(inside: World, settings: Any) -> None:
    assert post_webhook(b"{}", "") == 404
    settings.PAYMENT_GATEWAY = "stripe"
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert post_webhook(b"{}", "") == 404


def test_a_payout_account_that_is_approved_may_receive(
    inside: World, invoice: Invoice, stripe_at_work: StandIn
) -> None:
    account = stripe_at_work.account.make(
        "acct",
        "account",
        charges_enabled=False,
        payouts_enabled=False,
        requirements={"currently_due": []},
        metadata={},
    )
    ProviderAccount.objects.create(
        party=invoice.party, gateway="stripe", setup_key="account:1", reference=account["id"]
    )
    stripe_at_work.account.approve(account["id"])
    (event,) = told(stripe_at_work, "account.updated")
    assert deliver(stripe_at_work, event) == 200
    work(inside.community)
    assert ProviderAccount.objects.get().may_receive
