"""Goals that the system measures: chosen in the form, shown beside the target, SMART by themselves."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Community
from governance import factors
from governance.enums import Factor
from governance.factors import missing_parts
from tests.factories import make_member
from tests.governance.factories import make_decision, make_draft_version
from weconomics.actor import Role
from weconomics.registry import metrics

Login = Callable[[Any], Client]
GOAL = {
    "title": "Sneller antwoord", "measure": "test.waiting", "baseline": "74", "target": "48", "deadline": "2027-06-30",
    "owner": "Coördinatoren",
}  # fmt: skip


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, Decimal | None]:
    """What the one registered metric answers."""
    answer: dict[str, Decimal | None] = {"value": Decimal("61.0")}
    only = metrics.Metric(
        "test.waiting", "Wachttijd", "hours", "down", lambda on: answer["value"], lambda value: f"{value} uur"
    )
    monkeypatch.setattr(metrics, "_metrics", {"test.waiting": only})
    return answer


def _page(here: Community, login: Login) -> str:
    url = reverse("governance:factor", args=[here.slug, "ambition"])
    return login(make_member(here)).get(url).content.decode()


def _adopt(here: Community, **goal: str) -> None:
    version = make_draft_version(here, Factor.AMBITION, goals=[{**GOAL, **goal}])
    make_decision(here, effect_kind="governance.adopt_factor", effect_id=version.pk)


def test_the_measured_value_and_the_way_stand_beside_the_target(
    here: Community, login: Login, measured: dict[str, Any]
) -> None:
    _adopt(here)
    page = _page(here, login)
    assert "<strong>61.0 uur</strong>" in page
    assert 'value="50"' in page  # from 74 to 48


@pytest.mark.parametrize(("value", "percent"), [("90", 0), ("48", 100), ("10", 100), ("73", 3)])
def test_the_way_ends_where_the_target_is(
    here: Community, login: Login, measured: dict[str, Any], value: str, percent: int
) -> None:
    measured["value"] = Decimal(value)
    _adopt(here)
    assert f'value="{percent}"' in _page(here, login)


def test_what_cannot_be_shown_is_said(here: Community, login: Login, measured: dict[str, Any]) -> None:
    measured["value"] = None
    _adopt(here)
    page = _page(here, login)
    assert "<progress" not in page
    assert "Wachttijd" in page


def test_a_metric_that_is_gone_leaves_the_goal_readable(
    here: Community, login: Login, measured: dict[str, Any]
) -> None:
    _adopt(here)
    metrics._metrics.clear()
    assert "Sneller antwoord" in _page(here, login)


def test_what_is_measured_names_its_metric_and_unit(measured: dict[str, Any]) -> None:
    assert missing_parts(GOAL) == []
    assert missing_parts({**GOAL, "measure": ""}) == ["metric", "unit"]


def test_only_what_is_measured_can_be_chosen(measured: dict[str, Any]) -> None:
    content = {"target_group": "Iedereen", "goals": [{**GOAL, "measure": "test.wealth"}]}
    assert [problem.where for problem in factors.problems(Factor.AMBITION, content)] == ["goals.0.measure"]
    content["goals"] = [GOAL]
    assert factors.problems(Factor.AMBITION, content) == []


def test_the_form_offers_every_metric(here: Community, login: Login, measured: dict[str, Any]) -> None:
    client = login(make_member(here, Role.DOMAIN_LEADER))
    client.post(reverse("governance:factor_start", args=[here.slug, "ambition"]))
    page = client.get(reverse("governance:factor_edit", args=[here.slug, "ambition"]))
    choices = dict(page.context["form"].fields["goals.0.measure"].choices)
    assert list(choices) == ["", "test.waiting"]
