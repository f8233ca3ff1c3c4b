"""Payments in the background: every call to the provider, what it told, and the letters about it."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from billing.actions.payments.accounts import ask_about_account
from billing.actions.payments.errands import run_errand, wake
from billing.actions.payments.events import apply_event, park_event
from billing.actions.payments.methods import ask_about_method
from billing.actions.payments.reconciling import differences
from billing.actions.payments.route import record_route_test
from billing.actions.payments.trade import give_back_of_trade
from billing.addresses import page_of_attempt
from billing.enums import LIVE_ATTEMPTS, LIVE_REFUNDS
from billing.errors import BooksDiffer
from billing.gateways import gateway, gateway_named
from billing.gateways.orders import Handle, ProviderTrouble
from billing.models import PaymentAttempt, PaymentMethod, Refund, TradePayment
from weconomics.jobs import Run, daily, enqueue, handler
from weconomics.jobs.running import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from weconomics.tenancy.community import community_in_scope

logger = structlog.get_logger(__name__)
BOOKS_COMPARED = timedelta(days=120)  # a card payment can be disputed that long
LEFT_BEHIND = timedelta(minutes=15)


@handler("billing.errand")
def do_errand(run: Run) -> None:
    """Payload: the errand, the id of its row, and what is asked of it in particular."""
    about = run.payload
    run_errand(about["errand"], run.community_id, about["id"], step=about.get("step", ""))


@handler("billing.apply_event")
def apply_told_event(run: Run) -> None:
    """Payload: the id of the message. What fails too often is parked, for a person to look at."""
    try:
        apply_event(run.community_id, run.payload["event_id"], timezone.now())
    except ProviderTrouble as trouble:
        if _is_last_try(run):
            with run.scope():
                park_event(event_id=run.payload["event_id"], error=str(trouble))
            return
        raise


@handler("billing.look_at_method")
def look_at_method(run: Run) -> None:
    """Payload: the id of the method. Trouble with the provider brings the job back later."""
    ask_about_method(run.community_id, run.payload["method_id"])


@handler("billing.forget_method")
def forget_method(run: Run) -> None:
    with run.scope():
        method = PaymentMethod.objects.get(pk=run.payload["method_id"])
    if method.method_reference:
        handle = Handle(run.community_id, method.method_reference)
        gateway_named(method.gateway).forget_method(handle)


@handler("billing.look_at_account")
def look_at_account(run: Run) -> None:
    ask_about_account(run.community_id, run.payload["account_id"])


@handler("billing.trade_refund")
def give_back(run: Run) -> None:
    give_back_of_trade(run.community_id, run.payload["payment_id"], timezone.now())


@handler("billing.test_route")
def test_route(run: Run) -> None:
    succeeded, reason = gateway().test()
    with run.scope():
        record_route_test(succeeded=succeeded, reason=reason, membership_id=run.payload["by"])
        slug = community_in_scope().slug
    run.result(url=reverse("billing:desk", args=[slug]), text=_("To the desk"))


@handler("billing.mail_notice_of_debit")
def mail_notice_of_debit(run: Run) -> None:
    """The payer hears what will be taken, when and by which mandate."""
    _mail(run, "debit_notice", gettext_lazy("We will collect %s"))


@handler("billing.mail_pay_link")
def mail_pay_link(run: Run) -> None:
    """The payer's bank wants to ask something: the link leads to where that goes on."""
    _mail(run, "pay_link", gettext_lazy("Your bank asks you to confirm the payment of %s"))


@daily("billing.payments_left_behind")
def see_to_what_was_left_behind() -> None:
    """Work whose job was lost or given up: every payment and refund that waits has one again."""
    now = timezone.now()
    late = {"next_at__lt": now - LEFT_BEHIND}
    rows = (
        ("payment", PaymentAttempt.objects.filter(state__in=LIVE_ATTEMPTS, **late)),
        ("refund", Refund.objects.filter(state__in=LIVE_REFUNDS, **late)),
        ("trade", TradePayment.objects.filter(state__in=LIVE_ATTEMPTS, **late)),
    )
    for name, waiting in rows:
        for row_id in waiting.values_list("pk", flat=True):
            wake(name, row_id, now)


@handler("billing.compare_books")
def compare_books(run: Run) -> None:
    """The provider's books beside ours. A difference stops the job, so that a person looks."""
    since = timezone.now() - BOOKS_COMPARED
    provider = gateway()
    movements = provider.movements(run.community_id, since)
    with run.scope():
        found = differences(movements, gateway_name=provider.name, since=since)
    if found:
        logger.error("payments.books_differ", payments=[asdict(row) for row in found][:20])
        raise BooksDiffer(_("The books of the payment provider and ours differ in %s payments.") % len(found))


@daily("billing.compare_books")
def compare_books_today() -> None:
    """The provider is asked by a job of its own, outside this transaction."""
    enqueue("billing.compare_books", key=timezone.localdate().isoformat(), title=_("Compare the books"))


def _mail(run: Run, name: str, subject: Any) -> None:
    with run.scope():
        attempt = PaymentAttempt.objects.select_related("invoice__party", "community", "method").get(
            pk=run.payload["attempt_id"]
        )
        invoice, link = attempt.invoice, page_of_attempt(attempt)
        community = community_in_scope()
    if not invoice.payer.get("email"):
        return
    with override(invoice.language):
        about = {"attempt": attempt, "invoice": invoice, "community": community, "link": link}
        words = render_to_string(f"billing/mail/{name}.txt", about)
        EmailMessage(str(subject) % invoice.label, words, to=[invoice.payer["email"]]).send()


def _is_last_try(run: Run) -> bool:
    from weconomics.jobs.models import Job

    with run.scope():
        tries = Job.objects.values_list("attempts", flat=True).get(pk=run.job_id)
    return bool(tries >= ATTEMPTS_BEFORE_A_PERSON_LOOKS)
