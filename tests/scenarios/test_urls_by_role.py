"""Every address, asked by every role with a neighbour's real ids: nothing leaks, nothing changes, nothing breaks."""

import json
import re
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from communities.models import MembershipRole
from governance.models import Decision
from tests.scenarios.neighbours import (
    CANARY,
    THEIR_ID,
    Neighbours,
    addresses,
    checksum_of,
    make_neighbours,
)
from tests.tenancy.walk import tenant_models

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
KINDS = ["listing", "photo", "message", "review", "member"]
STATIC = ("/static/", "/media/")


@pytest.fixture(scope="module")
def neighbours(django_db_setup: None, django_db_blocker: Any) -> Iterator[Neighbours]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_neighbours()
        transaction.set_rollback(True)


def all_addresses() -> list[tuple[str, URLPattern]]:
    return [(route, pattern) for route, pattern in addresses() if not route.startswith(STATIC)]


@pytest.mark.parametrize(
    ("route", "pattern"),
    all_addresses(),
    ids=[f"{route} {pattern.name}" for route, pattern in all_addresses()],
)
def test_no_address_reaches_next_door(route: str, pattern: URLPattern, neighbours: Neighbours) -> None:
    before = checksum_of(neighbours.next_door)
    found = [
        problem
        for path in _filled_in(route, pattern, neighbours)
        for role, caller in _callers_for(route, neighbours)
        for problem in _problems(path, role, caller, neighbours)
    ]
    assert found == []
    assert checksum_of(neighbours.next_door) == before


def _callers_for(route: str, neighbours: Neighbours) -> list[tuple[str, Client]]:
    """A token is for the API; everybody else comes everywhere."""
    return [
        (role, caller)
        for role, caller in neighbours.callers.items()
        if role != "API client" or "/api/" in route
    ]


def _problems(path: str, role: str, caller: Client, neighbours: Neighbours) -> Iterator[str]:
    cache.clear()  # limits count in the cache
    for method, answer in _asked(path, caller, neighbours):
        body = b"" if answer.streaming else answer.content
        seen = body + "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        if answer.status_code >= 500 and answer.status_code != 503:
            yield f"{role} {method} {path}: {answer.status_code} {getattr(answer, 'exc_info', None)}"
        elif CANARY.encode() in seen:
            yield f"{role} {method} {path}: leaks (status {answer.status_code})"


def _asked(path: str, caller: Client, neighbours: Neighbours) -> Iterator[tuple[str, Any]]:
    """Each method, with the neighbour's ids in the address, the query, the form and the JSON."""
    by_id, by_number = neighbours.payloads()
    yield "GET", caller.get(path)
    yield "GET?", caller.get(path, by_id)
    for payload in (by_id, by_number):
        yield "POST", caller.post(path, payload)
    if "/api/" in path:
        for method in ("post", "put", "patch", "delete"):
            content = json.dumps(by_id, default=str)
            yield f"{method} JSON", getattr(caller, method)(path, content, content_type="application/json")


def _filled_in(route: str, pattern: URLPattern, neighbours: Neighbours) -> list[str]:
    """The address with the neighbour's ids, below our own slug and below theirs."""
    names = PARAMETER.findall(route)
    values = [_values_for(name, pattern, neighbours) for name in names]
    filled = []
    for chosen in product(*values):
        path = route
        for value in chosen:
            path = PARAMETER.sub(value.replace("\\", "\\\\"), path, count=1)
        filled.append(re.sub(r"[\^$\\]|\(\?P.*?\)", "", path))
    return filled


def _values_for(name: str, pattern: URLPattern, neighbours: Neighbours) -> list[str]:
    if name == "slug":
        return [neighbours.ours.slug, neighbours.next_door.slug]
    if name == "object_id":
        return [_number_in_the_admin(pattern, neighbours)]
    if name == "verb":
        return _verbs_of(pattern)
    known = {
        "public_id": str(THEIR_ID),
        "member_id": str(THEIR_ID),
        "objection_id": str(THEIR_ID),
        "role_id": str(neighbours.theirs[MembershipRole].pk),
        "factor": "perspective",
        "number": neighbours.theirs[Decision].number if "decision" in str(pattern.name) else "1",
        "side": "offer",
        "path": f"{neighbours.next_door.pk}/listings/foto.webp",
        "token": "geraden",
        "code": "not_allowed",
        "pk": "1",
    }
    return [known.get(name, "1")]


def _verbs_of(pattern: URLPattern) -> list[str]:
    """What the page's module can do, by the tables it keeps; and one word that is none of it."""
    kept = vars(sys.modules[pattern.callback.__module__])
    verbs = {verb for name, table in kept.items() if name.endswith("VERBS") for verb in table}
    assert verbs, f"{pattern.callback.__module__} keeps no table of its verbs"
    return [*sorted(verbs), "unheard-of"]


def _number_in_the_admin(pattern: URLPattern, neighbours: Neighbours) -> str:
    """The neighbour's row of the model that this page of the admin is about."""
    for model in tenant_models():
        if str(pattern.name).startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            return str(neighbours.theirs[model].pk)
    return str(neighbours.next_door.pk)
