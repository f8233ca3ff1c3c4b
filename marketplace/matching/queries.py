"""Reads of matching: the policy in force, and matches with what their cards show."""

from django.db.models import Q, QuerySet

from marketplace.blocking import without_parted
from marketplace.enums import ListingState, MatchState, PolicyState
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


def drafts() -> QuerySet[MatchingPolicy]:
    """What can be decided on."""
    return MatchingPolicy.objects.filter(state=PolicyState.DRAFT).order_by("number")


def earlier_policies() -> QuerySet[MatchingPolicy]:
    """What held before, newest first."""
    return MatchingPolicy.objects.filter(state=PolicyState.SUPERSEDED).order_by("-number")


def strong(matches: QuerySet[Match], weights: Weights) -> QuerySet[Match]:
    """Of which both sides hear: suggested, with enough points, between listings that are there for people in contact."""
    there = {
        f"{side}__{name}": value
        for side in ("offer", "request")
        for name, value in (("state", ListingState.PUBLISHED), ("hidden_at", None))
    }
    rows = matches.filter(**there, state=MatchState.SUGGESTED, score__gte=weights.told_from)
    return without_parted(rows)


def dismissed_of(listings: QuerySet[Listing]) -> QuerySet[Match]:
    """What was put aside, so that it can be taken back."""
    mine = listings.order_by().values("pk")
    rows = Match.objects.filter(Q(offer__in=mine) | Q(request__in=mine), state=MatchState.DISMISSED)
    rows = without_parted(rows)
    return rows.select_related("offer", "request", "community").order_by("-computed_at", "-pk")
