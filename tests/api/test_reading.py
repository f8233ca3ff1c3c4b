"""Pages that stand still, tags that know what has changed, and an equal number of queries."""

from uuid import UUID

import pytest

from communities.models import LocalGroup
from tests.api.programs import is_problem
from tests.factories import make_community, make_local_group
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]


def names(answer) -> list[str]:
    return [row["name"] for row in answer.json()["results"]]


def follow(program, address: str):
    assert address.startswith("http://localhost:8000/api/v1/communities/zonnekring/")
    return program.get(address.removeprefix("http://localhost:8000/api/v1/communities/zonnekring/"))


@pytest.fixture
def five(community, group):
    return [make_newer_group(community, name) for name in ("A", "B", "C", "D", "E")]


def make_newer_group(community, name: str):
    """Ids of one millisecond have no order of their own; these have."""
    return make_local_group(
        community, name, public_id=UUID(f"ffffffff-0000-7000-8000-0000000000{ord(name):02x}")
    )


def test_pages_come_newest_first(program, five):
    first = program.get("groups/?limit=2")
    second = follow(program, first.json()["next"])
    third = follow(program, second.json()["next"])
    assert [names(page) for page in (first, second, third)] == [["E", "D"], ["C", "B"], ["A", "Oost"]]
    assert (first.json()["previous"], third.json()["next"]) == (None, None)
    assert names(follow(program, second.json()["previous"])) == ["E", "D"]


def test_what_is_added_or_removed_meanwhile_shifts_nothing(program, community, five):
    first = program.get("groups/?limit=2")
    make_newer_group(community, "Z")
    with scope(community):
        LocalGroup.objects.filter(name="E").delete()
        LocalGroup.objects.filter(name="C").delete()
    assert names(follow(program, first.json()["next"])) == ["B", "A"]


@pytest.mark.parametrize("limit", ["0", "-3", "x", ""])
def test_a_page_size_that_is_none_is_the_usual_one(program, five, limit):
    assert len(names(program.get(f"groups/?limit={limit}"))) == 6


def test_a_page_holds_at_most_a_hundred(program, community):
    with scope(community):
        LocalGroup.objects.bulk_create(
            LocalGroup(community=community, name=f"G{number}", place="x", lat=52, lon=6)
            for number in range(120)
        )
    assert len(names(program.get("groups/?limit=1000"))) == 100


@pytest.mark.parametrize("cursor", ["x", "cD0x", "cD0wMDA=", "cj0xJnA9%00", "%FF%FE"])
def test_a_cursor_that_is_none_of_ours_is_said(program, five, cursor):
    is_problem(program.get(f"groups/?cursor={cursor}"), 404, "not_found")


def test_links_do_not_follow_a_forged_host(program, five, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = program.get("groups/?limit=2", Host="evil.example")
    assert answer.json()["next"].startswith("http://localhost:8000/api/v1/")


def test_the_tag_saves_reading_the_same_again(program, group):
    first = program.get(f"groups/{group.public_id}/")
    again = program.get(f"groups/{group.public_id}/", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_the_tag_changes_with_what_is_seen(program, community, group):
    first = program.get(f"groups/{group.public_id}/")
    with scope(community):
        LocalGroup.objects.update(name="Changed")
    again = program.get(f"groups/{group.public_id}/", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.json()["name"]) == (200, "Changed")


def test_a_change_of_what_has_changed_is_refused(program, group):
    tag = program.get(f"groups/{group.public_id}/").headers["ETag"]
    first = program.patch(f"groups/{group.public_id}/", {"name": "First"}, If_Match=tag)
    assert (first.status_code, first.json()["name"]) == (200, "First")
    is_problem(
        program.patch(f"groups/{group.public_id}/", {"name": "Second"}, If_Match=tag), 412, "has_changed"
    )
    new_tag = first.headers["ETag"]
    assert program.patch(f"groups/{group.public_id}/", {"name": "Third"}, If_Match=new_tag).status_code == 200


@pytest.mark.urls("weconomics.urls")
def test_the_directory_is_open_to_everybody_and_shows_who_shows_itself(client, community):
    make_community(slug="verborgen", visibility="hidden")
    make_community(slug="nog-niet", connected=False)
    answer = client.get("/api/v1/communities/")
    assert [one["slug"] for one in answer.json()["results"]] == ["zonnekring"]
    assert client.get("/api/v1/communities/?q=zonne").json()["results"]
    make_local_group(community, place="Eefde")
    assert client.get("/api/v1/communities/?q=eefde").json()["results"]
    assert not client.get("/api/v1/communities/?q=elders%00").json()["results"]


@pytest.mark.urls("weconomics.urls")
def test_the_directory_has_pages_by_address(client):
    for slug in ("c", "a", "b"):
        make_community(slug=slug)
    first = client.get("/api/v1/communities/?limit=2").json()
    assert [one["slug"] for one in first["results"]] == ["a", "b"]
    second = client.get(first["next"].removeprefix("http://localhost:8000")).json()
    assert [one["slug"] for one in second["results"]] == ["c"]


@pytest.mark.urls("weconomics.urls")
def test_what_a_community_is_for_is_open_unless_it_hides(client, community):
    answer = client.get("/api/v1/communities/zonnekring/")
    assert answer.json()["domain"]["purpose"] == "Elkaar helpen in de buurt."
    assert "community_id" not in answer.content.decode()
    community.visibility = "members"
    community.save()
    assert client.get("/api/v1/communities/zonnekring/").status_code == 200


@pytest.mark.urls("weconomics.urls")
def test_one_local_group(program, group):
    assert program.get(f"local-groups/{group.public_id}/").json() == {
        "id": str(group.public_id),
        "name": "Oost",
        "place": "Zutphen",
        "lat": 52.146,
        "lon": 6.208,
        "radius_km": 5,
        "description": "",
        "member_count": 0,
        "partner_count": 1,
    }
