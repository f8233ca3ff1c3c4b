"""Local groups, as a list and on the map."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import queries, rules
from communities.actions.local_group import (
    close_local_group,
    join_local_group,
    leave_local_group,
    open_local_group,
    update_local_group,
)
from communities.forms.people import LocalGroupForm
from communities.models import LocalGroup
from communities.views.request import CommunityRequest
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, public_page

DESCRIBED = ("name", "place", "lat", "lon", "radius_km", "description")


@require_safe
@public_page
def local_groups(request: CommunityRequest) -> HttpResponse:
    about = {"groups": queries.local_groups_with_counts(), "may_open": rules.may_lead(by=request.actor)}
    return render(request, "communities/local_group_list.html", about)


@require_safe
@public_page
def local_group_points(request: CommunityRequest) -> HttpResponse:
    """The groups for the map: their centres, which are public; no member has a place here."""
    slug = request.community.slug
    points = [
        {
            "lat": row.lat,
            "lon": row.lon,
            "radius_km": row.radius_km,
            "title": row.name,
            "detail": row.place,
            "url": reverse("communities:local_group", args=[slug, row.public_id]),
        }
        for row in queries.open_local_groups()
    ]
    return JsonResponse({"points": points})


@require_safe
@public_page
def local_group(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """One group: its people for members, its partners for all."""
    row = get_or_refuse(queries.local_groups_with_counts(), public_id)
    takes_part = request.actor.is_member or request.actor.leads
    about = {
        "group": row,
        "page_obj": page_of(request, queries.active_members(local_group=row)) if takes_part else None,
        "partners": queries.active_partnerships().filter(local_group=row),
        "is_in": queries.takes_part(row, request.actor),
        "may_edit": rules.may_edit_local_group(row, by=request.actor),
        "may_close": rules.may_lead(by=request.actor),
    }
    return render(request, "communities/local_group_detail.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def local_group_new(request: CommunityRequest) -> HttpResponse:
    if not rules.may_lead(by=request.actor):
        raise NotAllowed
    return _edit(request, None, LocalGroupForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def local_group_edit(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    row = get_or_refuse(queries.open_local_groups(), public_id)
    if not rules.may_edit_local_group(row, by=request.actor):
        raise NotAllowed
    initial = {name: getattr(row, name) for name in DESCRIBED}
    return _edit(request, row, LocalGroupForm(request.POST or None, initial=initial))


@require_POST
@member_page
def local_group_join(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    join_local_group(local_group=get_or_refuse(queries.open_local_groups(), public_id), by=request.actor)
    return redirect("communities:local_group", request.community.slug, public_id)


@require_POST
@member_page
def local_group_leave(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    leave_local_group(local_group=get_or_refuse(queries.open_local_groups(), public_id), by=request.actor)
    return redirect("communities:local_group", request.community.slug, public_id)


@require_POST
@member_page
def local_group_close(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    close_local_group(local_group=get_or_refuse(queries.open_local_groups(), public_id), by=request.actor)
    return redirect("communities:local_groups", request.community.slug)


def _edit(request: CommunityRequest, row: LocalGroup | None, form: LocalGroupForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if row is None:
                row = open_local_group(by=request.actor, **form.cleaned_data)
            else:
                row = update_local_group(local_group=row, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("communities:local_group", request.community.slug, row.public_id)
    return render(request, "communities/local_group_edit.html", {"form": form, "group": row})
