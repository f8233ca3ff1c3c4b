"""Documents for who pays them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from billing import payment_queries, queries, rules
from billing.documents import invoice_pdf, invoice_ubl, settlement_pdf, what_is_missing
from billing.models import Invoice, SettlementNote
from billing.payment_forms import RefundForm, pay_form
from communities.interface import financed_organisation_ids
from weconomics.actor import Actor
from weconomics.errors import NotFound
from weconomics.web.downloads import as_file
from weconomics.web.views import member_page

INVOICES_A_PAGE = 25
NOTES_SHOWN = 24


@member_page
def my_invoices(request: Any) -> HttpResponse:
    rows = queries.invoices_of_actor(request.actor)
    page = Paginator(rows, INVOICES_A_PAGE).get_page(request.GET.get("page"))
    about = {
        "page_obj": page,
        "notes": queries.settlement_notes_of_actor(request.actor)[:NOTES_SHOWN],
        "does_finances": bool(financed_organisation_ids(request.actor)),
    }
    return render(request, "billing/invoice_list.html", about)


@member_page
def settlement_note(request: Any, public_id: UUID) -> HttpResponse:
    """What a private person sold, as PDF."""
    rows = SettlementNote.objects.select_related("period", "party").prefetch_related("lines")
    found = get_object_or_404(rows, public_id=public_id)
    if not rules.may_see_settlement_note(found, by=request.actor):
        raise NotFound
    return as_file(settlement_pdf(found), f"{found.label}.pdf", "application/pdf")


@member_page
def invoice(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(public_id, request.actor)
    may_pay = rules.may_pay_invoice(found, by=request.actor)
    about = {
        "invoice": found,
        "lines": found.lines.all(),
        "taxes": found.taxes.all(),
        "attempts": found.attempts.all(),
        "living": payment_queries.living_attempt(found),
        "due": payment_queries.due_minor(found),
        "pay_form": pay_form(found.party) if found.is_open and may_pay else None,
        "corrections": found.corrections.all(),
        "missing": what_is_missing(found),
        "may_pay_ever": may_pay,
        "may_pay": found.is_open and may_pay,
        "may_record": rules.may_record_payment(by=request.actor),
        "refundable": _refundable(found, request.actor),
        "refunds": payment_queries.refunds_of(found),
    }
    return render(request, "billing/invoice_detail.html", about)


@member_page
def invoice_as_pdf(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(public_id, request.actor)
    return as_file(invoice_pdf(found), f"{found.label}.pdf", "application/pdf")


@member_page
def invoice_as_ubl(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(public_id, request.actor)
    return as_file(invoice_ubl(found), f"{found.label}.xml", "application/xml")


def _visible(public_id: UUID, actor: Actor) -> Invoice:
    found = get_object_or_404(queries.invoices().select_related("corrects", "community"), public_id=public_id)
    if not rules.may_see_invoice(found, by=actor):
        raise NotFound
    return found


def _refundable(invoice: Invoice, actor: Actor) -> list[tuple[Any, RefundForm]]:
    """For the treasurer: what can go back of each payment, with the form that says how much."""
    if not rules.may_refund(by=actor):
        return []
    left = payment_queries.refundable_attempts(invoice)
    return [(attempt, RefundForm(initial={"amount_minor": amount})) for attempt, amount in left]
