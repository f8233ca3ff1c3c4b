"""Taking somebody's place and reading the mail: in the demo, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
NEL = {"email": "nel.dijkman@ijsselburen.example", "community": "ijsselburen"}


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("path", ["/demo/", "/demo/mail/"])
def test_outside_the_demo_the_pages_do_not_exist(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, NEL).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_shows_the_people_of_each_community(client: Client) -> None:
    page = client.get("/demo/").content.decode()
    for words in ("De IJsselburen", "Zonnekring Eemland", "Nel Dijkman", "Hanneke Vos", "Petra van Zwet"):
        assert words in page


@pytest.mark.usefixtures("demo")
def test_takes_somebodys_place(client: Client) -> None:
    answer = client.post("/demo/", NEL)
    assert answer.headers["Location"] == "/c/ijsselburen/"
    assert client.get("/c/ijsselburen/").wsgi_request.user.email == NEL["email"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "who",
    [
        {"email": "somebody@else.example", "community": "ijsselburen"},
        {"email": "gras@ijsselburen.example", "community": "ijsselburen"},
        {"email": NEL["email"], "community": "zonnekring"},
        {},
    ],
)
def test_only_the_demos_own_people(who: dict[str, str], client: Client) -> None:
    assert client.post("/demo/", who).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_shows_letters_as_text(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    letter = EmailMultiAlternatives(
        "Uitnodiging voor Nél <b>x</b>",
        "Klik op http://localhost:8000/uitnodiging/abc/\n<script>alert(1)</script>",
        "post@voorbeeld.example",
        ["nel@voorbeeld.example"],
    )
    letter.attach_alternative("<script>alert(2)</script>", "text/html")
    get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path)).send_messages(
        [letter]
    )
    page = client.get("/demo/mail/").content.decode()
    assert "Uitnodiging voor Nél &lt;b&gt;x&lt;/b&gt;" in page
    assert 'href="http://localhost:8000/uitnodiging/abc/"' in page
    assert "<script>alert" not in page


@pytest.mark.usefixtures("demo")
def test_says_so_when_there_are_no_letters(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "nowhere")
    assert client.get("/demo/mail/").status_code == 200
