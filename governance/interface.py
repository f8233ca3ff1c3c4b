"""What higher apps may ask. Ids, numbers and frozen dataclasses only; all of it runs in a community's scope."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from governance import queries
from governance.models import Decision, Proposal

__all__ = [
    "DecisionCard",
    "ProposalCard",
    "adopted_factor",
    "decision",
    "latest_decision_for",
    "open_proposal_for",
    "open_proposals",
    "propose_path",
]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision as others show it. `objections` are the arguments with how each was met."""

    id: int
    number: str
    title: str
    text: str
    decided_at: datetime
    review_on: date | None
    objections: tuple[tuple[str, str], ...]
    url_path: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal that members can answer now."""

    id: int
    public_id: UUID
    number: int
    title: str
    closes_at: datetime
    has_open_objection: bool
    url_path: str


def decision(number: str) -> DecisionCard | None:
    """The decision of this number (B-2026-001), or None."""
    return _decision_card(queries.decision_numbered(number))


def latest_decision_for(effect_kind: str, effect_id: int) -> DecisionCard | None:
    """The newest decision that made this change."""
    return _decision_card(queries.latest_decision_about(effect_kind, effect_id))


def open_proposals(limit: int = 5) -> list[ProposalCard]:
    """What the community is deciding on, the first to close first."""
    return [_proposal_card(row) for row in queries.live_proposals().select_related("community")[:limit]]


def open_proposal_for(effect_kind: str, effect_id: int) -> ProposalCard | None:
    """The open proposal about this change, if there is one."""
    row = queries.live_proposal_about(effect_kind, effect_id)
    return _proposal_card(row) if row else None


def adopted_factor(factor: str) -> dict[str, Any] | None:
    """The content of the adopted version, in the shape of `governance.factors`; None where nothing was adopted."""
    version = queries.adopted_version(factor)
    return version.content if version else None


def propose_path(slug: str, effect_kind: str, effect_id: int) -> str:
    """Where a member writes a proposal that makes this change."""
    return f"{reverse('governance:proposal_new', args=[slug])}?effect={effect_kind}:{effect_id}"


def _decision_card(row: Decision | None) -> DecisionCard | None:
    if row is None:
        return None
    return DecisionCard(
        id=row.pk,
        number=row.number,
        title=row.title,
        text=row.text,
        decided_at=row.decided_at,
        review_on=row.review_on,
        objections=tuple((entry["argument"], entry["resolution"]) for entry in row.objections),
        url_path=reverse("governance:decision", args=[row.community.slug, row.number]),
    )


def _proposal_card(row: Proposal) -> ProposalCard:
    assert row.closes_at is not None  # noqa: S101 - an open proposal has its moments by constraint
    return ProposalCard(
        id=row.pk,
        public_id=row.public_id,
        number=row.number,
        title=row.title,
        closes_at=row.closes_at,
        has_open_objection=row.state == "objections",
        url_path=reverse("governance:proposal", args=[row.community.slug, row.public_id]),
    )
