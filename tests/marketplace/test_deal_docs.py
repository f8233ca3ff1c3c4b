"""The pages about deals say what the code does: each step of the table, each share and each limit in days."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from marketplace.cancelling import AT_LAST_BP, TERMS
from marketplace.limits import NEW_FOR
from marketplace.models import MarketSettings
from marketplace.transitions import DISPUTE_AFTER_ITS_END, TRANSITIONS, Transition

PAGES = Path(__file__).resolve().parents[2] / "docs/marketplace"
SHARES = {10_000: "all", 5_000: "half", 0: "nothing"}


def _cells(page: str, begins: str) -> list[list[str]]:
    lines = (PAGES / page).read_text().splitlines()
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line.startswith(begins)]


def _row(step: Transition) -> list[str]:
    return [
        f"`{step.name}`",
        str(step.label),
        str(step.who),
        ", ".join(step.source),
        ", ".join(step.target),
        str(step.guard.text) if step.guard else "",
        f"`{step.after}`" if step.after else "",
    ]


def test_the_table_of_steps_is_that_of_the_code() -> None:
    with override("en"):
        steps = [_row(step) for step in TRANSITIONS]
    assert [row for row in _cells("deals.md", "| `") if len(row) == len(steps[0])] == steps


@pytest.mark.parametrize("page", ["deals.md", "when-it-goes-wrong.md"])
def test_the_defaults_of_the_settings_are_those_of_the_code(page: str) -> None:
    rows = [row for row in _cells(page, "| `") if row[0].strip("`") in _settings()]
    assert rows
    for name, default, *_about in rows:
        assert default.split(",")[0] == str(_settings()[name.strip("`")]), name


def _settings() -> dict[str, object]:
    return {field.name: field.default for field in MarketSettings._meta.local_fields if field.has_default()}


@pytest.mark.parametrize("policy", list(TERMS))
def test_the_shares_of_a_policy_stand_in_their_column(policy: str) -> None:
    [row] = _cells("when-it-goes-wrong.md", f"| {policy} |")
    written = dict(zip(SHARES.values(), row[1:], strict=True))
    expected = dict.fromkeys(SHARES.values(), "")
    for term in TERMS[policy]:
        before = f"{term.days} days" if term.days else f"{term.hours} hours"
        expected[SHARES[term.refund_bp]] = f"until {before} before the start"
    expected[SHARES[AT_LAST_BP[policy]]] = "after that"
    assert written == expected


def test_the_days_in_the_sentences_are_those_of_the_code() -> None:
    text = (PAGES / "when-it-goes-wrong.md").read_text()
    assert f"for {DISPUTE_AFTER_ITS_END.days} days after it was confirmed by itself" in re.sub(
        r"\s+", " ", text
    )
    assert f"first {NEW_FOR.days} days of membership" in (PAGES / "talking.md").read_text()
