"""A POST with a key works once, however often and however close together it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from communities.models import LocalGroup
from tests.api import urls
from tests.api.programs import is_problem, make_program
from weconomics.api.jobs import forget_kept_answers
from weconomics.api.models import IdempotencyRecord
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]

WEST = {"name": "West"}


def made(community) -> int:
    with scope(community):
        return LocalGroup.objects.filter(name="West").count()


def kept(community) -> int:
    with scope(community):
        return IdempotencyRecord.objects.count()


def test_the_second_time_gives_the_first_answer(program, community):
    first = program.post("groups/", WEST, Idempotency_Key="k1")
    second = program.post("groups/", WEST, Idempotency_Key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert made(community) == 1


def test_the_layout_of_the_json_does_not_matter(program, community):
    program.post("groups/", '{"name":"West"}', Idempotency_Key="k1")
    again = program.post("groups/", '{ "name" : "West" }', Idempotency_Key="k1")
    assert again.headers["Idempotency-Replayed"] == "true"


def test_another_body_with_the_same_key_is_refused(program, community):
    program.post("groups/", WEST, Idempotency_Key="k1")
    is_problem(
        program.post("groups/", {"name": "Noord"}, Idempotency_Key="k1"), 422, "key_used_for_another_request"
    )
    is_problem(program.post("lines/", WEST, Idempotency_Key="k1"), 422, "key_used_for_another_request")
    with scope(community):
        assert not LocalGroup.objects.filter(name="Noord").exists()


def test_another_key_is_another_request(program):
    program.post("groups/", WEST, Idempotency_Key="k1")
    answer = program.post("groups/", {"name": "Noord"}, Idempotency_Key="k2")
    assert answer.status_code == 201


def test_a_refusal_is_not_kept(program, community):
    is_problem(program.post("groups/", {"name": "rule"}, Idempotency_Key="k1"), 409, "not_now")
    assert program.post("groups/", WEST, Idempotency_Key="k1").status_code == 201
    assert kept(community) == 1


def test_two_programs_do_not_share_keys(program, admin, organisation, community):
    other = make_program(admin, organisation, name="Web shop")
    program.post("groups/", WEST, Idempotency_Key="k1")
    answer = other.post("groups/", {"name": "Noord"}, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["name"]) == (201, "Noord")


def test_communities_do_not_share_keys(program, stranger):
    program.post("groups/", WEST, Idempotency_Key="k1")
    assert "Idempotency-Replayed" not in stranger.post("groups/", WEST, Idempotency_Key="k1").headers


def test_after_a_day_a_key_is_new(program, community):
    program.post("groups/", WEST, Idempotency_Key="k1")
    with scope(community):
        IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=24))
    assert program.post("groups/", {"name": "Noord"}, Idempotency_Key="k1").json()["name"] == "Noord"


def test_old_answers_are_forgotten_daily(program, community):
    program.post("groups/", WEST, Idempotency_Key="old")
    with scope(community):
        IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=25))
    program.post("groups/", {"name": "Noord"}, Idempotency_Key="new")
    with scope(community):
        forget_kept_answers()
        assert [record.key for record in IdempotencyRecord.objects.all()] == ["new"]


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9", "tab\there"])
def test_a_key_that_is_none_is_refused(program, community, key):
    is_problem(program.post("groups/", WEST, Idempotency_Key=key), 400, "wrong_idempotency_key")
    assert made(community) == 0


@pytest.fixture
def slow():
    urls.DELAY_SECONDS.append(0.4)
    yield
    urls.DELAY_SECONDS.clear()


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_works_and_the_others_are_told_to_wait(program, community, slow):
    def send(_: int) -> tuple[int, str | None]:
        try:
            answer = program.post("groups/", WEST, Idempotency_Key="race")
            return answer.status_code, answer.headers.get("Retry-After")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert answers.count((201, None)) + answers.count((409, "1")) == 10
    assert answers.count((201, None)) >= 1
    assert made(community) == 1
    assert program.post("groups/", WEST, Idempotency_Key="race").headers["Idempotency-Replayed"] == "true"
