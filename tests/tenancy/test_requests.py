"""A request's address opens its scope; its answer is made inside of it, and nothing stays behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import ProgrammingError, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from communities.models import LocalGroup
from tests.factories import (
    make_community,
    make_domain,
    make_local_group,
    make_member,
    make_network_leader,
    make_user,
)
from weconomics.tenancy.middleware import CommunityMiddleware
from weconomics.tenancy.scope import current

pytestmark = pytest.mark.django_db


def ask(path: str, view: Callable[[Any], Any], user: Any = None) -> Any:
    """What the view sees when this person asks for this path: the middleware alone around it."""
    request: Any = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    seen: list[Any] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(view(request))
        return HttpResponse()

    CommunityMiddleware(answer)(request)
    return seen[0]


def names(_request: HttpRequest) -> list[str]:
    return list(LocalGroup.objects.values_list("name", flat=True))


def test_the_address_opens_the_scope_of_its_community() -> None:
    a, b = make_community(), make_community()
    make_local_group(a, "In A")
    make_local_group(b, "In B")
    assert ask(f"/c/{a.slug}/", names) == ["In A"]
    assert ask(f"/api/v1/communities/{b.slug}/offers/", names) == ["In B"]
    assert current() is None


def test_a_page_of_no_community_has_no_scope() -> None:
    make_local_group(make_community())
    with pytest.raises(ProgrammingError, match="no community scope"), transaction.atomic():
        ask("/", names)


def test_an_unknown_community_is_not_found() -> None:
    with pytest.raises(Http404):
        ask("/c/bestaat-niet/", names)


def test_the_view_knows_the_community_and_who_acts() -> None:
    community = make_community()
    member = make_member(community, "treasurer")
    actor = ask(f"/c/{community.slug}/", lambda request: request.actor, member.user)
    assert (actor.membership_id, actor.has_role("treasurer"), actor.leads) == (member.pk, True, False)
    stranger = ask(f"/c/{community.slug}/", lambda request: request.actor, make_user())
    assert (stranger.is_member, stranger.leads) == (False, False)


def test_a_member_of_one_is_nobody_next_door() -> None:
    member = make_member(make_community(), "domain_leader")
    actor = ask(f"/c/{make_community().slug}/", lambda request: request.actor, member.user)
    assert (actor.is_member, actor.leads, actor.roles) == (False, False, frozenset())


def test_the_admin_runs_in_the_communities_that_are_led() -> None:
    user = make_user()
    domain = make_domain(make_network_leader(user))
    led = [make_community(domain=domain) for _ in range(2)]
    for community in [*led, make_community()]:
        make_local_group(community, f"In {community.pk}")
    assert sorted(ask("/admin/", names, user)) == sorted(f"In {community.pk}" for community in led)


def test_the_admin_of_nobody_has_no_scope() -> None:
    make_local_group(make_community())
    with pytest.raises(ProgrammingError, match="no community scope"), transaction.atomic():
        ask("/admin/", names, make_user())


def test_what_a_view_wrote_is_undone_when_it_breaks() -> None:
    community = make_community()
    make_local_group(community, "Eerst")

    def break_down(_request: HttpRequest) -> None:
        LocalGroup.objects.update(name="Daarna")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(f"/c/{community.slug}/", break_down)
    assert ask(f"/c/{community.slug}/", names) == ["Eerst"]


def test_a_streaming_answer_is_refused() -> None:
    community = make_community()
    request: Any = RequestFactory().get(f"/c/{community.slug}/")
    request.user = AnonymousUser()
    stream = CommunityMiddleware(lambda _request: StreamingHttpResponse(iter([b"laat"])))  # type: ignore[arg-type,return-value]
    with pytest.raises(RuntimeError, match="outside the scope"):
        stream(request)
