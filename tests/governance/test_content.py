"""What fits into a factor, and what it lacks."""

from datetime import date
from typing import Any

import pytest

from governance import factors
from governance.enums import Factor
from tests.governance.factories import CONTENTS


@pytest.mark.parametrize("factor", list(Factor))
def test_a_complete_content_lacks_nothing(factor: Factor) -> None:
    content = factors.clean(factor, CONTENTS[factor])
    assert factors.problems(factor, CONTENTS[factor]) == []
    assert factors.missing(factor, content) == []
    assert factors.clean(factor, content) == content


@pytest.mark.parametrize("factor", list(Factor))
def test_an_empty_content_fits_but_lacks_something(factor: Factor) -> None:
    assert factors.problems(factor, {}) == []
    assert factors.missing(factor, factors.clean(factor, {}))


def test_a_row_of_one_word_may_be_that_word() -> None:
    content = factors.clean(Factor.VISION, {"course_lines": ["Ontmoeten"], "non_goals": ["Verpleging"]})
    assert content["course_lines"] == [{"title": "Ontmoeten", "description": ""}]
    assert content["non_goals"] == [{"text": "Verpleging"}]


def test_empty_rows_and_unknown_keys_are_left_out() -> None:
    rows = [{"area": "", "who": "members", "method": "consent"}, {"area": "Begroting", "who": "board"}]
    content = factors.clean(Factor.GOVERNANCE, {"decision_areas": rows, "secret": 1})
    assert [row["area"] for row in content["decision_areas"]] == ["Begroting"]
    assert "secret" not in content


def test_values_are_kept_exact() -> None:
    goal = {"title": "Meer", "baseline": "12.50", "target": 150, "deadline": date(2027, 12, 31)}
    kept = factors.clean(Factor.AMBITION, {"goals": [goal]})["goals"][0]
    assert (kept["baseline"], kept["target"], kept["deadline"]) == ("12.5", "150", "2027-12-31")


@pytest.mark.parametrize(
    ("factor", "content", "where"),
    [
        (Factor.VISION, {"horizon_year": "binnenkort"}, "horizon_year"),
        (Factor.VISION, {"horizon_year": 1999}, "horizon_year"),
        (Factor.VISION, {"course_lines": [str(n) for n in range(8)]}, "course_lines"),
        (Factor.PERSPECTIVE, {"why": "x" * 4001}, "why"),
        (Factor.PERSPECTIVE, {"theory": [{"title": "A", "url": "javascript:alert(1)"}]}, "theory.0.url"),
        (Factor.AMBITION, {"goals": [{"title": "A", "target": "veel"}]}, "goals.0.target"),
        (Factor.AMBITION, {"goals": [{"title": "A", "target": "NaN"}]}, "goals.0.target"),
        (Factor.AMBITION, {"goals": [{"title": "A", "deadline": "2027-13-01"}]}, "goals.0.deadline"),
        (Factor.GOVERNANCE, {"decision_areas": [{"area": "A", "who": "de koning"}]}, "decision_areas.0.who"),
        (Factor.GOVERNANCE, {"quorum_percent": 0}, "quorum_percent"),
    ],
)
def test_what_does_not_fit_is_named(factor: Factor, content: dict[str, Any], where: str) -> None:
    assert [problem.where for problem in factors.problems(factor, content)] == [where]


@pytest.mark.parametrize("part", ["title", "metric", "unit", "baseline", "target", "deadline", "owner"])
def test_a_goal_is_smart_when_all_its_parts_are_there(part: str) -> None:
    goal = factors.clean(Factor.AMBITION, CONTENTS[Factor.AMBITION])["goals"][0]
    assert factors.is_smart(goal)
    assert factors.missing_parts({**goal, part: ""}) == [part]
    assert not factors.is_smart({**goal, part: None})


def test_a_goal_that_starts_at_zero_is_smart() -> None:
    goal = factors.clean(Factor.AMBITION, CONTENTS[Factor.AMBITION])["goals"][0]
    assert factors.is_smart({**goal, "baseline": "0"})
