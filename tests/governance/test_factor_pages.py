"""The pages of the seven factors: what was adopted is read, what is written is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Community
from governance.actions.factors import start_factor_draft
from governance.enums import Factor
from governance.models import FactorVersion
from tests.factories import actor_of, make_member
from tests.governance.factories import make_adopted
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

Login = Callable[[Any], Client]


def _url(community: Community, name: str, *args: Any) -> str:
    return reverse(f"governance:{name}", args=[community.slug, *args])


HEART = {
    Factor.PERSPECTIVE: "Hulp komt uit de straat.",
    Factor.VISION: "2032",
    Factor.AMBITION: "SMART",
    Factor.COORDINATION: "Dichtbij gaat voor",
    Factor.GOVERNANCE: "Begroting",
    Factor.STRUCTURE: "Bakfiets",
    Factor.CULTURE: "De coördinator belt dezelfde week.",
}


@pytest.mark.parametrize("factor", list(Factor))
def test_every_factor_shows_what_was_adopted(here: Community, login: Login, factor: Factor) -> None:
    version = make_adopted(here, factor)
    page = login(make_member(here)).get(_url(here, "factor", factor.value)).content.decode()
    with scope(here):
        assert version.decision is not None
        assert version.decision.number in page
    assert HEART[factor] in page


@pytest.mark.parametrize("factor", list(Factor))
def test_every_factor_can_be_written(here: Community, login: Login, factor: Factor) -> None:
    client = login(make_member(here, Role.COORDINATOR))
    assert client.post(_url(here, "factor_start", factor.value)).status_code == 302
    url = _url(here, "factor_edit", factor.value)
    assert client.get(url).status_code == 200
    assert client.post(url, {"review_on": "2027-01-01", "revision": "1"}).status_code == 302


def _goal(**more: str) -> dict[str, str]:
    return {
        "target_group": "75-plussers", "goals.0.title": "Meer hulp", "goals.0.baseline": "12,5",
        "goals.0.target": "150", "goals.0.deadline": "2027-12-31", "review_on": "2027-01-01", "revision": "1", **more,
    }  # fmt: skip


def test_a_draft_keeps_what_was_typed_in_dutch(here: Community, login: Login) -> None:
    leader = make_member(here, Role.DOMAIN_LEADER)
    with scope(here):
        start_factor_draft(factor=Factor.AMBITION, by=actor_of(leader))
    login(leader).post(_url(here, "factor_edit", "ambition"), _goal())
    with scope(here):
        content = FactorVersion.objects.get().content
    assert content["goals"][0]["baseline"] == "12.5"
    assert content["goals"][0]["deadline"] == "2027-12-31"


def test_one_row_more_keeps_the_others_and_saves_nothing(here: Community, login: Login) -> None:
    leader = make_member(here, Role.DOMAIN_LEADER)
    with scope(here):
        start_factor_draft(factor=Factor.AMBITION, by=actor_of(leader))
    page = login(leader).post(_url(here, "factor_edit", "ambition"), _goal(add="goals")).content.decode()
    assert 'name="goals.1.title"' in page
    assert 'value="Meer hulp"' in page
    assert 'value="12,5"' in page
    with scope(here):
        assert FactorVersion.objects.get().revision == 1


def test_a_wrong_answer_stands_beside_its_field(here: Community, login: Login) -> None:
    leader = make_member(here, Role.DOMAIN_LEADER)
    with scope(here):
        start_factor_draft(factor=Factor.AMBITION, by=actor_of(leader))
    answer = login(leader).post(
        _url(here, "factor_edit", "ambition"), _goal(**{"goals.0.target": "heel veel"})
    )
    assert answer.status_code == 200
    assert "goals.0.target" in answer.context["form"].errors
    assert 'value="heel veel"' in answer.content.decode()


def test_who_saves_second_reads_that_somebody_was_first(here: Community, login: Login) -> None:
    leader = make_member(here, Role.DOMAIN_LEADER)
    with scope(here):
        start_factor_draft(factor=Factor.AMBITION, by=actor_of(leader))
    client, url = login(leader), _url(here, "factor_edit", "ambition")
    client.post(url, _goal())
    late = client.post(url, _goal(target_group="Mantelzorgers"))
    assert late.context["form"].non_field_errors()
    assert "Mantelzorgers" in late.content.decode()
    assert 'name="revision" value="2"' in late.content.decode()
    with scope(here):
        assert FactorVersion.objects.get().content["target_group"] == "75-plussers"
