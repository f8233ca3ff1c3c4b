"""Paying an invoice: choose a way, wait for the provider, come back from the bank."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from billing import payment_queries, queries, rules
from billing.actions.payments import (
    confirm_payment,
    look_at_payment,
    refund_payment,
    start_payment,
    stop_payment,
)
from billing.enums import AttemptState
from billing.models import Invoice, PaymentAttempt
from billing.payment_forms import RefundForm, pay_form
from weconomics.actor import Actor, Role
from weconomics.errors import NotFound
from weconomics.money import format_money
from weconomics.web.views import member_page, role_page

ASKING = (AttemptState.CREATED, AttemptState.SENT, AttemptState.UNKNOWN)
SECONDS_BETWEEN_LOOKS = 3


@require_POST
@member_page
def pay(request: Any, public_id: UUID) -> HttpResponse:
    """Start, or go on with, the payment of an invoice."""
    invoice = get_object_or_404(queries.invoices(), public_id=public_id)
    if not rules.may_see_invoice(invoice, by=request.actor):
        raise NotFound
    form = pay_form(invoice.party, request.POST if "way" in request.POST else {"way": "card"})
    if not form.is_valid():
        return redirect("billing:invoice", request.community.slug, public_id)
    attempt = start_payment(invoice=invoice, by=request.actor, **form.chosen())
    return going_on("billing:payment", request, attempt.public_id)


@member_page
def payment(request: Any, public_id: UUID) -> HttpResponse:
    """How far a payment is. It asks again by itself; who just began goes on to the bank when the provider says where."""
    attempt = attempt_of_payer(public_id, request.actor)
    if (
        "back" in request.GET
        and attempt.is_live
        and cache.add(f"look:{attempt.pk}", 1, SECONDS_BETWEEN_LOOKS)
    ):
        look_at_payment(attempt=attempt)
    page = _page_after(request, attempt)
    if page:
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    template = "billing/_payment_state.html" if request.htmx else "billing/payment_page.html"
    return render(request, template, _about(attempt, request.GET.urlencode()))


@require_POST
@member_page
def confirm(request: Any, public_id: UUID) -> HttpResponse:
    """The payer came by the link in the letter: ask the bank for its page."""
    attempt = confirm_payment(attempt=attempt_of_payer(public_id, request.actor), by=request.actor)
    return going_on("billing:payment", request, attempt.public_id)


@require_POST
@member_page
def stop(request: Any, public_id: UUID) -> HttpResponse:
    attempt = stop_payment(attempt=attempt_of_payer(public_id, request.actor), by=request.actor)
    return redirect("billing:invoice", request.community.slug, attempt.invoice.public_id)


@require_POST
@role_page(Role.TREASURER)
def refund(request: Any, public_id: UUID) -> HttpResponse:
    """The treasurer gives back what is the payer's."""
    attempt = get_object_or_404(PaymentAttempt.objects.select_related("invoice"), public_id=public_id)
    form = RefundForm(request.POST)
    if form.is_valid():
        asked = refund_payment(
            attempt=attempt, amount_minor=form.cleaned_data["amount_minor"], by=request.actor
        )
        amount = format_money(asked.amount_minor, asked.currency)
        messages.success(request, _("%s is on its way back.") % amount)
    else:
        messages.error(request, _("Fill in an amount, like 12,50."))
    return redirect("billing:invoice", request.community.slug, attempt.invoice.public_id)


def attempt_of_payer(public_id: UUID, actor: Actor) -> PaymentAttempt:
    """Only who pays sees how a payment goes. Raises NotFound."""
    rows = PaymentAttempt.objects.select_related("invoice__party", "method")
    attempt = get_object_or_404(rows, public_id=public_id)
    if not rules.may_pay_invoice(attempt.invoice, by=actor):
        raise NotFound
    return attempt


def _page_after(request: Any, attempt: PaymentAttempt) -> str:
    """Where the browser goes on by itself: to the bank at first, to the invoice when it is paid."""
    if attempt.state == AttemptState.SUCCEEDED:
        messages.success(request, _("Thank you. The invoice is paid."))
        return invoice_path(request, attempt.invoice)
    return attempt.action_url if request.htmx and "go" in request.GET else ""


def _about(attempt: PaymentAttempt, query: str) -> dict[str, Any]:
    waits_for_payer = attempt.state == AttemptState.REQUIRES_ACTION
    return {
        "attempt": attempt,
        "invoice": attempt.invoice,
        "is_asking": attempt.state in ASKING,
        "waits_for_payer": waits_for_payer,
        "must_confirm": waits_for_payer and attempt.off_session and not attempt.action_url,
        "asks_again": attempt.state in ASKING or (waits_for_payer and query),
        "query": query,
        "due": payment_queries.due_minor(attempt.invoice),
    }


def invoice_path(request: Any, invoice: Invoice) -> str:
    return redirect("billing:invoice", request.community.slug, invoice.public_id).url


def going_on(name: str, request: Any, public_id: UUID) -> HttpResponse:
    """To a page that leads on to the provider's by itself."""
    answer = redirect(name, request.community.slug, public_id)
    answer["Location"] += "?go=1"
    return answer
