"""Reads of a round and its lines."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from marketplace.enums import AllocationState, ListingState, Side
from marketplace.holding import with_held
from marketplace.models import Allocation, Listing, MatchingRound

WITH = ("offer", "request", "deal")
PARTS = ("owner_membership__user", "owner_organisation", "local_group")


def lines_of(round_: MatchingRound) -> QuerySet[Allocation]:
    """The lines by request, the best first; those that were taken out stand at their place."""
    joined = [f"{side}__{part}" for side in ("offer", "request") for part in PARTS]
    rows = Allocation.objects.filter(round=round_).select_related(*WITH, *joined, "community")
    shown = Q(state__in=[state for state in AllocationState if state != AllocationState.WITHDRAWN])
    return rows.filter(shown | Q(is_taken_out=True) | Q(deal__isnull=False)).order_by(
        "request__title", "request_id", "-points", "pk"
    )


def outcome_of(round_: MatchingRound) -> dict[str, Any]:
    """How many lines came to what, after the round was sent."""
    rows = Allocation.objects.filter(round=round_, is_taken_out=False).order_by().values("state")
    found = {row["state"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    done = found.get("agreed", 0) + found.get("fulfilled", 0)
    return {
        "agreed": done,
        "waiting": found.get("proposed", 0) + found.get("accepted", 0),
        "to_send": found.get("suggested", 0),
        "ended": found.get("withdrawn", 0) + found.get("lapsed", 0),
    }


def unmet_requests(round_: MatchingRound, *, at: datetime) -> QuerySet[Listing]:
    """Open requests that still need something and to which the plan gives nothing, the oldest first."""
    rows = Listing.objects.filter(side=Side.REQUEST, state=ListingState.PUBLISHED, hidden_at=None)
    if round_.local_group_id:
        rows = rows.filter(local_group_id=round_.local_group_id)
    met = Allocation.objects.filter(round=round_, state=AllocationState.SUGGESTED, request__isnull=False)
    needs = Q(quantity=None) | Q(quantity__gt=F("held"))
    rows = with_held(rows.exclude(pk__in=met.values("request_id")), at)
    return rows.filter(needs).order_by("published_at", "pk")
