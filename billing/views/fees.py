"""What taking part costs: the page for members, and drafts of revenue models."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
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
from billing.examples import example_of, examples_of
from billing.forms import (
    FeeRuleForms,
    RevenueModelForm,
    SimulationForm,
    initial_of,
    refuse_rules,
    rules_of,
)
from billing.models import RevenueModel
from billing.rule_forms import choices_of_rules
from billing.simulating import simulate
from billing.words import said_rules
from governance.interface import decision, open_proposal_for, propose_path
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.views import member_page, public_page, role_page


@public_page
def fees(request: Any) -> HttpResponse:
    """In words and with examples: what each side pays, what comes next, and who decided it."""
    model = queries.active_model()
    about = {
        **_shown(request, model),
        "announced": queries.announced_models(),
        "drafts": queries.draft_models() if request.actor.is_member else [],
        "may_write": rules.may_write_models(by=request.actor),
        "earlier": queries.earlier_models(),
    }
    return render(request, "billing/fees_page.html", about)


@member_page
def revenue_model(request: Any, public_id: UUID) -> HttpResponse:
    model = get_object_or_404(RevenueModel, public_id=public_id)
    about = {
        **_shown(request, model),
        "may_change": rules.may_change_model(model, by=request.actor),
        "may_simulate": rules.may_write_models(by=request.actor),
        "proposal": open_proposal_for(EFFECT, model.pk) if model.is_draft else None,
        "propose_url": propose_path(request.community.slug, EFFECT, model.pk),
    }
    return render(request, "billing/revenue_model_detail.html", about)


@role_page(Role.TREASURER)
def revenue_model_simulation(request: Any, public_id: UUID) -> HttpResponse:
    """What the months that are over would have brought under this version, and whom it would have cost more or less."""
    model = get_object_or_404(RevenueModel, public_id=public_id)
    form = SimulationForm(request.GET or {"months": 3})
    months = form.cleaned_data["months"] if form.is_valid() else 3
    about = {"model": model, "form": form, "found": simulate(model, months=months, before=timezone.now())}
    return render(request, "billing/revenue_model_simulation.html", about)


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
    names = RevenueModelForm.base_fields
    start = {name: getattr(model, name) for name in names} if model else None
    form = RevenueModelForm(request.POST or None, initial=start)
    choices = {"choices": choices_of_rules()}
    initial = initial_of(model or queries.last_decided_model())
    rule_forms = FeeRuleForms(request.POST or None, initial=initial, prefix="rules", form_kwargs=choices)
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


def _shown(request: Any, model: RevenueModel | None) -> dict[str, Any]:
    """What every page of a version shows: its rules in words, examples, and the decision."""
    if model is None:
        return {"model": None}
    return {
        "model": model,
        "rules": said_rules(model, request.community.currency),
        "example": example_of(model),
        "examples": examples_of(model),
        "decision": decision(model.decision_number) if model.decision_number else None,
    }
