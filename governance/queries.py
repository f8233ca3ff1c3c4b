"""Reads with a name. The database shows the rows of the running community only."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from governance.counting import ConsentRule, Tally, rule_from
from governance.enums import (
    LIVE_STATES,
    ContextKind,
    Factor,
    FactorState,
    ObjectionState,
    ProposalState,
    ResponseKind,
)
from governance.models import (
    ContextItem,
    Decision,
    FactorVersion,
    Objection,
    Proposal,
    ProposalElector,
    Response,
)
from weconomics.actor import Actor, Role

NOBODY = 0  # no membership has this id: who is no member answered nothing


def current_versions() -> dict[str, dict[str, FactorVersion]]:
    """Per factor its draft, proposed and adopted version, by state: {"vision": {"adopted": …}}. One query."""
    states = [FactorState.DRAFT, FactorState.PROPOSED, FactorState.ADOPTED]
    found: dict[str, dict[str, FactorVersion]] = {factor: {} for factor in Factor.values}
    for version in FactorVersion.objects.filter(state__in=states).select_related("decision"):
        found[version.factor][version.state] = version
    return found


def adopted_version(factor: str) -> FactorVersion | None:
    rows = FactorVersion.objects.filter(factor=factor, state=FactorState.ADOPTED)
    return rows.select_related("decision").first()


def adopted_contents() -> dict[str, dict[str, Any]]:
    """The content of every adopted factor, by factor. One query."""
    rows = FactorVersion.objects.filter(state=FactorState.ADOPTED)
    return dict(rows.values_list("factor", "content"))


def versions_of(factor: str) -> QuerySet[FactorVersion]:
    return (
        FactorVersion.objects.filter(factor=factor)
        .select_related("decision", "written_by")
        .order_by("-number")
    )


def sibling_versions(version_id: int) -> set[int]:
    """The ids of all versions of the same factor."""
    factor = FactorVersion.objects.filter(pk=version_id).values("factor")
    return set(FactorVersion.objects.filter(factor__in=factor).values_list("pk", flat=True))


def consent_rule() -> ConsentRule:
    """The rule of this community: what its adopted governance factor says, else the default."""
    rows = FactorVersion.objects.filter(factor=Factor.GOVERNANCE, state=FactorState.ADOPTED)
    return rule_from(rows.values_list("content", flat=True).first())


def context_items() -> QuerySet[ContextItem]:
    return ContextItem.objects.filter(removed_at=None).select_related("author")


def has_contributed(membership_id: int | None) -> bool:
    return ContextItem.objects.filter(author_id=membership_id, removed_at=None).exists()


def context_items_visible_to(actor: Actor) -> QuerySet[ContextItem]:
    """Nothing before one has written down one's own: the first to speak must not colour the rest."""
    if actor.is_member and not has_contributed(actor.membership_id):
        return ContextItem.objects.none()
    return context_items().prefetch_related("ratings")


def context_counts() -> dict[str, int]:
    """How many chances and threats there are, and how many people wrote them. One query."""
    return ContextItem.objects.filter(removed_at=None).aggregate(
        chances=Count("pk", filter=Q(kind=ContextKind.CHANCE)),
        threats=Count("pk", filter=Q(kind=ContextKind.THREAT)),
        contributors=Count("author", distinct=True),
    )


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """All that were ever opened, and the drafts one may see."""
    rows = Proposal.objects.select_related("proposer")
    if actor.has_role(Role.DOMAIN_LEADER):
        return rows
    return rows.filter(
        Q(opened_at__isnull=False) | Q(proposer_id=actor.membership_id, proposer__isnull=False)
    )


def with_progress(proposals: QuerySet[Proposal], actor: Actor) -> QuerySet[Proposal]:
    """Adds elector_count, answer_count (current text) and my_answer, for lists. No query per row."""
    answers = Response.objects.filter(
        elector__proposal=OuterRef("pk"), text_version=OuterRef("text_version"), elector__released_at=None
    )
    per_proposal = answers.order_by().values("elector__proposal").annotate(n=Count("pk")).values("n")
    electors = ProposalElector.objects.filter(proposal=OuterRef("pk"), released_at=None)
    elector_count = electors.order_by().values("proposal").annotate(n=Count("pk")).values("n")
    return proposals.annotate(
        elector_count=Subquery(elector_count),
        answer_count=Subquery(per_proposal),
        my_answer=Subquery(
            answers.filter(elector__membership_id=actor.membership_id or NOBODY).values("kind")[:1]
        ),
        i_may_answer=Exists(electors.filter(membership_id=actor.membership_id or NOBODY)),
    )


def live_proposals() -> QuerySet[Proposal]:
    """What the community is deciding on now, the first to close first."""
    return (
        Proposal.objects.filter(state__in=LIVE_STATES).select_related("proposer").order_by("closes_at", "pk")
    )


def unanswered_by(membership_id: int | None) -> QuerySet[Proposal]:
    """Open proposals that still wait for this member's answer."""
    answered = Response.objects.filter(
        elector__proposal=OuterRef("pk"),
        elector__membership_id=membership_id or NOBODY,
        text_version=OuterRef("text_version"),
    )
    mine = ProposalElector.objects.filter(
        proposal=OuterRef("pk"), membership_id=membership_id or NOBODY, released_at=None
    )
    return live_proposals().filter(Exists(mine)).exclude(Exists(answered))


def live_proposal_about(effect_kind: str, effect_id: int) -> Proposal | None:
    return live_proposals().filter(effect_kind=effect_kind, effect_id=effect_id).first()


def elector_of(proposal: Proposal, membership_id: int | None) -> ProposalElector | None:
    if membership_id is None:
        return None
    return proposal.electors.filter(membership_id=membership_id, released_at=None).first()


def responses_to(proposal: Proposal, *, text_version: int | None = None) -> QuerySet[Response]:
    """The answers to one version of the text, by default the current one, of those who still count."""
    rows = Response.objects.filter(
        elector__proposal=proposal,
        elector__released_at=None,
        text_version=text_version or proposal.text_version,
    )
    return rows.select_related("elector__membership").order_by("-kind", "given_at")


def objections_to(proposal: Proposal) -> QuerySet[Objection]:
    rows = Objection.objects.filter(elector__proposal=proposal)
    return rows.select_related("elector__membership", "settled_by").order_by("raised_at", "pk")


def tally_of(proposal: Proposal) -> Tally:
    """The count of the current text. Two queries, whatever the number of members."""
    counting = Q(responses__text_version=proposal.text_version)
    kinds = {
        kind.value: Count("pk", filter=counting & Q(responses__kind=kind), distinct=True)
        for kind in ResponseKind
    }
    counted = ProposalElector.objects.filter(proposal=proposal, released_at=None).aggregate(
        electors=Count("pk", distinct=True), **kinds
    )
    open_objections = Objection.objects.filter(elector__proposal=proposal, state=ObjectionState.OPEN).count()
    return Tally(open_objections=open_objections, **counted)


def decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("proposal").order_by("-year", "-sequence")


def decision_numbered(number: str) -> Decision | None:
    return decisions().filter(number=number).first()


def decisions_matching(words: str) -> QuerySet[Decision]:
    found = decisions()
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(number__icontains=word))
    return found


def latest_decision_about(effect_kind: str, effect_id: int) -> Decision | None:
    return decisions().filter(effect_kind=effect_kind, effect_id=effect_id).first()


def objections_before(*factors: str) -> int:
    """Open objections against proposals that would adopt one of these factors."""
    versions = FactorVersion.objects.filter(factor__in=factors).values("pk")
    return Objection.objects.filter(
        state=ObjectionState.OPEN,
        elector__proposal__state__in=LIVE_STATES,
        elector__proposal__effect_kind="governance.adopt_factor",
        elector__proposal__effect_id__in=versions,
    ).count()


def overdue_proposals(as_of: Any) -> QuerySet[Proposal]:
    return Proposal.objects.filter(state__in=LIVE_STATES, expires_at__lte=as_of).order_by("pk")


def drafts_of(actor: Actor) -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=ProposalState.DRAFT, proposer_id=actor.membership_id)
