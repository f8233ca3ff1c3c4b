"""Reads of matching: the policy in force, and matches with what their cards show."""

from django.db.models import Q, QuerySet

from marketplace.enums import MatchState, PolicyState
from marketplace.matching.weights import STARTING, Weights
from marketplace.models import Listing, Match, MatchingPolicy


def policy_in_force() -> MatchingPolicy | None:
    """The one that members decided on; None before the first decision."""
    return MatchingPolicy.objects.filter(state=PolicyState.ACTIVE).select_related("community").first()


def weights_of(policy: MatchingPolicy | None) -> Weights:
    """The weights of a policy; of none, those to start with."""
    if policy is None:
        return STARTING
    return Weights(policy.weights, policy.fewest_points, policy.number, policy.pk)


def weights_in_force() -> Weights:
    return weights_of(policy_in_force())


def policies() -> QuerySet[MatchingPolicy]:
    """Newest first."""
    return MatchingPolicy.objects.select_related("community", "made_by").order_by("-number")


def drafts() -> QuerySet[MatchingPolicy]:
    """What can be decided on."""
    return MatchingPolicy.objects.filter(state__in=[PolicyState.DRAFT, PolicyState.PROPOSED]).order_by(
        "number"
    )


def untold(weights: Weights) -> QuerySet[Match]:
    """Strong suggestions of which nobody heard yet, between listings that are still there."""
    both = Q(offer__state="published", request__state="published")
    rows = Match.objects.filter(both, state=MatchState.SUGGESTED, told_at=None, score__gte=weights.told_from)
    return rows.order_by("pk")


def dismissed_of(listings: QuerySet[Listing]) -> QuerySet[Match]:
    """What was put aside, so that it can be taken back."""
    mine = listings.order_by().values("pk")
    rows = Match.objects.filter(Q(offer__in=mine) | Q(request__in=mine), state=MatchState.DISMISSED)
    return rows.select_related("offer", "request", "community").order_by("-computed_at", "-pk")
