"""What was typed stays, and the sentence stands beside its field."""

from typing import Any

import pytest

from communities.models import Invitation, LocalGroup, PartnerOrganisation
from tests.communities.conftest import World
from tests.communities.test_pages import browser
from weconomics.tenancy.scope import scope

ORGANISATION = {
    "name": "Zorgboerderij De Schuur",
    "legal_form": "foundation",
    "kvk": "123",
    "vat_status": "liable",
    "vat_id": "NL000000036B01",
    "country": "NL",
    "email": "schuur@voorbeeld.example",
    "motivation": "Wij doen graag mee.",
}


@pytest.mark.usefixtures("all_steps_reached")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, "kvk"),
        ({"kvk": "00000003", "vat_id": "NL1"}, "vat_id"),
        ({"kvk": "00000003", "local_group": ""}, "local_group"),
        ({"kvk": "00000003", "country": "Nederland"}, "country"),
        ({"kvk": "00000003", "email": "schuur"}, "email"),
    ],
)
def test_an_application_is_refused_beside_the_field(
    world: World, changed: dict[str, Any], field: str
) -> None:
    typed = {**ORGANISATION, "local_group": world.group.pk, **changed}

    page = browser(world, "member").post("/c/ijsselburen/partners/apply/", typed)

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}
    assert "Zorgboerderij De Schuur" in page.content.decode()
    assert "Wij doen graag mee." in page.content.decode()
    with scope(world.community):
        assert not PartnerOrganisation.objects.exists()


def test_wrong_addresses_are_named_and_all_of_them_stay(world: World) -> None:
    typed = "nel@voorbeeld.example\nab@@\nFout"

    page = browser(world, "leader").post("/c/ijsselburen/invitations/", {"emails": typed, "role": "member"})

    assert "ab@@, fout" in page.content.decode()
    assert typed in page.content.decode()
    with scope(world.community):
        assert not Invitation.objects.exists()


def test_a_coordinator_cannot_post_another_role_or_group(world: World) -> None:
    client = browser(world, "coordinator")
    for typed in (
        {"role": "treasurer", "local_group": world.group.pk},
        {"role": "member", "local_group": world.other_group.pk},
    ):
        page = client.post("/c/ijsselburen/invitations/", {"emails": "nel@voorbeeld.example", **typed})
        assert page.context["form"].errors
    with scope(world.community):
        assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"lat": "noord"}, {"lat"}),
        ({"lat": "91"}, {"lat"}),
        ({"radius_km": "0"}, {"radius_km"}),
        ({"name": "Gorssel"}, {"name"}),
        ({"name": ""}, {"name"}),
    ],
)
def test_a_group_is_refused_beside_the_field(world: World, typed: dict[str, str], fields: set[str]) -> None:
    filled = {
        "name": "Warnsveld",
        "place": "Warnsveld",
        "lat": "52.1",
        "lon": "6.2",
        "radius_km": "5",
        **typed,
    }

    page = browser(world, "leader").post("/c/ijsselburen/local-groups/new/", filled)

    assert set(page.context["form"].errors) == fields
    assert 'value="Warnsveld"' in page.content.decode()
    with scope(world.community):
        assert LocalGroup.objects.count() == 2


def test_a_dutch_decimal_comma_is_understood(world: World) -> None:
    filled = {"name": "Warnsveld", "place": "Warnsveld", "lat": "52,135", "lon": "6.230", "radius_km": "5"}

    browser(world, "leader").post("/c/ijsselburen/local-groups/new/", filled)

    with scope(world.community):
        assert LocalGroup.objects.get(name="Warnsveld").lat == 52.135


def test_a_file_that_is_no_picture_is_refused(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    filled = {
        "display_name": "Mies",
        "country": "NL",
        "mail_preference": "each",
        "trader_status": "private",
        "photo": SimpleUploadedFile("foto.jpg", b"<script>alert(1)</script>", "image/jpeg"),
    }
    page = browser(world, "member").post("/c/ijsselburen/profile/", filled)

    assert set(page.context["form"].errors) == {"photo"}
    assert 'value="Mies"' in page.content.decode()


def test_the_settings_are_saved_and_a_missing_first_language_is_refused(world: World) -> None:
    filled = {
        "name": "De IJsselburen",
        "tagline": "Buren helpen buren",
        "colour": "#0f766e",
        "languages": ["nl"],
        "default_language": "en",
        "time_zone": "Europe/Amsterdam",
        "currency": "EUR",
        "visibility": "public",
        "join_mode": "open",
    }
    client = browser(world, "leader")

    page = client.post("/c/ijsselburen/settings/", filled)
    assert set(page.context["form"].errors) == {"default_language"}
    assert client.post("/c/ijsselburen/settings/", {**filled, "default_language": "nl"}).status_code == 302

    world.community.refresh_from_db()
    assert (world.community.tagline, world.community.languages) == ("Buren helpen buren", ["nl"])


def test_an_invitation_page_uses_nothing_up_until_somebody_accepts(world: World) -> None:
    from communities.actions.invitation import invite_people, token_of

    with scope(world.community):
        sent = invite_people(emails=["nel@voorbeeld.example"], by=world.actor("leader")).invitations[0]
    url = f"/invitations/{token_of(sent)}/"

    assert browser(world, "visitor").get(url).status_code == 200
    assert browser(world, "visitor").post(url).status_code == 200
    assert browser(world, "stranger").get(url).status_code == 200
    with scope(world.community):
        assert Invitation.objects.get().accepted_at is None
    assert browser(world, "stranger").post(url).headers["Location"] == "/c/ijsselburen/start/"
    assert browser(world, "visitor").get("/invitations/geraden/").status_code == 404
