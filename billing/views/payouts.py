"""Where who provides is paid out, and the payment of a deal."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django_htmx.http import HttpResponseClientRedirect

from billing import rules
from billing.actions.parties import party_for
from billing.actions.payments import connect_account
from billing.actions.payments.accounts import look_at_account
from billing.models import ProviderAccount, TradePayment
from billing.payers import payers_of, ref_from
from billing.payment_queries import account_of
from billing.queries import parties_by_ref
from billing.views.payments import going_on
from weconomics.errors import NotFound
from weconomics.web.views import member_page


@member_page
def payouts(request: Any) -> HttpResponse:
    """One's own payout account, and those of the organisations whose finances one does."""
    payers = payers_of(request.actor)
    keys = [key for key, _ref, _name in payers]
    if request.method == "POST" and request.POST.get("payer") in keys:
        party = party_for(ref_from(request.POST["payer"]))
        account = connect_account(party=party, by=request.actor)
        return going_on("billing:payout_account", request, account.public_id)
    parties = parties_by_ref([ref for _key, ref, _name in payers])
    rows = [(key, name, account_of(parties[ref]) if ref in parties else None) for key, ref, name in payers]
    return render(request, "billing/payout_list.html", {"rows": rows})


@member_page
def payout_account(request: Any, public_id: UUID) -> HttpResponse:
    """How far the account is; it goes on to the provider's page by itself."""
    account = get_object_or_404(ProviderAccount.objects.select_related("party"), public_id=public_id)
    if not rules.may_pay_for(account.party, by=request.actor):
        raise NotFound
    if "back" in request.GET and not request.htmx:
        look_at_account(account)
    if account.action_url and request.htmx and "go" in request.GET:
        return HttpResponseClientRedirect(account.action_url)
    template = "billing/_payout_state.html" if request.htmx else "billing/payout_page.html"
    return render(request, template, {"account": account, "query": request.GET.urlencode()})


@member_page
def trade_payment(request: Any, public_id: UUID) -> HttpResponse:
    """How far the payment of a deal is, for who pays it."""
    paid = get_object_or_404(
        TradePayment.objects.select_related("payer", "account__party"), public_id=public_id
    )
    if not rules.may_pay_for(paid.payer, by=request.actor):
        raise NotFound
    if paid.action_url and request.htmx and "go" in request.GET:
        return HttpResponseClientRedirect(paid.action_url)
    template = "billing/_trade_state.html" if request.htmx else "billing/trade_payment_page.html"
    return render(request, template, {"payment": paid, "query": request.GET.urlencode()})
