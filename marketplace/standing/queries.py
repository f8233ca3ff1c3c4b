"""Reads of standing deals. All run in the scope of one community."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from marketplace.enums import StandingState
from marketplace.models import Deal, StandingDeal, StandingSkip
from marketplace.standing.repeating import Rhythm
from weconomics.actor import Actor

COMING = 8
OVER = (StandingState.ENDED, StandingState.DECLINED)
PARTIES = ("provider_membership", "provider_organisation", "requester_membership", "requester_organisation")


def standing_deals_of(actor: Actor) -> QuerySet[StandingDeal]:
    """Those in which the actor, or an organisation they act for, is one of the two."""
    ids = Q(provider_organisation_id__in=actor.organisation_ids)
    ids |= Q(requester_organisation_id__in=actor.organisation_ids)
    if not actor.acts_only_for_organisation:
        ids |= Q(provider_membership_id=actor.membership_id, provider_organisation=None)
        ids |= Q(requester_membership_id=actor.membership_id, requester_organisation=None)
    rows = StandingDeal.objects.filter(ids).select_related(*PARTIES, "offer", "request", "community")
    return rows.prefetch_related("skips")


def running_standing(rows: QuerySet[StandingDeal]) -> QuerySet[StandingDeal]:
    return rows.exclude(state__in=OVER)


def ended_standing(rows: QuerySet[StandingDeal]) -> QuerySet[StandingDeal]:
    return rows.filter(state__in=OVER)


def rhythm_of(standing: StandingDeal) -> Rhythm:
    return Rhythm(standing.starts_on, standing.every, standing.every_unit, standing.ends_on)


def next_date_of(standing: StandingDeal, today: date) -> date | None:
    """The next date that is not skipped. Reads the skips that are there already: no query a row."""
    skipped = {skip.on for skip in standing.skips.all()}
    coming = rhythm_of(standing).next_dates(today, COMING + len(skipped))
    return next((day for day in coming if day not in skipped), None)


def coming_dates(standing: StandingDeal, today: date) -> list[dict[str, Any]]:
    """The next dates, each with its deal or its skip where there is one. Two queries."""
    days = rhythm_of(standing).next_dates(today, COMING)
    deals = {deal.standing_on: deal for deal in Deal.objects.filter(standing=standing, standing_on__in=days)}
    skips = {skip.on: skip for skip in StandingSkip.objects.filter(standing=standing, on__in=days)}
    return [{"on": day, "deal": deals.get(day), "skip": skips.get(day)} for day in days]
