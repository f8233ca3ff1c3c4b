"""Founding, describing, connecting; operator and local groups."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.actions.community import connect_when_ready, found_community, found_domain, update_community
from communities.actions.local_group import (
    close_local_group,
    join_local_group,
    leave_local_group,
    open_local_group,
    update_local_group,
)
from communities.actions.operator import change_operator, verify_operator
from communities.errors import (
    LanguageMissing,
    LocalGroupClosed,
    NameTaken,
    OperatorIncomplete,
    SlugTaken,
    WrongIban,
    WrongKvk,
    WrongState,
    WrongVatId,
)
from communities.models import Community, Invitation, LocalGroup, Membership, OperatorOfRecord
from tests.communities.conftest import LEADERS, NOT_LEADERS, World
from tests.factories import make_domain, make_network_leader, make_operator, make_partner, make_user
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.registry import gates
from weconomics.tenancy.scope import scope

OPERATOR: dict[str, Any] = {
    "legal_name": "Coöperatie De IJsselburen U.A.",
    "legal_form": "cooperative",
    "kvk": "00000001",
    "vat_id": "NL000000012B01",
    "vat_status": "liable",
    "iban": "NL79 WECO 0000 0000 01",
    "creditor_id": "NL70ZZZ000000010000",
    "street": "Houtmarkt 1",
    "city": "Zutphen",
    "terms_version": "2026-1",
    "processing_agreement_signed_on": timezone.localdate(),
}
# What is typed in the three steps of founding.
THEIR_DOMAIN = {
    "domain_name": "Zorgzame buurt",
    "domain_slug": "zorgzame-buurt",
    "purpose": "Goed oud worden in je eigen straat.",
    "target_group": "Buren in Zutphen",
}
THEIR_IDENTITY: dict[str, Any] = {
    "name": "De IJsselburen",
    "slug": "de-ijsselburen",
    "tagline": "Buren helpen buren",
    "colour": "#0f766e",
    "languages": ["nl", "en"],
    "default_language": "nl",
    "visibility": "public",
    "join_mode": "request",
}
THEIR_PEOPLE = {
    "leader_email": "dina@voorbeeld.example",
    "emails": "nel@voorbeeld.example; Ab <ab@voorbeeld.example>",
}


def founder() -> tuple[Any, Any, Actor]:
    user = make_user(name="Noor")
    leader = make_network_leader(user)
    return leader, make_domain(leader), Actor(user_id=user.pk)


def test_a_network_leader_founds_a_community_and_invites_its_leader(db: Any) -> None:
    leader, domain, by = founder()

    community = found_community(
        network_leader=leader,
        domain=domain,
        name="Oogstkring",
        slug="oogstkring",
        leader_email="Do@v.example",
        by=by,
    )

    with scope(community):
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.role) == ("do@v.example", "domain_leader")
        assert not Membership.objects.exists()
        assert not community.is_connected


def test_without_an_address_the_founder_leads(db: Any) -> None:
    leader, domain, by = founder()

    community = found_community(network_leader=leader, domain=domain, name="Oogst", slug="oogst", by=by)

    with scope(community):
        member = Membership.objects.get()
        assert (member.user_id, member.roles.get().role) == (by.user_id, "domain_leader")
        assert gates.reached(community, "G0")


def test_nobody_else_founds(world: World) -> None:
    leader, domain, by = founder()
    other, _domain, _by = founder()
    before = Community.objects.count()

    for who in (Actor(), Actor(user_id=world.leader.user_id), Actor(user_id=world.network_person.pk)):
        with pytest.raises(NotAllowed):
            found_community(network_leader=leader, domain=domain, name="X", slug="x", by=who)
        with pytest.raises(NotAllowed):
            found_domain(network_leader=leader, name="X", slug="x", purpose="x", target_group="x", by=who)
    with pytest.raises(NotAllowed):
        found_community(network_leader=other, domain=domain, name="X", slug="x", by=by)

    assert Community.objects.count() == before


def test_a_web_address_is_used_once(world: World) -> None:
    leader, domain, by = founder()
    with pytest.raises(SlugTaken):
        found_community(network_leader=leader, domain=domain, name="X", slug="ijsselburen", by=by)
    with pytest.raises(SlugTaken):
        found_domain(network_leader=leader, name="X", slug=domain.slug, purpose="x", target_group="x", by=by)
    assert not Community.objects.filter(name="X").exists()


@pytest.mark.parametrize("who", LEADERS)
def test_leaders_describe_their_community(world: World, who: str) -> None:
    with scope(world.community):
        changed = update_community(
            community=world.community, by=world.actor(who), tagline="Elkaar nabij", colour="#aa3300"
        )
        assert (changed.tagline, changed.colour) == ("Elkaar nabij", "#aa3300")
        with pytest.raises(LanguageMissing):
            update_community(
                community=world.community, by=world.actor(who), languages=["en"], default_language="nl"
            )
        with pytest.raises(TypeError):
            update_community(community=world.community, by=world.actor(who), slug="anders")


@pytest.mark.parametrize("who", NOT_LEADERS)
def test_others_change_nothing(world: World, who: str) -> None:
    with scope(world.community):
        by = world.actor(who)
        for attempt in (
            lambda: update_community(community=world.community, by=by, tagline="Gekaapt"),
            lambda: change_operator(by=by, **OPERATOR),
            lambda: verify_operator(by=by),
            lambda: open_local_group(name="X", place="X", lat=52, lon=6, by=by),
            lambda: close_local_group(local_group=world.other_group, by=by),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert Community.objects.get(pk=world.community.pk).tagline == ""
        assert not OperatorOfRecord.objects.exists()
        assert LocalGroup.objects.filter(state="open").count() == 2


def test_a_community_connects_when_it_is_ready_and_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Community.objects.filter(pk=world.community.pk).update(connected_at=None)
    with scope(world.community):
        assert not connect_when_ready()
        monkeypatch.setattr(gates, "_checks", {})
        assert connect_when_ready()
        since = Community.objects.get(pk=world.community.pk).connected_at
        monkeypatch.undo()
        assert connect_when_ready()
        assert Community.objects.get(pk=world.community.pk).connected_at == since


def test_the_operator_is_verified_by_the_network_leader_when_complete(world: World) -> None:
    with scope(world.community):
        change_operator(by=world.actor("leader"), **{**OPERATOR, "iban": ""})
        with pytest.raises(NotAllowed):
            verify_operator(by=world.actor("leader"))
        with pytest.raises(OperatorIncomplete):
            verify_operator(by=world.actor("network_leader"))
        operator = change_operator(by=world.actor("leader"), iban=OPERATOR["iban"])
        assert (operator.iban, operator.verified_at) == ("NL79WECO0000000001", None)

        verified = verify_operator(by=world.actor("network_leader"))

        assert verified.verified_at is not None
        assert change_operator(by=world.actor("leader"), city="Zutphen").verified_at == verified.verified_at
        assert change_operator(by=world.actor("leader"), city="Eefde").verified_at is None


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kvk": "123"}, WrongKvk),
        ({"vat_id": "NL1"}, WrongVatId),
        ({"iban": "NL00WECO0000000001"}, WrongIban),
    ],
)
def test_an_operator_has_right_numbers(
    world: World, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with scope(world.community):
        with pytest.raises(refusal):
            change_operator(by=world.actor("leader"), **{**OPERATOR, **fields})
        assert not OperatorOfRecord.objects.exists()


@pytest.mark.parametrize("who", LEADERS)
def test_leaders_open_groups_with_names_of_their_own(world: World, who: str) -> None:
    with scope(world.community):
        opened = open_local_group(
            name="Warnsveld", place="Warnsveld", lat=52.135, lon=6.23, by=world.actor(who)
        )
        assert (opened.radius_km, opened.state) == (5, "open")
        with pytest.raises(NameTaken):
            open_local_group(name="Eefde", place="Eefde", lat=52.1, lon=6.2, by=world.actor(who))
        assert LocalGroup.objects.count() == 3


def test_a_coordinator_describes_the_own_group_only(world: World) -> None:
    with scope(world.community):
        by = world.actor("coordinator")
        assert update_local_group(local_group=world.group, description="Elke woensdag", by=by).description
        with pytest.raises(NotAllowed):
            update_local_group(local_group=world.other_group, description="Gekaapt", by=by)
        assert LocalGroup.objects.get(pk=world.other_group.pk).description == ""


def test_members_take_part_and_stop(world: World) -> None:
    with scope(world.community):
        by = world.actor("coordinator")
        join_local_group(local_group=world.other_group, by=by)
        join_local_group(local_group=world.other_group, by=by)
        assert world.coordinator.local_groups.count() == 2
        leave_local_group(local_group=world.group, by=by)
        assert world.actor("coordinator").coordinated_group_ids == frozenset()
        for who in ("visitor", "stranger", "network_leader"):
            with pytest.raises(NotAllowed):
                join_local_group(local_group=world.group, by=world.actor(who))


def test_a_group_with_partners_stays_open_and_a_closed_one_takes_nobody(world: World) -> None:
    make_partner(world.community, local_group=world.group)
    with scope(world.community):
        by = world.actor("leader")
        with pytest.raises(WrongState):
            close_local_group(local_group=world.group, by=by)
        closed = close_local_group(local_group=world.other_group, by=by)
        with pytest.raises(LocalGroupClosed):
            join_local_group(local_group=closed, by=world.actor("member"))


def test_the_steps_say_what_is_missing(world: World) -> None:
    with scope(world.community):
        lines = {line.code: line for state in gates.status(world.community) for line in state.checks}
        assert lines["domain_leader"].done
        assert lines["local_group_coordinated"].done
        assert not lines["operator_verified"].done
        assert lines["treasurer_and_second_person"].done
    make_operator(world.community)
    with scope(world.community):
        lines = {line.code: line for state in gates.status(world.community) for line in state.checks}
        assert lines["operator_verified"].done


class TestTheWizard:
    def test_three_steps_make_a_community(self, db: Any) -> None:
        user = make_user("noor@voorbeeld.example")
        leader = make_network_leader(user)
        client = Client()
        client.force_login(user)
        domain = {**THEIR_DOMAIN, "network_leader": leader.pk}

        assert client.get("/communities/new/?step=people").context["step"] == "domain"
        answer = client.post("/communities/new/?step=domain", domain)
        assert answer.headers["Location"].endswith("step=identity")
        assert not Community.objects.filter(slug="de-ijsselburen").exists()
        client.post("/communities/new/?step=identity", THEIR_IDENTITY)
        response = client.post("/communities/new/?step=people", THEIR_PEOPLE)

        assert response.headers["Location"] == "/c/de-ijsselburen/"
        community = Community.objects.get(slug="de-ijsselburen")
        with scope(community):
            invited = dict(Invitation.objects.values_list("email", "role"))
        assert invited == {
            "dina@voorbeeld.example": "domain_leader",
            "nel@voorbeeld.example": "member",
            "ab@voorbeeld.example": "member",
        }

    def test_what_was_typed_stays_beside_the_sentence(self, db: Any) -> None:
        user = make_user()
        make_network_leader(user)
        client = Client()
        client.force_login(user)

        page = client.post(
            "/communities/new/?step=domain", {"domain_name": "Zorgzame buurt", "domain_slug": "Fout!"}
        )

        text = page.content.decode()
        assert page.status_code == 200
        assert 'value="Zorgzame buurt"' in text
        assert 'value="Fout!"' in text
        assert set(page.context["form"].errors) == {
            "network_leader",
            "domain_slug",
            "purpose",
            "target_group",
        }

    def test_others_do_not_come_in(self, world: World) -> None:
        client = Client()
        assert client.get("/communities/new/").status_code == 302
        client.force_login(world.leader.user)
        assert client.get("/communities/new/").status_code == 403
