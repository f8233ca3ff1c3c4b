"""Reads of disputes."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from communities.interface import member_ids_with_role
from marketplace.disputing.rules import UNDECIDED
from marketplace.models import Deal, Dispute, DisputeEvidence
from marketplace.queries import people_of
from weconomics.actor import Actor, Role


def with_deal(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return disputes.select_related(
        "community",
        "deal__community",
        "deal__provider_membership",
        "deal__provider_organisation",
        "deal__requester_membership",
        "deal__requester_organisation",
        "opener",
        "decided_by",
    )


def disputes_to_judge(actor: Actor) -> QuerySet[Dispute]:
    """All disputes in which the actor has no part; undecided ones first, the most urgent on top."""
    member, organisations = actor.membership_id or 0, actor.organisation_ids
    mine = Q(deal__provider_membership_id=member) | Q(deal__requester_membership_id=member)
    mine |= Q(deal__provider_organisation_id__in=organisations)
    mine |= Q(deal__requester_organisation_id__in=organisations)
    gave = DisputeEvidence.objects.filter(membership_id=member).values("dispute_id")
    return with_deal(Dispute.objects.exclude(mine).exclude(pk__in=gave))


def undecided(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return disputes.filter(state__in=UNDECIDED).order_by("decide_until", "pk")


def ended(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return disputes.exclude(state__in=UNDECIDED).order_by("-opened_at", "-pk")


def running_dispute_of(deal: Deal) -> Dispute | None:
    return Dispute.objects.filter(deal=deal, state__in=UNDECIDED).first()


def last_dispute_of(deal: Deal) -> Dispute | None:
    return Dispute.objects.filter(deal=deal).order_by("-opened_at", "-pk").first()


def judge_ids(dispute: Dispute, roles: Iterable[str] = (Role.MODERATOR,)) -> list[int]:
    """Who holds one of these roles and has no part in it; who leads when no moderator is left."""
    free = {pk for role in roles for pk in member_ids_with_role(role)} - involved_ids(dispute)
    leaders = set(member_ids_with_role(Role.DOMAIN_LEADER)) - involved_ids(dispute)
    return sorted(free or leaders)


def involved_ids(dispute: Dispute) -> set[int]:
    """Everybody of both sides, and who gave evidence."""
    deal = dispute.deal
    people = people_of(deal.provider_ref, deal.provider_membership_id)
    people += people_of(deal.requester_ref, deal.requester_membership_id)
    return {*people, *dispute.evidence.values_list("membership_id", flat=True)}
