"""How matches are ranked: for every member to read, and for coordinators to draft anew. In force only by decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.interface import decision, open_proposal_for, propose_path
from marketplace.actions.matching_policies import EFFECT, change_policy, discard_policy, draft_policy
from marketplace.forms.matching_policies import MatchingPolicyForm, initial_of
from marketplace.matching import rules
from marketplace.matching.errors import PolicyNotDraft
from marketplace.matching.queries import (
    drafts,
    earlier_policies,
    policy_in_force,
    weights_in_force,
    weights_of,
)
from marketplace.matching.showing import parts_of_policy
from marketplace.models import MatchingPolicy
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.forms import refuse
from weconomics.web.views import member_page, role_page

MOST_SHOWN = 20


@require_GET
@member_page
def matching_policy(request: Any) -> HttpResponse:
    """The main parameters with their weight, why they weigh so, who decided it and when."""
    policy = policy_in_force()
    about = {
        "policy": policy,
        "parts": parts_of_policy(weights_of(policy)),
        "weights": weights_of(policy),
        "decision": decision(policy.decision_number) if policy else None,
        "drafts": drafts()[:MOST_SHOWN],
        "earlier": earlier_policies()[:MOST_SHOWN],
        "may_write": rules.may_write_policies(by=request.actor),
    }
    return render(request, "marketplace/matching_policy.html", about)


@require_GET
@member_page
def matching_policy_version(request: Any, public_id: UUID) -> HttpResponse:
    """One version: a draft beside what holds now, or what held before."""
    policy = get_object_or_404(MatchingPolicy, public_id=public_id)
    about = {
        "policy": policy,
        "weights": weights_of(policy),
        "parts": parts_of_policy(weights_of(policy), now=weights_in_force() if policy.is_draft else None),
        "decision": decision(policy.decision_number) if policy.decision_number else None,
        "may_change": rules.may_change_policy(policy, by=request.actor),
        "proposal": open_proposal_for(EFFECT, policy.pk) if policy.is_draft else None,
        "propose_url": propose_path(request.community.slug, EFFECT, policy.pk),
    }
    return render(request, "marketplace/matching_policy_version.html", about)


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def matching_policy_new(request: Any) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def matching_policy_edit(request: Any, public_id: UUID) -> HttpResponse:
    policy = get_object_or_404(MatchingPolicy, public_id=public_id)
    if not policy.is_draft:
        raise PolicyNotDraft
    return _edit(request, policy)


@require_POST
@role_page(Role.COORDINATOR)
def matching_policy_discard(request: Any, public_id: UUID) -> HttpResponse:
    discard_policy(policy=get_object_or_404(MatchingPolicy, public_id=public_id), by=request.actor)
    messages.success(request, _("The draft was thrown away."))
    return redirect("marketplace:matching_policy", request.community.slug)


def _edit(request: Any, policy: MatchingPolicy | None) -> HttpResponse:
    start = initial_of(policy, weights_of(policy) if policy else weights_in_force())
    form = MatchingPolicyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, policy, form)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The draft is saved. A decision of the community puts it in force."))
            return redirect("marketplace:matching_policy_version", request.community.slug, saved.public_id)
    return render(request, "marketplace/matching_policy_form.html", {"form": form, "policy": policy})


def _save(request: Any, policy: MatchingPolicy | None, form: MatchingPolicyForm) -> MatchingPolicy:
    if policy is None:
        return draft_policy(**form.values(), by=request.actor)
    return change_policy(policy=policy, **form.values(), by=request.actor)
