"""Partners: who they are, how an organisation becomes one, and who acts for it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import queries, rules
from communities.actions import partnership as verbs
from communities.actions.organisation import (
    DESCRIBED,
    add_colleague,
    remove_colleague,
    update_organisation,
)
from communities.enums import PartnershipState
from communities.forms.partner import AdviceForm, ApplicationForm, CheckForm, ColleagueForm, OrganisationForm
from communities.forms.people import ReasonForm
from communities.models import PartnerOrganisation as Organisation
from communities.models import Partnership
from communities.views.request import CommunityRequest
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.registry import gates, panels
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, public_page

VERBS: dict[str, Any] = {
    "decline": verbs.decline_partnership,
    "suspend": verbs.suspend_partnership,
    "resume": verbs.resume_partnership,
    "end": verbs.end_partnership,
}


@require_safe
@public_page
def partners(request: CommunityRequest) -> HttpResponse:
    """Partners for everybody; applications for who is concerned."""
    about = {
        "page_obj": page_of(request, queries.active_partnerships()),
        "applications": queries.applications_visible_to(request.actor) if request.actor.user_id else [],
        "may_apply": rules.may_apply_for_partnership(by=request.actor),
    }
    return render(request, "communities/partner_list.html", about)


@require_safe
@public_page
def partner(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """One organisation; its way in only for who is concerned."""
    organisation = get_or_refuse(Organisation.objects.all(), public_id)
    return render(request, "communities/partner_detail.html", _about(request, organisation))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def partner_apply(request: CommunityRequest) -> HttpResponse:
    """Apply for an organisation, through a local group."""
    gates.require("G1", request.community)
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.apply_for_partnership(
                community=request.community, by=request.actor, **form.cleaned_data
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your application is sent."))
            return redirect("communities:partner", request.community.slug, made.organisation.public_id)
    return render(request, "communities/partner_apply.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def partner_edit(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    organisation = get_or_refuse(Organisation.objects.all(), public_id)
    if not rules.may_edit_organisation(organisation, by=request.actor):
        raise NotAllowed
    initial = {name: getattr(organisation, name) for name in DESCRIBED}
    form = OrganisationForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_organisation(organisation=organisation, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:partner", request.community.slug, public_id)
    return render(request, "communities/partner_edit.html", {"form": form, "organisation": organisation})


@require_POST
@member_page
def partnership_check(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, "check_form", CheckForm(request.POST), verbs.check_partnership)


@require_POST
@member_page
def partnership_advise(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, "advice_form", AdviceForm(request.POST), verbs.advise_partnership)


@require_POST
@member_page
def partnership_steer(request: CommunityRequest, public_id: UUID, verb: str) -> HttpResponse:
    """decline, suspend, resume or end; each with a reason."""
    if verb not in VERBS:
        raise NotFound
    return _act(request, public_id, "reason_form", ReasonForm(request.POST), VERBS[verb])


@require_POST
@member_page
def colleague_add(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    organisation = get_or_refuse(Organisation.objects.all(), public_id)
    form = ColleagueForm(request.POST)
    if form.is_valid():
        try:
            add_colleague(organisation=organisation, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:partner", request.community.slug, public_id)
    return render(
        request, "communities/partner_detail.html", _about(request, organisation, colleague_form=form)
    )


@require_POST
@member_page
def colleague_remove(request: CommunityRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    organisation = get_or_refuse(Organisation.objects.all(), public_id)
    member = get_or_refuse(queries.members_with_all(), member_id)
    try:
        remove_colleague(organisation=organisation, membership=member, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:partner", request.community.slug, public_id)


def _act(request: CommunityRequest, public_id: UUID, name: str, form: forms.Form, verb: Any) -> HttpResponse:
    """One step of the newest partnership; a refusal shows the same page with what was typed."""
    organisation = get_or_refuse(Organisation.objects.all(), public_id)
    row = _visible_partnership(request, organisation)
    if form.is_valid():
        try:
            verb(partnership=row, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:partner", request.community.slug, public_id)
    return render(request, "communities/partner_detail.html", _about(request, organisation, **{name: form}))


def _visible_partnership(request: CommunityRequest, organisation: Organisation) -> Partnership:
    row = queries.partnership_of(organisation)
    if row is None:
        raise NotFound
    if row.state != PartnershipState.ACTIVE and not rules.may_see_application(row, by=request.actor):
        raise NotFound
    return row


def _about(request: CommunityRequest, organisation: Organisation, **bound: forms.Form) -> dict[str, Any]:
    row, actor = _visible_partnership(request, organisation), request.actor
    concerned = rules.may_see_application(row, by=actor)
    return {
        "organisation": organisation,
        "partnership": row,
        "steps": row.steps.select_related("by") if concerned else [],
        "colleagues": queries.colleagues_of(organisation) if actor.is_member or actor.leads else [],
        "panels": panels.render_all(
            "partner_profile",
            request,
            organisation=organisation,
            change=("communities.admit_partner", row.pk),
        ),
        "is_concerned": concerned,
        "may_edit": rules.may_edit_organisation(organisation, by=actor),
        "may_check": row.state == PartnershipState.APPLIED and rules.may_check_partnership(by=actor),
        "may_advise": row.state == PartnershipState.CHECKED and rules.may_advise_partnership(row, by=actor),
        "steering": _steering(row, request),
        "check_form": CheckForm(),
        "advice_form": AdviceForm(),
        "reason_form": ReasonForm(),
        "colleague_form": ColleagueForm(),
        **bound,
    }


def _steering(row: Partnership, request: CommunityRequest) -> list[tuple[str, str]]:
    """What can be done with it now, as (verb, label)."""
    labels = {
        PartnershipState.DECLINED: ("decline", _("Decline")),
        PartnershipState.SUSPENDED: ("suspend", _("Suspend")),
        PartnershipState.ACTIVE: ("resume", _("Resume")),
        PartnershipState.ENDED: ("end", _("End")),
    }
    withdraws = rules.may_withdraw_partnership(row, by=request.actor)
    steers = rules.may_steer_partnership(by=request.actor)
    free = {PartnershipState.DECLINED, PartnershipState.ENDED} if withdraws else set()
    return [
        labels[to_state]
        for to_state, from_states in verbs.STEERED.items()
        if row.state in from_states and (steers or to_state in free)
    ]
