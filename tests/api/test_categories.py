"""The questions of a category through the API: read with the categories, answered with a listing."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.models import Listing
from tests.api.programs import is_problem
from tests.factories import make_category
from tests.marketplace.test_answers import ask
from tests.marketplace.test_fields import ROOF
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ROOM = {"title": "Dak", "category": "tuin"}


@pytest.fixture
def garden(community: Any) -> Any:
    made = make_category(community, "Tuin", slug="tuin")
    with scope(community):
        ask(made)
    return made


def test_lists_categories_with_what_they_ask_now(program: Any, community: Any, garden: Any) -> None:
    make_category(community, "Keuken", slug="keuken")
    with scope(community):
        ask(garden, ROOF[2:3], number=2)
    kitchen, tuin = program.get("categories/").json()["results"]
    assert (kitchen["slug"], kitchen["version"], kitchen["questions"]) == ("keuken", None, [])
    assert (tuin["slug"], tuin["version"]) == ("tuin", 2)
    assert tuin["questions"] == [
        {"code": "area", "name_nl": "Oppervlak", "name_en": "Area", "kind": "number", "required": False,
         "filterable": False, "unit": "m²", "options": []}
    ]  # fmt: skip


def test_keeps_answers_and_says_which_version_they_answer(program: Any, garden: Any) -> None:
    values = {"roof": "tiles", "area": 42.5, "own": True, "built": "2024-02-29", "tools": ["drill"]}
    made = program.post("offers/", {**ROOM, "values": values}).json()
    assert (made["values"], made["values_version"]) == (values, 1)
    changed = program.patch(f"offers/{made['id']}/", {"values": {"roof": "flat"}}).json()
    assert changed["values"] == {"roof": "flat"}


def test_what_does_not_fit_is_named_by_its_code(program: Any, community: Any, garden: Any) -> None:
    values = {"roof": "reed", "area": "42", "colour": "red", "own": True}
    body = is_problem(program.post("offers/", {**ROOM, "values": values}), 400, "invalid")
    assert {error["field"] for error in body["errors"]} == {"values.roof", "values.area", "values.colour"}
    for wrong in ([], "x", 3):
        body = is_problem(program.post("offers/", {**ROOM, "values": wrong}), 400, "invalid")
        assert [error["field"] for error in body["errors"]] == ["values"]
    with scope(community):
        assert not Listing.objects.exists()


@pytest.mark.usefixtures("open_gates")
def test_publishing_says_what_is_not_answered(program: Any, garden: Any) -> None:
    made = program.post("offers/", {**ROOM, "values": {"roof": "flat"}}).json()
    body = is_problem(program.post(f"offers/{made['id']}/publish/"), 422, "answers_refused")
    assert [error["field"] for error in body["errors"]] == ["f_own"]
    assert program.get(f"offers/{made['id']}/").json()["state"] == "draft"


def test_asks_as_many_queries_for_three_as_for_one(program: Any, community: Any, garden: Any) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path).status_code == 200
        return len(asked)

    program.post("offers/", {**ROOM, "values": {"roof": "flat"}})
    paths = ("categories/", "offers/?mine=true")
    for path in paths:
        count(path)
    once = [count(path) for path in paths]
    for name in ("Keuken", "Vervoer"):
        other = make_category(community, name, slug=name.lower())
        with scope(community):
            ask(other)
        program.post("offers/", {**ROOM, "category": other.slug, "values": {"roof": "flat"}})
    assert [count(path) for path in paths] == once
