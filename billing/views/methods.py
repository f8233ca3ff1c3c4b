"""Cards and accounts that somebody lets the provider keep."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from billing import rules
from billing.actions.parties import party_for
from billing.actions.payments import add_method, make_default, remove_method
from billing.actions.payments.methods import look_at_method
from billing.enums import MethodState
from billing.models import PaymentMethod
from billing.payers import payers_of, ref_from
from billing.payment_forms import MethodForm
from billing.payment_queries import methods_of
from billing.queries import parties_by_ref
from billing.views.payments import SECONDS_BETWEEN_LOOKS, going_on
from weconomics.actor import Actor
from weconomics.errors import NotFound
from weconomics.web.views import member_page


@member_page
def methods(request: Any) -> HttpResponse:
    """One's own, and those of the organisations whose finances one does."""
    payers = payers_of(request.actor)
    form = MethodForm(request.POST or None, payers=[(key, name) for key, _ref, name in payers])
    if request.method == "POST" and form.is_valid():
        party = party_for(ref_from(form.cleaned_data["payer"]))
        added = add_method(party=party, kind=form.cleaned_data["kind"], by=request.actor)
        return going_on("billing:method", request, added.public_id)
    parties = parties_by_ref([ref for _key, ref, _name in payers])
    groups = [(name, methods_of(parties[ref])) for _key, ref, name in payers if ref in parties]
    about = {"form": form, "groups": [(name, list(rows)) for name, rows in groups], "payers": payers}
    return render(request, "billing/method_list.html", about)


@member_page
def method(request: Any, public_id: UUID) -> HttpResponse:
    """How far the adding of one is; it goes on to the provider's page by itself."""
    row = _mine(public_id, request.actor)
    if (
        "back" in request.GET
        and row.state == MethodState.PENDING
        and cache.add(f"look:m{row.pk}", 1, SECONDS_BETWEEN_LOOKS)
    ):
        look_at_method(row)
    page = _page_after(request, row)
    if page:
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    template = "billing/_method_state.html" if request.htmx else "billing/method_page.html"
    return render(request, template, {"method": row, "query": request.GET.urlencode()})


@require_POST
@member_page
def default(request: Any, public_id: UUID) -> HttpResponse:
    make_default(method=_mine(public_id, request.actor), by=request.actor)
    return redirect("billing:methods", request.community.slug)


@require_POST
@member_page
def remove(request: Any, public_id: UUID) -> HttpResponse:
    remove_method(method=_mine(public_id, request.actor), by=request.actor)
    messages.success(request, _("It is removed. Nothing is collected from it any more."))
    return redirect("billing:methods", request.community.slug)


def _page_after(request: Any, row: PaymentMethod) -> str:
    if row.state == MethodState.ACTIVE:
        messages.success(request, _("It is added."))
        return redirect("billing:methods", request.community.slug).url
    return row.action_url if request.htmx and "go" in request.GET else ""


def _mine(public_id: UUID, actor: Actor) -> PaymentMethod:
    row = get_object_or_404(PaymentMethod.objects.select_related("party"), public_id=public_id)
    if not rules.may_pay_for(row.party, by=actor):
        raise NotFound
    return row
