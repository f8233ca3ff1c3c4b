"""Factors, proposals and decisions of any community, made by the verbs themselves: a decision has no other door."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from communities.models import Community, Membership
from governance.actions.decisions import adopt_proposal
from governance.actions.factors import save_factor_draft, start_factor_draft
from governance.actions.proposals import draft_proposal, open_proposal
from governance.actions.responses import respond
from governance.enums import Factor, ResponseKind
from governance.models import ContextItem, Decision, FactorVersion, Proposal
from tests.factories import actor_of, make_actor, make_member
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

CONTENTS: dict[Factor, dict[str, Any]] = {
    Factor.PERSPECTIVE: {
        "why": "Meer mensen worden alleen oud, en veel zestigers hebben tijd.",
        "values": [{"value": "Nabijheid", "meaning": "Hulp komt uit de straat."}],
        "theory": [{"title": "Zorgzame buurt", "url": "https://voorbeeld.example/buurt"}],
    },
    Factor.VISION: {
        "belief": "Een buurt die elkaar kent, zorgt beter.",
        "destination": "Niemand hoeft te verhuizen omdat een boodschap niet lukt.",
        "horizon_year": 2032,
        "course_lines": ["Ontmoeten", "Hulp aan huis", "Vervoer"],
        "non_goals": ["Verpleging"],
    },
    Factor.AMBITION: {
        "target_group": "75-plussers en mantelzorgers",
        "goals": [
            {
                "title": "Meer vervulde hulpvragen",
                "metric": "vervulde hulpvragen",
                "unit": "per maand",
                "baseline": 60,
                "target": 150,
                "deadline": "2027-12-31",
                "owner": "Coördinator Zutphen",
            }
        ],
    },
    Factor.COORDINATION: {
        "strategy": "Eerst de eigen straat, dan de wijk, dan de stad.",
        "principles": [{"principle": "Dichtbij gaat voor", "why": "Dan blijft het lopen."}],
    },
    Factor.GOVERNANCE: {
        "decision_areas": [
            {"area": area, "who": "members", "method": "consent", "quorum": 50}
            for area in ("Bijdragen", "Partners", "Afspraken", "Begroting", "Lokale groepen")
        ],
        "quorum_percent": 50,
        "minimum_people": 3,
        "minimum_days": 5,
    },
    Factor.STRUCTURE: {
        "people": [{"who": "Coördinatoren", "brings": "Vier uur per week", "goal": "Hulpvragen"}],
        "means": [{"name": "Bakfiets", "amount": "1", "goal": "Boodschappen"}],
    },
    Factor.CULTURE: {
        "agreements": [
            {
                "value": "Vertrouwen",
                "behaviour": "Wat je bij iemand thuis ziet, blijft daar.",
                "if_not": "De coördinator belt dezelfde week.",
            }
        ],
    },
}


def make_people(community: Community, count: int = 3) -> list[Membership]:
    return [make_member(community) for _ in range(count)]


def make_draft_version(community: Community, factor: Factor = Factor.VISION, **content: Any) -> FactorVersion:
    """A complete draft of this factor."""
    leader = make_actor(community, Role.DOMAIN_LEADER)
    with scope(community):
        draft = start_factor_draft(factor=factor, by=leader)
        return save_factor_draft(version=draft, content={**CONTENTS[factor], **content}, by=leader)


def make_open_proposal(
    community: Community,
    people: list[Membership] | None = None,
    *,
    at: datetime | None = None,
    effect_kind: str = "",
    effect_id: int | None = None,
    **fields: Any,
) -> Proposal:
    """A proposal that everybody who is a member now was asked about; the first of `people` proposes."""
    proposer = actor_of((people or make_people(community))[0])
    words = {"title": "Samen eten op woensdag", "driver": "Mensen eten alleen.", "text": "Wij koken samen."}
    with scope(community):
        proposal = draft_proposal(
            **{**words, **fields}, by=proposer, effect_kind=effect_kind, effect_id=effect_id
        )
        return open_proposal(proposal=proposal, by=proposer, at=at)


def make_everybody_agree(proposal: Proposal) -> None:
    with scope(proposal.community_id):
        for elector in proposal.electors.select_related("membership"):
            respond(
                proposal=proposal,
                kind=ResponseKind.NO_OBJECTION,
                by=actor_of(elector.membership),
                text_version=proposal.text_version,
            )


def make_decision(community: Community, people: list[Membership] | None = None, **fields: Any) -> Decision:
    """A decision by consent of everybody, with its effect applied."""
    proposal = make_open_proposal(community, people, **fields)
    make_everybody_agree(proposal)
    with scope(community):
        return adopt_proposal(proposal=proposal, by=actor_of(proposal.proposer))


def make_adopted(
    community: Community, factor: Factor, people: list[Membership] | None = None
) -> FactorVersion:
    """An adopted version of this factor, by decision."""
    version = make_draft_version(community, factor)
    people = people or make_people(community)
    make_decision(community, people, effect_kind="governance.adopt_factor", effect_id=version.pk)
    with scope(community):
        version.refresh_from_db()
    return version


def make_item(community: Community, author: Membership | None = None, **fields: Any) -> ContextItem:
    author = author or make_member(community)
    fields = {"kind": "chance", "theme": "people", "title": "Veel fitte zestigers met tijd", **fields}
    with scope(community):
        return ContextItem.objects.create(community=community, author=author, **fields)


def long_after(proposal: Proposal) -> datetime:
    """A moment after the last day to answer, and before the proposal expires."""
    return (proposal.closes_at or timezone.now()) + timedelta(hours=1)
