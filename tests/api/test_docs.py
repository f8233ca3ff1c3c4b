"""The description for programs and the page to try it out."""

import json

import pytest
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema

from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView

SWAGGER = ".opblock-tag-section .opblock"


@pytest.fixture
def schema(db):
    return json.loads(Client().get("/api/schema/").content)


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "patch", "put", "delete"):
                yield f"{method} {path}", method, operation


def views():
    """Every view below /api/v1/, found through the addresses."""

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            elif view := getattr(pattern.callback, "view_class", None):
                yield view

    return [view for view in walk(get_resolver().url_patterns) if issubclass(view, ApiView)]


def test_it_is_valid_openapi_3_1(schema):
    assert schema["openapi"] == "3.1.1"
    validate_schema(schema)


def test_every_operation_names_its_problems(schema):
    for name, method, operation in operations(schema):
        expected = {"400", "401", "403", "404", "429"} | ({"409", "415", "422"} if method != "get" else set())
        assert expected <= set(operation["responses"]), name
        assert "application/problem+json" in operation["responses"]["404"]["content"], name


def test_every_post_takes_a_request_key(schema):
    for name, method, operation in operations(schema):
        taken = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert ("Idempotency-Key" in taken) == (method == "post"), name


def test_every_operation_of_a_community_names_its_scope(schema):
    for name, _method, operation in operations(schema):
        if "{slug}" in name:
            scopes = [scope for way in operation["security"] for scope in way.get("oauth2", [])]
            assert len(scopes) == 1, name
            assert scopes[0] in Scope.values, name


def test_every_view_keeps_the_ways_of_the_api():
    found = views()
    assert found
    for view in found:
        methods = {m.upper() for m in ("get", "post", "patch", "put", "delete") if hasattr(view, m)}
        assert methods == set(view.scopes), view
        if "POST" in methods:
            assert view.post.__wrapped__, view


def test_no_name_of_a_column_gives_away_a_row_number(schema):
    for name, component in schema["components"]["schemas"].items():
        for field, described in component.get("properties", {}).items():
            if name != "Problem" and (field == "id" or field.endswith("_id")):
                assert described.get("format") == "uuid", f"{name}.{field}"


def test_limits_of_nullable_texts_are_described(schema):
    """drf-spectacular once lost maxLength on nullable fields in 3.1 (its issue 1302)."""
    for name, component in schema["components"]["schemas"].items():
        for field, described in component.get("properties", {}).items():
            if name.endswith("Request") and described.get("type") in ("string", ["string", "null"]):
                limited = {"maxLength", "format", "enum", "pattern"} & set(described)
                assert limited, f"{name}.{field}"


@pytest.mark.django_db(transaction=True)
def test_the_page_works_in_a_browser_under_the_strict_policy(live_server, page):
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    answer = page.goto(f"{live_server.url}/api/docs/")
    assert "unsafe" not in answer.headers["content-security-policy"]
    page.locator(SWAGGER).first.wait_for()
    page.get_by_text("/api/v1/communities/", exact=True).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response").first.wait_for()
    assert refused == []


@pytest.mark.parametrize("code", ["invalid", "not_allowed", "scope_missing", "gate_closed", "server_error"])
def test_the_type_of_a_problem_leads_to_a_page(client, db, code):
    page = client.get(f"/api/problems/{code}/")
    assert page.status_code == 200
    assert code in page.content.decode()


def test_a_problem_that_is_none_has_no_page(client, db):
    assert client.get("/api/problems/no-such-problem/").status_code == 404
