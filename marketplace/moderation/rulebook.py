"""The rules that somebody can break: the law, by kind, and the agreements that the community adopted."""

from dataclasses import dataclass

from governance.interface import adopted_factor
from marketplace.enums import GroundKind, Law

CULTURE = "culture"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as a form offers it; `ground` is what is kept: an agreement in its words of today."""

    code: str
    ground_kind: str
    law: str
    ground: str
    detail: str = ""


def agreements() -> list[Rule]:
    """What the community agreed on how people treat each other, in its own order; none before it adopted any."""
    content = adopted_factor(CULTURE) or {}
    rows = [row for row in content.get("agreements", []) if row.get("value")]
    return [
        Rule(
            f"agreement:{number}", GroundKind.AGREEMENT, "", row["value"][:LONGEST], row.get("behaviour", "")
        )
        for number, row in enumerate(rows, start=1)
    ]


def laws() -> list[Rule]:
    return [Rule(f"law:{law.value}", GroundKind.LAW, law.value, str(law.label)) for law in Law]


def rule_of(code: str) -> Rule | None:
    """The rule that a form names; None for one that is not here."""
    return next((rule for rule in [*agreements(), *laws()] if rule.code == code), None)


def label_of(ground_kind: str, law: str, ground: str) -> str:
    """A rule in words, for who reads: the law by its kind, an agreement in the words it had."""
    return str(Law(law).label) if ground_kind == GroundKind.LAW and law else ground
