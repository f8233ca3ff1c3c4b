"""Taking a document back, whole or line by line."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import queries, rules
from billing.actions.credit_notes import credit_invoice, credit_part
from billing.document_forms import CreditForm
from billing.errors import NotCreditable
from billing.models import Invoice
from weconomics.actor import Role
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.views import role_page


@require_POST
@role_page(Role.TREASURER)
def credit(request: Any, public_id: UUID) -> HttpResponse:
    """All that is left of it."""
    reason = request.POST.get("reason", "").replace("\0", "")
    note = credit_invoice(invoice=_invoice(public_id), by=request.actor, reason=reason)
    return _written(request, note)


@role_page(Role.TREASURER)
def credit_in_part(request: Any, public_id: UUID) -> HttpResponse:
    """An amount for each line, filled in with all that is left of it."""
    invoice = _invoice(public_id)
    if not rules.may_record_payment(by=request.actor):
        raise NotAllowed
    if not invoice.remaining_minor:
        raise NotCreditable
    form = CreditForm(request.POST or None, lines=queries.lines_left(invoice))
    if request.method == "POST" and form.is_valid():
        try:
            note = credit_part(
                invoice=invoice, amounts=form.amounts, by=request.actor, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            refuse(form, error)
        else:
            return _written(request, note)
    return render(request, "billing/credit_form.html", {"invoice": invoice, "form": form})


def _written(request: Any, note: Invoice) -> HttpResponse:
    messages.success(request, _("Credit note %s is written.") % note.label)
    return redirect("billing:invoice", request.community.slug, note.public_id)


def _invoice(public_id: UUID) -> Invoice:
    return get_object_or_404(queries.invoices(), public_id=public_id)
