"""Whatever goes wrong, the answer is a problem (RFC 9457) and nothing has changed."""

import pytest
from django.test import Client

from communities.models import LocalGroup
from tests.api.programs import is_problem
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]


def names(community) -> list[str]:
    with scope(community):
        return sorted(LocalGroup.objects.values_list("name", flat=True))


def test_what_is_not_right_is_said_per_field(program):
    body = is_problem(program.post("groups/", {}), 400, "invalid")
    assert body["errors"] == [{"field": "name", "code": "required", "message": "Vul dit in."}]
    assert body["instance"] == "/api/v1/communities/zonnekring/groups/"


def test_an_error_in_a_line_names_the_line(program):
    body = is_problem(program.post("lines/", {"lines": [{"quantity": 1}, {"quantity": 0}]}), 400, "invalid")
    assert [(error["field"], error["code"]) for error in body["errors"]] == [
        ("lines.1.quantity", "min_value")
    ]


def test_an_error_of_the_whole_names_no_field(program):
    body = is_problem(program.post("lines/", {"lines": [{"quantity": 1}] * 3}), 400, "invalid")
    assert body["errors"] == [{"field": "", "code": "too_many", "message": "Too many."}]


def test_a_refusal_by_a_rule_is_409_and_rolls_back(program, community):
    body = is_problem(program.post("groups/", {"name": "rule"}), 409, "not_now")
    assert (body["detail"], body["url"], body["label"]) == ("Not now.", "/c/x/", "Mend")
    assert names(community) == ["Oost"]


def test_a_refusal_about_a_field_is_422_and_names_it(program, community):
    body = is_problem(program.post("groups/", {"name": "field"}), 422, "name_taken")
    assert body["errors"] == [{"field": "name", "code": "name_taken", "message": "Another name."}]
    assert names(community) == ["Oost"]


def test_not_allowed_is_403_and_rolls_back(program, community):
    is_problem(program.post("groups/", {"name": "forbidden"}), 403, "not_allowed")
    assert names(community) == ["Oost"]


def test_a_bug_is_a_problem_without_its_text(program, community):
    client = Client(raise_request_exception=False)
    answer = client.post(
        "/api/v1/communities/zonnekring/groups/",
        {"name": "bug"},
        "application/json",
        headers={"Authorization": f"Bearer {program.token}"},
    )
    body = is_problem(answer, 500, "server_error")
    assert "Zero" not in str(body)
    assert names(community) == ["Oost"]


@pytest.mark.parametrize("body", ["{", "[1", b"\xff", "NaN"])
def test_what_is_not_json_is_said(program, body):
    is_problem(program.post("groups/", body), 400, "parse_error")


@pytest.mark.parametrize("body", ["[]", "3", '"x"', "null", "[[1]]"])
def test_json_that_is_no_object_is_said(program, body):
    is_problem(program.post("groups/", body), 400, "invalid")


def test_another_kind_of_body_is_refused(program):
    answer = Client().post(
        "/api/v1/communities/zonnekring/groups/",
        {"name": "form"},
        headers={"Authorization": f"Bearer {program.token}", "Idempotency-Key": "one"},
    )
    is_problem(answer, 415, "unsupported_media_type")


def test_another_kind_of_answer_is_refused(program):
    is_problem(program.get("groups/", Accept="text/html"), 406, "not_acceptable")


def test_a_method_that_is_none_is_refused(program):
    answer = program.ask("DELETE", "groups/")
    is_problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize("path", ["nowhere/", "groups/not-a-uuid/", "../no-such-community/", "groups/%00/"])
def test_an_address_that_is_none_is_a_problem_too(program, path):
    is_problem(program.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("asked", "sentence"), [("en", "This field is required."), ("nl-NL, en;q=.5", "Vul dit in.")]
)
def test_the_sentence_speaks_the_language_that_is_asked_for(program, asked, sentence):
    answer = program.post("groups/", {}, Accept_Language=asked)
    assert answer.json()["errors"][0]["message"] == sentence
    assert answer.headers["Content-Language"] == asked[:2]


def test_a_person_in_a_browser_sends_the_csrf_token(admin, organisation):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin.user)
    address = "/api/v1/communities/zonnekring/groups/"
    is_problem(browser.post(address, {"name": "West"}, "application/json"), 403, "permission_denied")
    browser.cookies["csrftoken"] = token = "t" * 32
    sent = browser.post(address, {"name": "West"}, "application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 201


def test_answers_to_a_program_are_kept_by_no_cache(program):
    answer = program.get("groups/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
