"""The ways in: joining, invitations, requests."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from communities import queries, rules
from communities.actions.invitation import InvitedPeople, invite_people, revoke_invitation
from communities.actions.joining import (
    accept_join_request,
    decline_join_request,
    join_open_community,
    request_to_join,
)
from communities.enums import JoinMode
from communities.forms.people import InvitationForm, JoinForm, ReasonForm
from communities.views.doors import door_page
from communities.views.request import CommunityRequest
from weconomics.actor import Role
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import role_page


@require_http_methods(["GET", "HEAD", "POST"])
@door_page
def join(request: CommunityRequest) -> HttpResponse:
    """Join at once, ask to join, or read that it goes by invitation."""
    if request.actor.is_member:
        return redirect("communities:home", request.community.slug)
    mode = request.community.join_mode
    if mode == JoinMode.INVITATION:
        return render(request, "communities/member_join.html", {"form": None})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = JoinForm(request.POST or None, with_questions=mode == JoinMode.REQUEST)
    if request.method == "POST" and form.is_valid() and _join(request, form):
        return redirect("communities:home", request.community.slug)
    waiting = queries.pending_join_requests().filter(user=request.user).first()
    return render(request, "communities/member_join.html", {"form": form, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.COORDINATOR)
def invitations(request: CommunityRequest) -> HttpResponse:
    """Everybody who was invited, and the form to invite more."""
    form = InvitationForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_people(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            _say_invited(request, invited)
            return redirect("communities:invitations", request.community.slug)
    sent = page_of(request, queries.invitations_visible_to(request.actor))
    return render(request, "communities/invitation_list.html", {"form": form, "page_obj": sent})


@require_POST
@role_page(Role.COORDINATOR)
def invitation_revoke(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    invitation = get_or_refuse(queries.invitations_visible_to(request.actor), public_id)
    try:
        revoke_invitation(invitation=invitation, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:invitations", request.community.slug)


@require_http_methods(["GET", "HEAD"])
@role_page(Role.COORDINATOR)
def join_requests(request: CommunityRequest) -> HttpResponse:
    """Who asks to join, with their answers."""
    waiting = page_of(request, queries.pending_join_requests())
    return render(request, "communities/join_request_list.html", {"page_obj": waiting, "form": ReasonForm()})


@require_POST
@role_page(Role.COORDINATOR)
def join_request_answer(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """POST `answer` accept, or decline with a reason."""
    if not rules.may_answer_join_requests(by=request.actor):
        raise NotAllowed
    asked = get_or_refuse(queries.join_requests(), public_id)
    form = ReasonForm(request.POST if request.POST.get("answer") == "decline" else None)
    try:
        if not form.is_bound:
            accept_join_request(join_request=asked, by=request.actor)
        elif form.is_valid():
            decline_join_request(join_request=asked, reason=form.cleaned_data["reason"], by=request.actor)
        else:
            return _again(request, asked.public_id, form)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:join_requests", request.community.slug)


def _again(request: CommunityRequest, public_id: UUID, form: forms.Form) -> HttpResponse:
    waiting = page_of(request, queries.pending_join_requests())
    about = {"page_obj": waiting, "form": ReasonForm(), "refused_form": form, "refused_id": public_id}
    return render(request, "communities/join_request_list.html", about)


def _join(request: CommunityRequest, form: JoinForm) -> bool:
    group = form.cleaned_data["local_group"]
    try:
        if request.community.join_mode == JoinMode.OPEN:
            join_open_community(community=request.community, local_group=group, by=request.actor)
            messages.success(request, _("Welcome to %(name)s.") % {"name": request.community.name})
        else:
            request_to_join(
                community=request.community, answers=form.answers(), local_group=group, by=request.actor
            )
            messages.success(request, _("Your request is sent. You get an answer by e-mail."))
    except DomainError as error:
        refuse(form, error)
        return False
    return True


def _say_invited(request: CommunityRequest, invited: InvitedPeople) -> None:
    count = len(invited.invitations)
    text = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
    messages.success(request, text % {"count": count})
    if invited.already_there:
        passed = ", ".join(invited.already_there)
        messages.info(request, _("Already here or invited: %(addresses)s.") % {"addresses": passed})
