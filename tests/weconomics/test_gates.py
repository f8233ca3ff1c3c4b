"""Readiness follows from what apps register."""

import pytest

from weconomics.registry import gates
from weconomics.registry.gates import CheckResult, GateCheck, GateClosed


@pytest.fixture
def checks(monkeypatch):
    """A registry of this test's own: code → done."""
    answers = {"leader": True, "perspective": True, "vision": True, "operator": True}
    monkeypatch.setattr(gates, "_checks", {})
    for gate, code in zip(("G0", "G1", "G2", "G3"), answers, strict=True):
        result = lambda community, code=code: CheckResult(answers[code], f"Mend the {code}.", f"/c/x/{code}/")  # noqa: E731
        gates.register(GateCheck(gate, code, code.title(), result))
    return answers


def test_all_done_reaches_every_gate(checks):
    assert [state.reached for state in gates.status(None)] == [True] * 4
    gates.require("G3", None)


def test_a_gate_waits_for_the_one_before_it(checks):
    checks["perspective"] = False
    assert [state.reached for state in gates.status(None)] == [True, False, False, False]
    assert gates.reached(None, "G0")
    assert not gates.reached(None, "G3")


def test_a_closed_gate_says_what_is_missing_and_where(checks):
    checks["vision"] = False
    gates.require("G1", None)
    with pytest.raises(GateClosed) as closed:
        gates.require("G3", None)
    assert "Mend the vision." in str(closed.value)
    assert closed.value.data == {"gate": "G3", "url": "/c/x/vision/", "label": "Vision"}
