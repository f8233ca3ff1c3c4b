"""Readiness: what a community may do follows from checks that apps register, never from a switch (docs/domain: gates)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError

NAMES: dict[str, str | Promise] = {
    "G0": _("Explore"),
    "G1": _("Connect"),
    "G2": _("Coordinate"),
    "G3": _("Trade"),
}
UNLOCKS: dict[str, str | Promise] = {
    "G0": _("a workspace of your own and invitations"),
    "G1": _("a public page, members, local groups, partner applications and free exchange"),
    "G2": _("offers and requests in full, matching and deals without money"),
    "G3": _("paid deals, contributions and invoices"),
}


@dataclass(frozen=True)
class CheckResult:
    """`missing` is a sentence that says what to do; `url` is where."""

    done: bool
    missing: str = ""
    url: str = ""


@dataclass(frozen=True)
class GateCheck:
    gate: str
    code: str
    title: str | Promise
    check: Callable[[Any], CheckResult]
    order: int = 100


@dataclass(frozen=True)
class CheckedLine:
    code: str
    title: str | Promise
    done: bool
    missing: str
    url: str


@dataclass(frozen=True)
class GateState:
    """A gate is reached when all its checks are done and the gate before it is reached."""

    gate: str
    name: str | Promise
    unlocks: str | Promise
    reached: bool
    checks: list[CheckedLine]

    @property
    def missing(self) -> list[CheckedLine]:
        return [line for line in self.checks if not line.done]


class GateClosed(DomainError):
    """The community is not ready for this. `data` has gate, missing (sentences), url and label of the first."""

    code = "gate_closed"


_checks: dict[str, GateCheck] = {}


def register(check: GateCheck) -> None:
    _checks[check.code] = check


def status(community: Any) -> list[GateState]:
    """All gates in order, each with its checks asked now."""
    states: list[GateState] = []
    before = True
    for gate in NAMES:
        lines = [_ask(check, community) for check in _of(gate)]
        before = before and all(line.done for line in lines)
        states.append(GateState(gate, NAMES[gate], UNLOCKS[gate], before, lines))
    return states


def reached(community: Any, gate: str) -> bool:
    """Stops asking at the first thing that is missing."""
    return _first_missing(community, gate) is None


def require(gate: str, community: Any) -> None:
    """Raises GateClosed with what is missing and where to mend it."""
    line = _first_missing(community, gate)
    if line is None:
        return
    sentence = gettext("This opens at the step “%(step)s”. Still missing: %(missing)s") % {
        "step": NAMES[gate],
        "missing": line.missing or line.title,
    }
    raise GateClosed(sentence, data={"gate": gate, "url": line.url, "label": str(line.title)})


def _first_missing(community: Any, gate: str) -> CheckedLine | None:
    for name in NAMES:
        for check in _of(name):
            line = _ask(check, community)
            if not line.done:
                return line
        if name == gate:
            return None
    raise KeyError(gate)


def _of(gate: str) -> list[GateCheck]:
    return sorted(
        (check for check in _checks.values() if check.gate == gate), key=lambda c: (c.order, c.code)
    )


def _ask(check: GateCheck, community: Any) -> CheckedLine:
    result = check.check(community)
    return CheckedLine(check.code, check.title, result.done, result.missing, result.url)
