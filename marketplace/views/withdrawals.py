"""The function to withdraw, in two steps, and the request to begin before the term is over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.interface import mailboxes, party_card
from marketplace.actions.withdrawals import (
    ask_to_begin_early,
    owed_after_withdrawal,
    statement_of,
    withdraw_from_deal,
)
from marketplace.forms.disputes import WithdrawalForm
from marketplace.models import Deal, Withdrawal
from marketplace.rules import acts_for
from marketplace.views.deals import visible_deal
from marketplace.withdrawal_terms import facts_of_right, right_of_deal
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def withdrawal(request: Any, public_id: UUID) -> HttpResponse:
    """First the statement, then its confirmation; afterwards the receipt, which stays here."""
    deal = _own_purchase(request, public_id)
    known = Withdrawal.objects.filter(deal=deal).first()
    form = WithdrawalForm(request.POST or None)
    step = "receipt" if known else "statement"
    if request.method == "POST" and form.is_valid() and known is None:
        step = "confirm"
        if "confirm" in request.POST:
            try:
                withdraw_from_deal(deal=deal, by=request.actor, **form.cleaned_data)
            except DomainError as error:
                refuse(form, error)
            else:
                return redirect("marketplace:withdrawal", request.community.slug, public_id)
    about = {"form": form, "step": step, "withdrawal": known} | _about(request, deal)
    return render(request, "marketplace/withdrawal_form.html", about)


@require_POST
@member_page
def begin_early(request: Any, public_id: UUID) -> HttpResponse:
    """The consumer asks to begin within the term, and ticked that they know what it means."""
    deal = _own_purchase(request, public_id)
    if "knows" not in request.POST:
        messages.error(request, _("Tick that you know what this means."))
    else:
        ask_to_begin_early(deal=deal, by=request.actor)
        messages.success(request, _("The provider knows that they can begin."))
    return redirect("marketplace:deal", request.community.slug, public_id)


def _own_purchase(request: Any, public_id: UUID) -> Deal:
    deal = visible_deal(request, public_id)
    if not acts_for(deal.requester_ref, by=request.actor):
        raise NotFound
    return deal


def _about(request: Any, deal: Deal) -> dict[str, Any]:
    box = mailboxes([request.actor.membership_id]).get(request.actor.membership_id)
    return {
        "deal": deal,
        "right": right_of_deal(deal, timezone.now()),
        "facts": facts_of_right(deal),
        "provider": party_card(deal.provider_ref),
        "statement": statement_of(deal) if deal.agreed_at else "",
        "owed_minor": owed_after_withdrawal(deal),
        "email": box.email if box else "",
    }
