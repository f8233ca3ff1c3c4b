"""Documents for who pays them, and paying."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import queries, rules
from billing.actions.payments import end_payment, start_payment
from billing.documents import invoice_pdf
from billing.enums import LIVE_ATTEMPTS
from billing.forms import OutcomeForm
from billing.models import Invoice, PaymentAttempt
from weconomics.actor import Actor
from weconomics.errors import NotFound
from weconomics.web.views import member_page

INVOICES_A_PAGE = 25


@member_page
def my_invoices(request: Any) -> HttpResponse:
    rows = queries.invoices_of_actor(request.actor)
    page = Paginator(rows, INVOICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "billing/invoice_list.html", {"page_obj": page})


@member_page
def invoice(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(public_id, request.actor)
    may_pay = rules.may_pay_invoice(found, by=request.actor)
    about = {
        "invoice": found,
        "lines": found.lines.all(),
        "taxes": found.taxes.all(),
        "attempts": found.attempts.all(),
        "living": found.attempts.filter(state__in=LIVE_ATTEMPTS).first(),
        "corrections": found.corrections.all(),
        "may_pay_ever": may_pay,
        "may_pay": found.is_open and may_pay,
        "may_record": rules.may_record_payment(by=request.actor),
    }
    return render(request, "billing/invoice_detail.html", about)


@member_page
def invoice_as_pdf(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(public_id, request.actor)
    answer = HttpResponse(invoice_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.label}.pdf"'
    return answer


@require_POST
@member_page
def pay(request: Any, public_id: UUID) -> HttpResponse:
    """Start, or go on with, the payment of an invoice."""
    attempt = start_payment(invoice=_visible(public_id, request.actor), by=request.actor)
    return redirect("billing:sandbox", request.community.slug, attempt.public_id)


@member_page
def sandbox(request: Any, public_id: UUID) -> HttpResponse:
    """The sandbox's own page: the payer says how the payment ends."""
    attempt = get_object_or_404(PaymentAttempt.objects.select_related("invoice__party"), public_id=public_id)
    if not rules.may_pay_invoice(attempt.invoice, by=request.actor):
        raise NotFound
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        paid = form.cleaned_data["outcome"] == "paid"
        ended = end_payment(attempt=attempt, succeeded=paid, reason="" if paid else _("Refused by the bank"))
        if ended.state == "succeeded":
            messages.success(request, _("Thank you. The invoice is paid."))
        else:
            messages.error(request, _("The payment did not succeed. Nothing was taken; try again."))
        return redirect("billing:invoice", request.community.slug, attempt.invoice.public_id)
    return render(request, "billing/sandbox_page.html", {"attempt": attempt})


def _visible(public_id: UUID, actor: Actor) -> Invoice:
    found = get_object_or_404(queries.invoices().select_related("corrects"), public_id=public_id)
    if not rules.may_see_invoice(found, by=actor):
        raise NotFound
    return found
