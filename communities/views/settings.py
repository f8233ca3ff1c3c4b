"""How the community describes itself, its operator, its questions, and what members are told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import queries, rules
from communities.actions.community import DESCRIBED, update_community
from communities.actions.joining import set_join_questions
from communities.actions.notification import mark_notifications_read
from communities.actions.operator import FIELDS, change_operator, verify_operator
from communities.forms.community import CommunityForm, OperatorForm, QuestionsForm, questions_as_text
from communities.models import JoinQuestion
from communities.views.request import CommunityRequest
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, role_page


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.DOMAIN_LEADER)
def settings(request: CommunityRequest) -> HttpResponse:
    """Name, texts, colour, logo, languages, who sees it and how people join."""
    initial = {name: getattr(request.community, name) for name in DESCRIBED}
    form = CommunityForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_community(community=request.community, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("communities:settings", request.community.slug)
    return render(request, "communities/community_settings.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.DOMAIN_LEADER)
def questions(request: CommunityRequest) -> HttpResponse:
    """The questions for who asks to join."""
    form = QuestionsForm(
        request.POST or None, initial={"questions": questions_as_text(JoinQuestion.objects.all())}
    )
    if request.method == "POST" and form.is_valid():
        set_join_questions(questions=form.cleaned_data["questions"], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("communities:questions", request.community.slug)
    return render(request, "communities/community_questions.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.DOMAIN_LEADER, Role.TREASURER)
def operator(request: CommunityRequest) -> HttpResponse:
    """The legal person behind the community."""
    row = queries.operator_of_record()
    initial = {name: getattr(row, name) for name in FIELDS} if row else None
    form = OperatorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_operator(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("communities:operator", request.community.slug)
    about = {
        "form": form,
        "operator": row,
        "missing": queries.missing_of_operator(row) if row else [],
        "may_verify": row is not None and rules.may_verify_operator(by=request.actor),
        "may_change": rules.may_lead(by=request.actor),
    }
    return render(request, "communities/operator_edit.html", about)


@require_POST
@role_page(Role.DOMAIN_LEADER)
def operator_verify(request: CommunityRequest) -> HttpResponse:
    try:
        verify_operator(by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("communities:operator", request.community.slug)


@require_safe
@member_page
def notifications(request: CommunityRequest) -> HttpResponse:
    rows = queries.notifications_of(request.actor)
    about = {"page_obj": page_of(request, rows), "unread": queries.unread_count(request.actor)}
    return render(request, "communities/notification_list.html", about)


@require_POST
@member_page
def notifications_read(request: CommunityRequest) -> HttpResponse:
    mark_notifications_read(by=request.actor)
    return redirect("communities:notifications", request.community.slug)


@require_POST
@member_page
def notification_open(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Mark one as read and go to its page. The database allows pages of ours only."""
    row = get_or_refuse(queries.notifications_of(request.actor), public_id)
    mark_notifications_read(notification=row, by=request.actor)
    return redirect(row.url)
