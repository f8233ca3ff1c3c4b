"""Headers, language and health: what every answer carries."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.factories import make_community, make_user
from weconomics.tenancy.guard import guard
from weconomics.web import health

pytestmark = pytest.mark.django_db


def test_the_process_lives_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/live").content == b"live\n"


def test_is_ready_when_everything_answers(client):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "cache": True,
        "database": True,
        "migrated": True,
        "walled": True,
        "jobs_in_time": True,
    }


def test_is_not_ready_when_a_wall_is_down(client, monkeypatch):
    monkeypatch.setattr(health, "_walled", lambda: False)
    assert client.get("/ready").status_code == 503


def test_dutch_unless_the_person_chose_otherwise(client):
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "nl"
    answer = client.post("/language/", {"language": "en", "next": "/?q=1"})
    assert answer.headers["Location"] == "/?q=1"
    assert client.get("/").headers["Content-Language"] == "en"


def test_the_profile_speaks_on_a_new_device(client):
    client.force_login(make_user(language="en"))
    assert client.get("/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_the_language_switch_sends_nobody_elsewhere(client, target):
    assert client.post("/language/", {"language": "en", "next": target}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    assert not client.post("/language/", {"language": "xx", "next": "/"}).cookies


def test_no_shared_cache_keeps_a_page_made_for_somebody(client):
    client.force_login(make_user())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_pages_carry_the_strict_policies(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_serves_nobody_from_above_the_wall(monkeypatch):
    guard(connection)

    class Standing:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, _query):
            return None

        def fetchone(self):
            return ("postgres", True, False)

    class Connection:
        cursor = staticmethod(Standing)
        closed = False

        def close(self):
            self.closed = True

    above = Connection()
    with pytest.raises(ImproperlyConfigured, match="postgres stands above row security"):
        guard(above)
    assert above.closed


def test_a_phone_may_keep_a_community_under_its_own_name(client):
    community = make_community(name="De IJsselburen", slug="ijsselburen", visibility="public")
    answer = client.get("/c/ijsselburen/app.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    kept = {name: answer.json()[name] for name in ("name", "short_name", "start_url", "theme_color")}
    assert kept == {
        "name": "De IJsselburen",
        "short_name": "De IJsselburen",
        "start_url": "/c/ijsselburen/",
        "theme_color": community.colour,
    }


def test_a_hidden_community_gives_a_phone_nothing(client):
    make_community(slug="verborgen", visibility="hidden")
    assert client.get("/c/verborgen/app.webmanifest").status_code == 404
    assert client.get("/app.webmanifest").json()["name"] == "Weconomics"


def test_the_language_of_the_account_counts_once_it_is_chosen(client):
    person = make_user(name="Ella")
    client.force_login(person)
    client.post("/language/", {"language": "nl", "next": "/"})
    client.post("/account/", {"name": "Ella", "language": "en"})
    assert client.get("/").headers["Content-Language"] == "en"
