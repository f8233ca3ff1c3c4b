"""What taking part costs: the page for members, and drafts of revenue models."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import queries, rules
from billing.actions.revenue_models import (
    EFFECT,
    change_revenue_model,
    discard_revenue_model,
    draft_revenue_model,
)
from billing.errors import ModelNotDraft
from billing.examples import example_of
from billing.forms import FeeRuleForms, RevenueModelForm, initial_of, refuse_rules, rules_of
from billing.models import RevenueModel
from governance.interface import decision, open_proposal_for, propose_path
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.views import member_page, public_page, role_page


@public_page
def fees(request: Any) -> HttpResponse:
    """In words and with an example: what each side pays, and who decided it."""
    model = queries.active_model()
    about = {
        "model": model,
        "rules": list(model.rules.all()) if model else [],
        "example": example_of(model) if model else None,
        "decision": decision(model.decision_number) if model else None,
        "drafts": queries.draft_models() if request.actor.is_member else [],
        "may_write": rules.may_write_models(by=request.actor),
        "earlier": RevenueModel.objects.filter(state="superseded"),
    }
    return render(request, "billing/fees_page.html", about)


@member_page
def revenue_model(request: Any, public_id: UUID) -> HttpResponse:
    model = get_object_or_404(RevenueModel, public_id=public_id)
    about = {
        "model": model,
        "rules": list(model.rules.all()),
        "example": example_of(model),
        "decision": decision(model.decision_number) if model.decision_number else None,
        "may_change": rules.may_change_model(model, by=request.actor),
        "proposal": open_proposal_for(EFFECT, model.pk) if model.is_draft else None,
        "propose_url": propose_path(request.community.slug, EFFECT, model.pk),
    }
    return render(request, "billing/revenue_model_detail.html", about)


@role_page(Role.TREASURER)
def revenue_model_new(request: Any) -> HttpResponse:
    return _edit(request, None)


@role_page(Role.TREASURER)
def revenue_model_edit(request: Any, public_id: UUID) -> HttpResponse:
    model = get_object_or_404(RevenueModel, public_id=public_id)
    if not model.is_draft:
        raise ModelNotDraft
    return _edit(request, model)


@require_POST
@role_page(Role.TREASURER)
def revenue_model_discard(request: Any, public_id: UUID) -> HttpResponse:
    discard_revenue_model(model=get_object_or_404(RevenueModel, public_id=public_id), by=request.actor)
    messages.success(request, _("The draft was thrown away."))
    return redirect("billing:fees", request.community.slug)


def _edit(request: Any, model: RevenueModel | None) -> HttpResponse:
    start = {"name": model.name, "explanation": model.explanation} if model else None
    form = RevenueModelForm(request.POST or None, initial=start)
    rule_forms = FeeRuleForms(request.POST or None, initial=initial_of(model), prefix="rules")
    if request.method == "POST" and form.is_valid() and rule_forms.is_valid():
        try:
            saved = _save(request, model, form, rules_of(rule_forms))
        except DomainError as error:
            refuse_rules(form, rule_forms, error)
        else:
            messages.success(request, _("The draft is saved. A decision of the community puts it in force."))
            return redirect("billing:revenue_model", request.community.slug, saved.public_id)
    about = {"form": form, "rule_forms": rule_forms, "model": model}
    return render(request, "billing/revenue_model_form.html", about)


def _save(
    request: Any, model: RevenueModel | None, form: RevenueModelForm, values: list[Any]
) -> RevenueModel:
    if model is None:
        return draft_revenue_model(**form.cleaned_data, fee_rules=values, by=request.actor)
    return change_revenue_model(model=model, **form.cleaned_data, fee_rules=values, by=request.actor)
