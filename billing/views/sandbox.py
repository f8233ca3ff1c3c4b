"""The practice bank: the sandbox's own pages, where a payer says what happens. No money moves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from billing import rules
from billing.actions.payments import look_at_payment
from billing.actions.payments.accounts import look_at_account
from billing.actions.payments.methods import look_at_method
from billing.gateways.sandbox import CONFIRM, choose
from billing.models import PaymentMethod, ProviderAccount, SandboxRecord
from billing.payment_forms import BehaviourForm
from billing.views.payments import attempt_of_payer
from weconomics.actor import Actor
from weconomics.errors import NotFound
from weconomics.web.views import member_page


@member_page
def payment(request: Any, public_id: UUID) -> HttpResponse:
    """The payer's bank, in every mood."""
    attempt = attempt_of_payer(public_id, request.actor)
    record = _record(attempt.gateway, attempt.provider_reference)
    if record and _chose(request, record, attempt.kind):
        look_at_payment(attempt=attempt)
        if (
            record.facts["waits_for"] == CONFIRM
            and request.POST["outcome"] == CONFIRM
            and "again" not in request.POST
        ):
            return redirect(request.path)
        return _back("billing:payment", request, attempt.public_id)
    about = {"attempt": attempt, "must_confirm": bool(record and record.facts["waits_for"] == CONFIRM)}
    return render(request, "billing/sandbox_page.html", about)


@member_page
def method(request: Any, public_id: UUID) -> HttpResponse:
    """Which test card or account to keep: its way of behaving goes with it."""
    row = _mine(PaymentMethod, public_id, request.actor)
    record = _record(row.gateway, row.setup_reference)
    if record and _chose(request, record, row.kind):
        look_at_method(row)
        return _back("billing:method", request, row.public_id)
    return render(request, "billing/sandbox_method_page.html", {"method": row, "is_ready": bool(record)})


@member_page
def account(request: Any, public_id: UUID) -> HttpResponse:
    """What the provider would ask of who is paid out."""
    row = _mine(ProviderAccount, public_id, request.actor)
    record = _record(row.gateway, row.reference)
    if record and _chose(request, record, "account"):
        look_at_account(row)
        return _back("billing:payout_account", request, row.public_id)
    return render(request, "billing/sandbox_account_page.html", {"account": row, "is_ready": bool(record)})


def _record(gateway: str, reference: str) -> SandboxRecord | None:
    """None while the provider was not asked yet. Raises NotFound where another provider has it."""
    if gateway != "sandbox":
        raise NotFound
    return SandboxRecord.objects.filter(reference=reference).first() if reference else None


def _chose(request: Any, record: SandboxRecord, kind: str) -> bool:
    form = BehaviourForm(request.POST or None, kind=kind)
    if request.method != "POST" or not form.is_valid():
        return False
    choose(record, form.cleaned_data["outcome"], timezone.now())
    return True


def _mine(model: Any, public_id: UUID, actor: Actor) -> Any:
    row = get_object_or_404(model.objects.select_related("party"), public_id=public_id)
    if not rules.may_pay_for(row.party, by=actor):
        raise NotFound
    return row


def _back(name: str, request: Any, public_id: UUID) -> HttpResponse:
    answer = redirect(name, request.community.slug, public_id)
    answer["Location"] += "?back=1"
    return answer
