"""The treasurer's desk."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import queries, rules
from billing.actions.closing import next_period_to_close, start_closing
from billing.actions.invoices import credit_invoice
from billing.actions.payments import record_bank_payment, test_payment_route
from billing.enums import InvoiceKind, InvoiceState
from billing.models import BillingPeriod, BillingRun, Invoice
from weconomics.actor import Role
from weconomics.web.views import role_page

INVOICES_A_PAGE = 50


@role_page(Role.TREASURER)
def desk(request: Any) -> HttpResponse:
    """What waits to be invoiced, what is open and how long, the totals and VAT, and the month to close."""
    today = timezone.localdate()
    period = next_period_to_close()
    about = {
        "period": period,
        "can_close": period.to_at <= timezone.now() and rules.may_close_month(by=request.actor),
        "waiting": queries.charges_by_payer()[:100],
        "totals": queries.totals_of_invoices(),
        "ages": queries.open_by_age(today),
        "vat": queries.vat_by_rate(*_quarter(today)),
        "runs": BillingRun.objects.select_related("period", "job").order_by("-period__from_at")[:6],
        "route_tested": queries.route_was_tested(),
        "is_treasurer": request.actor.has_role(Role.TREASURER),
    }
    return render(request, "billing/desk_page.html", about)


@role_page(Role.TREASURER)
def desk_invoices(request: Any) -> HttpResponse:
    """All documents, by month and state."""
    rows = queries.invoices()
    # PostgreSQL refuses the null character in a text.
    month, state = request.GET.get("month", "").replace("\0", ""), request.GET.get("state", "")
    if month:
        rows = rows.filter(period__label=month)
    if state in InvoiceState.values:
        # A credit note asks nothing, so it is not open either.
        rows = rows.filter(state=state, kind=InvoiceKind.INVOICE)
    page = Paginator(rows, INVOICES_A_PAGE).get_page(request.GET.get("page"))
    about = {"page_obj": page, "month": month, "state": state, "months": BillingPeriod.objects.all()}
    return render(request, "billing/desk_invoices.html", about)


@require_POST
@role_page(Role.TREASURER)
def close_month(request: Any) -> HttpResponse:
    job = start_closing(period=next_period_to_close(), by=request.actor)
    return redirect("jobs:job", request.community.slug, job.public_id)


@require_POST
@role_page(Role.TREASURER)
def test_route(request: Any) -> HttpResponse:
    tested = test_payment_route(by=request.actor)
    if tested.succeeded:
        messages.success(request, _("The payment route works."))
    else:
        messages.error(request, _("The payment route does not work: %s") % tested.reason)
    return redirect("billing:desk", request.community.slug)


@require_POST
@role_page(Role.TREASURER)
def bank_payment(request: Any, public_id: UUID) -> HttpResponse:
    invoice = record_bank_payment(invoice=_invoice(public_id), by=request.actor)
    messages.success(request, _("%s is paid.") % invoice.label)
    return redirect("billing:invoice", request.community.slug, public_id)


@require_POST
@role_page(Role.TREASURER)
def credit(request: Any, public_id: UUID) -> HttpResponse:
    note = credit_invoice(invoice=_invoice(public_id), by=request.actor)
    messages.success(request, _("Credit note %s is written.") % note.label)
    return redirect("billing:invoice", request.community.slug, note.public_id)


def _invoice(public_id: UUID) -> Invoice:
    return get_object_or_404(queries.invoices(), public_id=public_id)


def _quarter(today: date) -> tuple[date, date]:
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    end = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, end
