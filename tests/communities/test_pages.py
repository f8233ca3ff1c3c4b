"""Every page, asked by everybody: who comes in, who is turned away, and nothing private on it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Community
from tests.communities.conftest import World
from tests.factories import make_community, make_member, make_operator, make_partner
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

CALLERS = [
    "visitor",
    "stranger",
    "neighbour",
    "member",
    "coordinator",
    "treasurer",
    "moderator",
    "leader",
    "network_leader",
]
LOGIN, JOIN = "/accounts/login/", "/c/ijsselburen/join/"

# url name → status for each caller, in the order of CALLERS; 302 is the way to log in or to join.
PAGES = {
    "home": [200] * 9,
    "start": [302, 302, 302, 200, 200, 200, 200, 200, 200],
    "theme": [200] * 9,
    "join": [302, 200, 200, 302, 302, 302, 302, 302, 200],
    "members": [302, 302, 302, 200, 200, 200, 200, 200, 200],
    "profile": [302, 302, 302, 200, 200, 200, 200, 200, 302],
    "leave": [302, 302, 302, 200, 200, 200, 200, 200, 404],
    "local_groups": [200] * 9,
    "local_group_points": [200] * 9,
    "local_group_new": [302, 302, 302, 403, 403, 403, 403, 200, 200],
    "partners": [200] * 9,
    "invitations": [302, 302, 302, 403, 200, 403, 403, 200, 200],
    "join_requests": [302, 302, 302, 403, 200, 403, 403, 200, 200],
    "notifications": [302, 302, 302, 200, 200, 200, 200, 200, 200],
    "settings": [302, 302, 302, 403, 403, 403, 403, 200, 200],
    "questions": [302, 302, 302, 403, 403, 403, 403, 200, 200],
    "operator": [302, 302, 302, 403, 403, 200, 403, 200, 200],
}


def browser(world: World, who: str) -> Client:
    client = Client()
    people: dict[str, Any] = {"stranger": world.stranger, "network_leader": world.network_person}
    if who != "visitor":
        client.force_login(people.get(who) or getattr(world, who).user)
    return client


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("name", list(PAGES))
def test_each_page_lets_in_who_may_come_in(world: World, name: str, who: str) -> None:
    response = browser(world, who).get(reverse(f"communities:{name}", args=["ijsselburen"]))

    assert response.status_code == PAGES[name][CALLERS.index(who)]


@pytest.mark.parametrize("who", CALLERS)
def test_before_connect_only_its_own_people_see_a_community(world: World, who: str) -> None:
    Community.objects.filter(pk=world.community.pk).update(connected_at=None)
    inside = who not in ("visitor", "stranger", "neighbour")

    for name in ("home", "partners", "theme", "local_groups"):
        response = browser(world, who).get(reverse(f"communities:{name}", args=["ijsselburen"]))
        assert response.status_code == (200 if inside else 404), name
    listed = browser(world, who).get("/").context["page_obj"].object_list
    assert world.community not in listed


def test_a_community_for_members_shows_strangers_only_its_door(world: World) -> None:
    Community.objects.filter(pk=world.community.pk).update(visibility="members")

    home = browser(world, "stranger").get("/c/ijsselburen/")

    assert home.status_code == 200
    assert "Dina Domein" not in home.content.decode()
    assert browser(world, "stranger").get("/c/ijsselburen/partners/").status_code == 404
    assert browser(world, "visitor").get("/").context["page_obj"].object_list[0].slug in (
        "buren",
        "ijsselburen",
    )


def test_a_hidden_community_does_not_exist_for_strangers(world: World) -> None:
    Community.objects.filter(pk=world.community.pk).update(visibility="hidden")

    assert browser(world, "stranger").get("/c/ijsselburen/").status_code == 404
    assert browser(world, "stranger").get("/c/ijsselburen/join/").status_code == 404
    assert browser(world, "member").get("/c/ijsselburen/").status_code == 200
    assert world.community not in browser(world, "visitor").get("/").context["page_obj"].object_list


@pytest.mark.parametrize("who", ["visitor", "stranger", "member", "coordinator"])
def test_no_page_tells_an_address_of_somebody(world: World, who: str) -> None:
    with scope(world.community):
        member = world.member
        member.street, member.postcode, member.city = "Geheimlaan 7", "7211 ZZ", "Eefde"
        member.about = "Ik wandel graag."
        member.save()
        member.user.phone = "0612345678"
        member.user.save()
    make_partner(world.community, admin=world.member, local_group=world.group)
    pages = ["home", "members", "local_groups", "local_group_points", "partners"]
    urls = [reverse(f"communities:{name}", args=["ijsselburen"]) for name in pages]
    urls += [reverse("communities:member", args=["ijsselburen", world.member.public_id])]
    urls += [reverse("communities:local_group", args=["ijsselburen", world.group.public_id])]

    for url in urls:
        text = browser(world, who).get(url, follow=True).content.decode()
        for secret in ("Geheimlaan", "7211 ZZ", "0612345678", world.leader.user.email):
            assert secret not in text, url


def test_a_neighbours_rows_are_not_found(world: World) -> None:
    theirs = world.neighbour.public_id
    for name in ("member", "local_group", "partner"):
        response = browser(world, "leader").get(reverse(f"communities:{name}", args=["ijsselburen", theirs]))
        assert response.status_code == 404, name


def test_an_unknown_community_is_not_found(db: Any) -> None:
    assert Client().get("/c/bestaat-niet/").status_code == 404
    assert Client().get("/c/bestaat-niet/members/").status_code == 404


@pytest.mark.parametrize(
    "name", ["members", "partners", "local_groups", "notifications", "invitations", "join_requests"]
)
def test_lists_ask_as_many_queries_for_three_rows_as_for_one(
    world: World, name: str, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from communities.actions.invitation import invite_people
    from communities.actions.notification import notify
    from communities.models import JoinRequest
    from tests.factories import make_local_group, make_user

    def more(number: int) -> None:
        for _n in range(number):
            member = make_member(world.community, Role.COORDINATOR)
            make_partner(world.community, admin=member, local_group=make_local_group(world.community))
            with scope(world.community):
                notify([world.leader.pk], kind="test", text="Nieuws", url="/c/ijsselburen/")
                invite_people(emails=[f"{member.pk}@voorbeeld.example"], by=world.actor("leader"))
                JoinRequest.objects.create(user=make_user(), answers=[{"question": "Wie?", "answer": "Ik"}])

    def asked() -> int:
        client = browser(world, "leader")
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    url = reverse(f"communities:{name}", args=["ijsselburen"])
    more(1)
    with_one = asked()
    more(2)

    assert asked() == with_one


def test_the_home_asks_as_many_queries_whatever_is_in_it(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        client = browser(world, "visitor")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/c/ijsselburen/").status_code == 200
        return len(queries)

    before = asked()
    for _n in range(3):
        make_partner(world.community, local_group=world.group)
        make_member(world.community, Role.MODERATOR)

    assert asked() <= before + 1  # one for the partners' panel, however many partners


def test_the_directory_lists_communities_by_words(world: World) -> None:
    make_community(slug="oogst", name="Oogstkring", tagline="Kort van land naar bord")

    found = Client().get("/?q=land").context["page_obj"].object_list

    assert [row.slug for row in found] == ["oogst"]


def test_members_of_a_community_in_preparation_find_it_in_the_directory(world: World) -> None:
    Community.objects.filter(pk=world.community.pk).update(connected_at=None)

    own = browser(world, "member").get("/").context["own"]

    assert own == [world.community]


def test_the_treasurer_reads_the_operator_but_does_not_change_it(world: World) -> None:
    make_operator(world.community)
    client = browser(world, "treasurer")

    assert "Coöperatie Voorbeeld" in client.get("/c/ijsselburen/operator/").content.decode()
    client.post(
        "/c/ijsselburen/operator/",
        {"legal_name": "Andere", "legal_form": "bv", "country": "NL", "vat_status": "kor"},
    )

    with scope(world.community):
        from communities.models import OperatorOfRecord

        assert OperatorOfRecord.objects.get().legal_name == "Coöperatie Voorbeeld U.A."
