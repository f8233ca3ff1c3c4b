"""What this app tells the others. Ids and words only: a receiver reads the rest itself.

`effect_kind` is empty where a proposal changes nothing but its own text; `effect_id` is then None.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProposalOpened:
    """The members were asked; what the proposal decides on should not change any more."""

    proposal_id: int
    effect_kind: str
    effect_id: int | None


@dataclass(frozen=True)
class ProposalRevised:
    """The proposal has a new text and everybody is asked again."""

    proposal_id: int
    text_version: int


@dataclass(frozen=True)
class ObjectionRaised:
    proposal_id: int
    objection_id: int


@dataclass(frozen=True)
class ProposalEnded:
    """A proposal was withdrawn or expired: nothing changes. `state` says which."""

    proposal_id: int
    effect_kind: str
    effect_id: int | None
    state: str


@dataclass(frozen=True)
class DecisionTaken:
    """A decision was adopted and its effect applied."""

    decision_id: int
    number: str
    effect_kind: str
    effect_id: int | None
