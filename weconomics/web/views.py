"""The three doors of a community's pages. A view without one is refused by a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weconomics.actor import Role
from weconomics.errors import NotAllowed, NotFound
from weconomics.registry import search

View = Callable[..., HttpResponse]
FEWEST_LETTERS = 2


def public_page(view: View) -> View:
    """For anyone who may see the community."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.sees_community:
            raise NotFound
        return view(request, *args, **kwargs)

    door.door = "public"  # type: ignore[attr-defined]
    return door


def member_page(view: View) -> View:
    """For active members and who leads; a visitor is sent to log in, a person from outside to the page for joining."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        turned = _turn_away(request)
        return turned or view(request, *args, **kwargs)

    door.door = "member"  # type: ignore[attr-defined]
    return door


def role_page(*roles: Role) -> Callable[[View], View]:
    """For members with one of the roles; who leads the community comes in too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            turned = _turn_away(request)
            if turned is None and not (request.actor.leads or request.actor.has_role(*roles)):
                raise NotAllowed
            return turned or view(request, *args, **kwargs)

        door.door = "role"  # type: ignore[attr-defined]
        return door

    return decorate


def _turn_away(request: Any) -> HttpResponse | None:
    actor = request.actor
    if actor.is_member or actor.leads:
        return None
    if not request.user.is_authenticated:
        if not actor.sees_community and request.method != "GET":
            raise NotFound
        return redirect_to_login(request.get_full_path())
    if not actor.sees_community:
        raise NotFound
    return redirect("communities:join", request.community.slug)


@public_page
def search_everything(request: HttpRequest) -> HttpResponse:
    """The part that the search dialog shows: groups of hits for `q`."""
    words = request.GET.get("q", "").strip()[:100]
    groups = search.find_all(request, words) if len(words) >= FEWEST_LETTERS else []
    about = {"groups": groups, "words": words, "number": sum(len(group.hits) for group in groups)}
    return render(request, "web/_search_results.html", about)
