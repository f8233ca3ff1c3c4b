"""So many requests a minute for each caller, also when they come all at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisIsGone

from tests.api.programs import is_problem, make_program

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]


@pytest.fixture
def three_a_minute(settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr("weconomics.api.throttling.time.time", lambda: 1_000_060.0)  # 40 s into a minute


def test_each_answer_says_what_is_left(program, three_a_minute):
    answers = [program.get("groups/") for _ in range(3)]
    assert [answer.headers["RateLimit"] for answer in answers] == [
        '"requests";r=2;t=20',
        '"requests";r=1;t=20',
        '"requests";r=0;t=20',
    ]
    assert answers[0].headers["RateLimit-Policy"] == '"requests";q=3;w=60'


def test_one_more_is_told_when_to_go_on(program, three_a_minute):
    for _ in range(3):
        assert program.get("groups/").status_code == 200
    answer = program.get("groups/")
    is_problem(answer, 429, "throttled")
    assert answer.headers["Retry-After"] == "20"
    assert answer.headers["RateLimit"] == '"requests";r=0;t=20'


def test_each_program_has_its_own_limit(program, admin, organisation, three_a_minute):
    for _ in range(4):
        program.get("groups/")
    assert make_program(admin, organisation).get("groups/").status_code == 200


def test_visitors_are_counted_by_address(community, three_a_minute):
    answers = [Client().get("/api/v1/communities/").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/communities/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_exactly_the_limit_comes_through(program, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 7
    monkeypatch.setattr("weconomics.api.throttling.time.time", lambda: 1_000_060.0)

    def send(_: int) -> int:
        try:
            return program.get("groups/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(20)))
    assert (answers.count(200), answers.count(429)) == (7, 13)


def test_without_redis_one_reads_and_does_not_write(program, monkeypatch):
    def gone(*_: object) -> None:
        raise RedisIsGone

    monkeypatch.setattr(cache, "incr", gone)
    answer = program.get("groups/")
    assert answer.status_code == 200
    assert "RateLimit" not in answer.headers
    refused = program.post("groups/", {"name": "West"})
    is_problem(refused, 503, "unavailable")
    assert refused.headers["Retry-After"] == "5"
