"""The search over everything: pages of the menu, and the other communities one takes part in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_community, make_member, make_user
from weconomics.actor import Role

pytestmark = pytest.mark.django_db


def titles(client: Client, slug: str, words: str) -> dict[str, list[str]]:
    page = client.get(reverse("search", args=[slug]), {"q": words})
    return {group.code: [hit.title for hit in group.hits] for group in page.context["groups"]}


def test_pages_are_found_by_who_sees_them() -> None:
    community = make_community(slug="hier")
    coordinator, member = Client(), Client()
    coordinator.force_login(make_member(community, Role.COORDINATOR).user)
    member.force_login(make_member(community).user)
    assert "Categorieën" in titles(coordinator, "hier", "categor")["pages"]
    assert "pages" not in titles(member, "hier", "categor")


def test_other_communities_are_those_one_takes_part_in_and_no_others() -> None:
    here, there, secret = (
        make_community(slug="hier"),
        make_community(slug="daar", name="Daarginds"),
        make_community(),
    )
    person = make_user()
    for community in (here, there):
        make_member(community, user=person)
    make_member(secret)
    client = Client()
    client.force_login(person)
    found = titles(client, "hier", "daargin")["elsewhere"]
    assert found[0] == "Daarginds"
    assert len(found) == 2
    assert "elsewhere" not in titles(Client(), "hier", "daargin")
    onward = client.get(reverse("search", args=["hier"]), {"q": "fiets & co"})
    assert "/c/daar/listings/?q=fiets+%26+co" in onward.content.decode()
    assert secret.slug not in onward.content.decode()
