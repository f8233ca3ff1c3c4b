"""Reads with a name. All run in the scope of one community."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from communities.interface import PartyRef, colleague_membership_ids, local_group_ids_of, party_cards
from marketplace.blocking import without_parted
from marketplace.enums import (
    RUNNING,
    Audience,
    CategoryState,
    DealState,
    ListingState,
    MatchState,
    Proposer,
)
from marketplace.models import Category, Deal, Listing, Match, Message, ThreadReading
from marketplace.reviewing import show_trust
from marketplace.rules import acts_for
from weconomics.actor import Actor

ZERO = Decimal(0)


def open_categories() -> QuerySet[Category]:
    return Category.objects.filter(state=CategoryState.OPEN)


def group_ids_of(actor: Actor) -> frozenset[int]:
    """The local groups the actor takes part in or coordinates."""
    own = local_group_ids_of(actor.membership_id) if actor.membership_id else ()
    return frozenset(own) | actor.coordinated_group_ids


def listings_visible_to(actor: Actor) -> QuerySet[Listing]:
    """Published listings whose audience the actor belongs to; none for who acts in no community.

    The policy hides other communities by itself; said once more as an equality, the community lets PostgreSQL
    read the newest straight from an index that begins with it.
    """
    if actor.community_id is None:
        return Listing.objects.none()
    seen = Q(audience=Audience.PUBLIC) if actor.sees_community else Q(pk=None)
    if actor.is_member or actor.is_system:
        seen |= Q(audience=Audience.COMMUNITY)
        seen |= Q(audience=Audience.GROUP, local_group_id__in=group_ids_of(actor))
    return with_what_cards_show(
        Listing.objects.filter(seen, community_id=actor.community_id, state=ListingState.PUBLISHED)
    )


def with_what_cards_show(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """Owner, category and group in one query."""
    return listings.select_related(
        "category", "local_group", "owner_membership__user", "owner_organisation", "community"
    )


def rows_of(found: QuerySet[Listing]) -> list[Listing]:
    """The found listings in their order, with all that a card shows; `km` where a place was asked.

    Sorting happens on numbers; only the few that are shown are joined."""
    measured = [name for name in ("km",) if name in found.query.annotations]
    wanted = list(found.values("pk", *measured))
    rows = with_what_cards_show(Listing.objects.all()).in_bulk([row["pk"] for row in wanted])
    for row in wanted:
        for name in measured:
            setattr(rows[row["pk"]], name, row[name])
    show_trust(rows.values())
    return [rows[row["pk"]] for row in wanted]


def listings_of(actor: Actor) -> QuerySet[Listing]:
    """The actor's own and those of the organisations they act for, whatever their state."""
    own = Q(owner_membership_id=actor.membership_id, owner_organisation=None)
    return with_what_cards_show(
        Listing.objects.filter(own | Q(owner_organisation_id__in=actor.organisation_ids))
    )


def newest(actor: Actor, side: str, limit: int) -> list[Listing]:
    return rows_of(listings_visible_to(actor).filter(side=side).order_by("-published_at", "-id")[:limit])


def lock_listings(ids: Iterable[int]) -> dict[int, Listing]:
    """Locked in order of id: two deals on the same two listings must not wait for each other."""
    rows = Listing.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return {listing.pk: listing for listing in rows}


def deals_of(actor: Actor) -> QuerySet[Deal]:
    """Deals in which the actor, or an organisation they act for, is one of the two."""
    mine = Q(provider_membership_id=actor.membership_id, provider_organisation=None)
    mine |= Q(requester_membership_id=actor.membership_id, requester_organisation=None)
    mine |= Q(provider_organisation_id__in=actor.organisation_ids)
    mine |= Q(requester_organisation_id__in=actor.organisation_ids)
    return Deal.objects.filter(mine).select_related(
        "provider_membership",
        "provider_organisation",
        "requester_membership",
        "requester_organisation",
        "community",
    )


def with_others(deals: Iterable[Deal], actor: Actor) -> list[Deal]:
    """Each with `is_provider` and `other`: the card of the other side, None when that is gone. Two queries."""
    rows: list[Any] = list(deals)
    cards = party_cards([ref for deal in rows for ref in deal.refs])
    for deal in rows:
        deal.is_provider = acts_for(deal.provider_ref, by=actor)
        deal.other = cards.get(deal.requester_ref if deal.is_provider else deal.provider_ref)
    return rows


def running(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    return deals.filter(state__in=RUNNING)


def ended(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    return deals.exclude(state__in=RUNNING)


def with_unread(deals: QuerySet[Deal], membership_id: int) -> QuerySet[Any]:
    """Adds `unread`: messages of the other side since the member last read the thread."""
    newer = Q(threads__messages__sent_at__gt=F("last_read")) | Q(last_read=None)
    reading = ThreadReading.objects.filter(thread__deal=OuterRef("pk"), membership_id=membership_id)
    theirs = Q(threads__messages__isnull=False) & ~Q(threads__messages__author_id=membership_id)
    return deals.annotate(last_read=Subquery(reading.values("read_at")[:1])).annotate(
        unread=Count("threads__messages", filter=newer & theirs, distinct=True)
    )


def people_of(ref: PartyRef, membership_id: int) -> list[int]:
    """Whom to tell on one side: the member, or the colleagues of the organisation."""
    return [membership_id] if ref.kind == "member" else colleague_membership_ids(ref.id)


def waiting_for(actor: Actor) -> QuerySet[Deal]:
    """Proposals that wait for this actor's yes, and inquiries that wait for their proposal."""
    provides = Q(provider_membership_id=actor.membership_id, provider_organisation=None)
    provides |= Q(provider_organisation_id__in=actor.organisation_ids)
    asks = Q(requester_membership_id=actor.membership_id, requester_organisation=None)
    asks |= Q(requester_organisation_id__in=actor.organisation_ids)
    proposed = Q(provider_accepted_at=None) & provides | Q(requester_accepted_at=None) & asks
    asked = Q(proposed_by=Proposer.REQUESTER) & provides | Q(proposed_by=Proposer.PROVIDER) & asks
    waiting = Q(state=DealState.PROPOSED) & proposed | Q(state=DealState.INQUIRY) & asked
    return deals_of(actor).filter(waiting)


def messages_of(deal: Deal) -> QuerySet[Message]:
    return Message.objects.filter(thread__deal=deal).select_related("author__user", "community")


def matches_of(listing: Listing) -> QuerySet[Match]:
    """Suggestions for a listing, best first, with the other side's card in the same query."""
    own, other = ("offer", "request") if listing.is_offer else ("request", "offer")
    rows = Match.objects.filter(**{own: listing, f"{other}__state": ListingState.PUBLISHED})
    return with_listings(without_parted(rows.exclude(state=MatchState.DISMISSED)))


def matches_for(actor: Actor) -> QuerySet[Match]:
    """Suggestions for everything the actor published, best first; then those that led to a deal already."""
    mine = listings_of(actor).filter(state=ListingState.PUBLISHED).order_by().values("pk")
    rows = Match.objects.filter(Q(offer__in=mine) | Q(request__in=mine))
    both = Q(offer__state=ListingState.PUBLISHED, request__state=ListingState.PUBLISHED)
    rows = without_parted(rows.filter(both).exclude(state=MatchState.DISMISSED))
    return with_listings(rows).order_by(_suggested_first(), "-score", "id")


def with_sides(matches: Iterable[Match], actor: Actor) -> list[Match]:
    """Each with `mine` and `other`: which of the two listings is the actor's own. Asks nothing."""
    rows: list[Any] = list(matches)
    for match in rows:
        sides = (match.offer, match.request)
        match.mine, match.other = sides if acts_for(match.offer.owner_ref, by=actor) else sides[::-1]
    return rows


def _suggested_first() -> Case:
    return Case(When(state=MatchState.SUGGESTED, then=0), default=1)


def with_listings(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Both cards of each in the same query."""
    sides = ("offer", "request")
    parts = ("category", "local_group", "owner_membership__user", "owner_organisation")
    return matches.select_related(
        "community", *sides, *(f"{side}__{part}" for side in sides for part in parts)
    )
