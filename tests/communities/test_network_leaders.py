"""How an installation gets its first network leader."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from communities.models import NetworkLeader, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
EMAIL = "hanneke@voorbeeld.example"


def add(name: str = "Stichting Samenkring", person: str = "Hanneke Vos", email: str = EMAIL) -> str:
    said = StringIO()
    call_command("add_network_leader", name, "--person", person, "--email", email, stdout=said)
    return said.getvalue()


def test_opens_one_with_its_first_person() -> None:
    assert "/accounts/password/reset/" in add()
    leader = NetworkLeader.objects.get()
    assert (leader.name, leader.slug) == ("Stichting Samenkring", "stichting-samenkring")
    assert [str(row.user.name) for row in leader.staff.all()] == ["Hanneke Vos"]


def test_a_second_run_adds_and_changes_nothing_that_is_there() -> None:
    other = make_user("piet@voorbeeld.example", name="Piet")
    password = other.password
    add()
    add(person="Iemand", email="Piet@voorbeeld.example")
    add(person="Iemand", email="Piet@voorbeeld.example")
    assert NetworkLeader.objects.get().staff.count() == 2
    assert list(User.objects.filter(pk=other.pk).values_list("name", "password")) == [("Piet", password)]


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        add(email="hanneke")
    assert not NetworkLeader.objects.exists()


def test_they_choose_a_password_by_mail_and_found_a_community() -> None:
    add()
    client = Client()
    client.post("/accounts/password/reset/", {"email": EMAIL})
    [letter] = mail.outbox
    link = re.search(r"http\S+(/accounts/password/reset/key/\S+)", str(letter.body))
    assert link is not None
    page = client.get(link[1], follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "samen-organiseren", "password2": "samen-organiseren"}
    )
    client.post("/accounts/login/", {"login": EMAIL, "password": "samen-organiseren"})
    assert client.get("/communities/new/").status_code == 200
