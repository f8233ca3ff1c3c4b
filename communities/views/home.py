"""The home of a community, its colours and its pictures."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from communities import colours, queries, rules
from communities.actions.community import connect_when_ready
from communities.models import Membership, User
from communities.pictures import community_folder
from communities.views.doors import door_page
from communities.views.request import CommunityRequest
from weconomics.errors import NotFound
from weconomics.registry import checklists, gates, panels
from weconomics.web.views import member_page

FEW_PEOPLE = 6
# The door shows these; whatever else an app keeps has a door of its own.
PICTURE_FOLDERS = ("logo/", "members/", "partners/", "listings/")


@require_safe
@door_page
def home(request: CommunityRequest) -> HttpResponse:
    """What it is for, who is in it, what happens, what to do next. Who may only look at the door sees the door."""
    if not request.actor.sees_community:
        return render(request, "communities/community_door.html")
    _show_when_ready(request)
    return render(request, "communities/community_home.html", _home(request))


@require_safe
@member_page
def start(request: CommunityRequest) -> HttpResponse:
    """What a new member, and a new community, can do first."""
    about = {
        "member_lines": checklists.lines("member", request) if request.actor.is_member else [],
        "community_lines": checklists.lines("community", request) if request.actor.leads else [],
        "gates": gates.status(request.community),
    }
    return render(request, "communities/community_start.html", about)


@require_GET
@door_page
def theme(request: CommunityRequest) -> HttpResponse:
    """The community's colour as a style sheet, readable in both themes."""
    light, dark = colours.on_light(request.community.colour), colours.on_dark(request.community.colour)
    inks = {"light_ink": colours.ink_on(light), "dark_ink": colours.ink_on(dark)}
    about = {"colour": request.community.colour, "light": light, "dark": dark, **inks}
    response = render(request, "communities/theme.css", about, content_type="text/css")
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_GET
@door_page
def picture(request: CommunityRequest, path: str) -> HttpResponse:
    """A picture of this community, for who may see the community; its logo also for who stands at the door."""
    name = _stored_name(request, path)
    if name is None or not default_storage.exists(name):
        raise NotFound
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _home(request: CommunityRequest) -> dict[str, Any]:
    actor = request.actor
    states = gates.status(request.community)
    return {
        "member": queries.own_membership(request),
        "steps": _steps(states),
        "next_gate": next((state for state in states if not state.reached), None),
        "carriers": queries.people_with_roles()[:FEW_PEOPLE],
        "newest": queries.newest_members(FEW_PEOPLE) if actor.is_member or actor.leads else [],
        "member_count": queries.active_member_count(),
        "groups": queries.local_groups_with_counts(),
        "partners": queries.active_partnerships()[:FEW_PEOPLE],
        "panels": panels.render_all("community_home", request),
        "manage_panels": panels.render_all("community_manage", request) if actor.leads else [],
        "to_do": _to_do(request),
        "operator": queries.operator_of_record(),
    }


def _to_do(request: CommunityRequest) -> list[checklists.ChecklistLine]:
    """What is still open: for who leads of the community, then of one's own membership."""
    lines = checklists.lines("community", request) if request.actor.leads else []
    lines += checklists.lines("member", request) if request.actor.is_member else []
    return [line for line in lines if not line.done]


def _steps(states: list[gates.GateState]) -> list[dict[str, Any]]:
    current = next((state.gate for state in states if not state.reached), None)
    return [
        {
            "label": state.name,
            "state": "done" if state.reached else "current" if state.gate == current else "todo",
        }
        for state in states
    ]


def _show_when_ready(request: CommunityRequest) -> None:
    """Events tell when a community became ready; a leader who comes by sees it at once."""
    if not request.community.is_connected and rules.may_lead(by=request.actor):
        connect_when_ready()


def _stored_name(request: CommunityRequest, path: str) -> str | None:
    if ".." in path.split("/"):
        return None
    if path.startswith("people/"):
        return path if _is_of_somebody_here(request, path) else None
    if not path.startswith(PICTURE_FOLDERS):
        return None
    if not request.actor.sees_community and not path.startswith("logo/"):
        return None
    return community_folder(request.community.pk) + path


def _is_of_somebody_here(request: CommunityRequest, path: str) -> bool:
    if not request.actor.sees_community:
        return False
    people = User.objects.filter(photo=path)
    return Membership.objects.filter(user__in=people).exists()
