"""Members: who they are, one's own profile, roles, leaving and suspension."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import queries, rules
from communities.actions.membership import (
    assign_role,
    leave_community,
    reinstate_member,
    suspend_member,
    withdraw_role,
)
from communities.actions.profile import PROFILE, update_profile
from communities.enums import MembershipState
from communities.forms.people import ProfileForm, ReasonForm, RoleForm
from communities.models import Membership
from communities.views.request import CommunityRequest
from weconomics.actor import Role
from weconomics.errors import DomainError, NotFound
from weconomics.registry import panels
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, role_page


@require_safe
@member_page
def members(request: CommunityRequest) -> HttpResponse:
    """Everybody who takes part, by name; `q` and `group` narrow it down."""
    words = request.GET.get("q", "").strip()[:100]
    groups = queries.open_local_groups()
    asked = _uuid(request.GET.get("group"))
    group = groups.filter(public_id=asked).first() if asked else None
    found = page_of(request, queries.active_members(words, group))
    about = {"page_obj": found, "words": words, "groups": groups, "group": group}
    return render(request, "communities/member_list.html", about)


@require_safe
@member_page
def member(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """One member as other members see them: no address, no e-mail, no phone number."""
    row = _member(request, public_id)
    return render(request, "communities/member_detail.html", _about(request, row))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def profile(request: CommunityRequest) -> HttpResponse:
    """One's own profile in this community."""
    own = queries.member_of(request.actor)
    if own is None:
        return redirect("communities:join", request.community.slug)
    initial = {name: getattr(own, name) for name in PROFILE}
    form = ProfileForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(membership=own, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("communities:profile", request.community.slug)
    return render(request, "communities/member_profile.html", {"form": form, "member": own})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def leave(request: CommunityRequest) -> HttpResponse:
    """Leave, after a page that says what happens."""
    own = queries.member_of(request.actor)
    if own is None:
        raise NotFound
    error = None
    if request.method == "POST":
        try:
            leave_community(membership=own, by=request.actor)
        except DomainError as refusal:
            error = refusal
        else:
            messages.success(request, _("You left %(name)s.") % {"name": request.community.name})
            return redirect("directory")
    return render(request, "communities/member_leave.html", {"error": error})


@require_POST
@role_page(Role.DOMAIN_LEADER)
def role_assign(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    row = _member(request, public_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            assign_role(membership=row, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:member", request.community.slug, public_id)
    return render(request, "communities/member_detail.html", _about(request, row, role_form=form))


@require_POST
@role_page(Role.DOMAIN_LEADER)
def role_withdraw(request: CommunityRequest, public_id: UUID, role_id: int) -> HttpResponse:
    row = _member(request, public_id)
    held = row.roles.select_related("local_group").filter(pk=role_id).first()
    try:
        if held:
            withdraw_role(membership=row, role=held.role, local_group=held.local_group, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:member", request.community.slug, public_id)


@require_POST
@role_page(Role.MODERATOR)
def suspend(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    row = _member(request, public_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            suspend_member(membership=row, reason=form.cleaned_data["reason"], by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:member", request.community.slug, public_id)
    return render(request, "communities/member_detail.html", _about(request, row, reason_form=form))


@require_POST
@role_page(Role.MODERATOR)
def reinstate(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    try:
        reinstate_member(membership=_member(request, public_id), by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:member", request.community.slug, public_id)


def _member(request: CommunityRequest, public_id: UUID) -> Membership:
    """Who left is shown to nobody; who is suspended only to who can do something about it."""
    row = get_or_refuse(queries.members_with_all(), public_id)
    oversees = request.actor.leads or request.actor.has_role(Role.MODERATOR)
    if row.state == MembershipState.LEFT or (row.state == MembershipState.SUSPENDED and not oversees):
        raise NotFound
    return row


def _about(request: CommunityRequest, row: Membership, **forms: Any) -> dict[str, Any]:
    return {
        "member": row,
        "organisations": queries.organisations_of(row.pk),
        "panels": panels.render_all("member_profile", request, membership=row),
        "may_lead": rules.may_lead(by=request.actor),
        "may_suspend": rules.may_suspend(row, by=request.actor),
        "is_self": request.actor.membership_id == row.pk,
        "role_form": RoleForm(),
        "reason_form": ReasonForm(),
        **forms,
    }


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
