"""The network leader's admin: only the communities they lead, only verbs."""

import pytest
from django.test import Client

from communities.models import Invitation, JoinRequest, LocalGroup, OperatorOfRecord
from tests.communities.conftest import World
from tests.factories import make_operator, make_partner, make_user
from weconomics.tenancy.scope import scope

LISTS = [
    "community",
    "domain",
    "membership",
    "localgroup",
    "invitation",
    "joinrequest",
    "operatorofrecord",
    "partnerorganisation",
    "partnership",
]


@pytest.fixture
def leader(world: World) -> Client:
    client = Client()
    client.force_login(world.network_person)
    return client


@pytest.mark.parametrize("name", LISTS)
def test_each_list_shows_own_communities_only(world: World, leader: Client, name: str) -> None:
    make_operator(world.community)
    make_partner(world.community)

    response = leader.get(f"/admin/communities/{name}/")

    assert response.status_code == 200
    assert "Bart Buurman" not in response.content.decode()
    assert world.neighbour.community.name not in response.content.decode()


@pytest.mark.parametrize(
    "name", ["membership", "localgroup", "operatorofrecord", "partnership", "partnerorganisation"]
)
def test_each_row_opens(world: World, leader: Client, name: str) -> None:
    operator, organisation = make_operator(world.community), make_partner(world.community)
    with scope(world.community):
        rows = {
            "membership": world.leader,
            "localgroup": world.group,
            "operatorofrecord": operator,
            "partnerorganisation": organisation,
            "partnership": organisation.partnerships.get(),
        }

    assert leader.get(f"/admin/communities/{name}/{rows[name].pk}/change/").status_code == 200


def test_a_neighbours_row_is_not_there(world: World, leader: Client) -> None:
    response = leader.get(f"/admin/communities/membership/{world.neighbour.pk}/change/")
    other = leader.get(f"/admin/communities/community/{world.neighbour.community_id}/change/")

    assert (response.status_code, other.status_code) == (302, 302)


@pytest.mark.parametrize("who", ["leader", "member", "stranger", "neighbour"])
def test_nobody_else_comes_in(world: World, who: str) -> None:
    client = Client()
    person = getattr(world, who)
    client.force_login(person if who == "stranger" else person.user)

    assert client.get("/admin/communities/membership/").status_code == 302


def test_verifying_goes_by_the_verb(world: World, leader: Client) -> None:
    operator = make_operator(world.community, verified_at=None, iban="")
    data = {"action": "verify", "_selected_action": [operator.pk]}

    leader.post("/admin/communities/operatorofrecord/", data)
    with scope(world.community):
        assert OperatorOfRecord.objects.get().verified_at is None
        OperatorOfRecord.objects.update(iban="NL79WECO0000000001")
    leader.post("/admin/communities/operatorofrecord/", data)

    with scope(world.community):
        assert OperatorOfRecord.objects.get().verified_at is not None


def test_a_group_is_changed_by_the_verb(world: World, leader: Client) -> None:
    data = {
        "name": "Eefde-West",
        "place": "Eefde",
        "lat": "52.168",
        "lon": "6.222",
        "radius_km": "4",
        "description": "",
    }

    response = leader.post(f"/admin/communities/localgroup/{world.group.pk}/change/", data)

    assert response.status_code == 302
    with scope(world.community):
        assert LocalGroup.objects.get(pk=world.group.pk).name == "Eefde-West"


def test_a_request_is_answered_and_an_invitation_withdrawn(world: World, leader: Client) -> None:
    from communities.actions.invitation import invite_people

    with scope(world.community):
        asked = JoinRequest.objects.create(user=make_user(), answers=[])
        sent = invite_people(emails=["nel@voorbeeld.example"], by=world.actor("leader")).invitations[0]

    leader.post("/admin/communities/joinrequest/", {"action": "let_in", "_selected_action": [asked.pk]})
    leader.post("/admin/communities/invitation/", {"action": "revoke", "_selected_action": [sent.pk]})

    with scope(world.community):
        assert JoinRequest.objects.get().state == "accepted"
        assert Invitation.objects.get().revoked_at is not None


def test_nothing_is_deleted_or_added_here(world: World, leader: Client) -> None:
    for name in LISTS:
        assert leader.get(f"/admin/communities/{name}/add/").status_code == 403
    assert (
        leader.post(f"/admin/communities/membership/{world.member.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
