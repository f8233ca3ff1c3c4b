"""Looking for counterparts: when a listing is published or changed, in both directions."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import CharField, Func, Q, QuerySet

from communities.interface import PartyRef
from marketplace import matching, rules
from marketplace.enums import WITHOUT_MONEY, Audience, ListingState, MatchState, Side
from marketplace.holding import with_held
from marketplace.matching import Traits
from marketplace.models import Listing, Match
from marketplace.searching import km_between
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

MOST_CANDIDATES = 400
MOST_MATCHES = 20


class Stems(Func):
    """The stems of Dutch words as an array."""

    function = "tsvector_to_array"
    output_field = ArrayField(CharField())


@transaction.atomic
def match_listing(*, listing_id: int) -> int:
    """Suggest the best counterparts of a listing anew. What people dismissed or contacted stays as it is.

    Returns how many are suggested. A listing that is not published any more loses its suggestions.
    """
    listing = _with_stems(Listing.objects.filter(pk=listing_id)).first()
    if listing is None:
        return 0
    own = "offer" if listing.is_offer else "request"
    Match.objects.filter(**{own: listing}, state=MatchState.SUGGESTED).delete()
    if not listing.is_published:
        return 0
    found = sorted(_scored(listing), key=lambda match: -match.score)[:MOST_MATCHES]
    Match.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["community", "offer", "request"],
        update_fields=["score", "reasons", "computed_at"],
    )
    return len(found)


@transaction.atomic
def dismiss_match(*, match: Match, by: Actor) -> Match:
    """This one does not suit: it is not suggested again. Raises NotAllowed."""
    if not any(rules.may_change_listing(listing, by=by) for listing in (match.offer, match.request)):
        raise NotAllowed
    match.state = MatchState.DISMISSED
    match.save(update_fields=["state"])
    return match


def _scored(listing: Listing) -> Iterable[Match]:
    mine = traits_of(listing)
    for other in _candidates(listing):
        offer, request = (listing, other) if listing.is_offer else (other, listing)
        theirs = traits_of(other)
        pair = (mine, theirs) if listing.is_offer else (theirs, mine)
        result = matching.score(*pair, _km(mine, theirs))
        if result.is_worth_telling:
            yield Match(offer=offer, request=request, score=result.points, reasons=list(result.reasons))


def _candidates(listing: Listing) -> QuerySet[Listing]:
    """The other side's published listings of other people that each may see, newest first."""
    side = Side.REQUEST if listing.is_offer else Side.OFFER
    others = Listing.objects.filter(side=side, state=ListingState.PUBLISHED)
    others = others.exclude(_same_owner(listing.owner_ref))
    reachable = ~Q(audience=Audience.GROUP) | Q(local_group_id=listing.local_group_id)
    if listing.audience == Audience.GROUP:
        reachable &= Q(local_group_id=listing.local_group_id)
    return _with_stems(others.filter(reachable)).order_by("-published_at")[:MOST_CANDIDATES]


def _same_owner(ref: PartyRef) -> Q:
    if ref.kind == "organisation":
        return Q(owner_organisation_id=ref.id)
    return Q(owner_membership_id=ref.id, owner_organisation=None)


def _with_stems(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    title = SearchVector("title", config="dutch")
    return with_held(listings.select_related("category")).annotate(
        title_stems=Stems(title), stems=Stems(title + SearchVector("text", config="dutch"))
    )


def traits_of(listing: Any) -> Traits:
    """What matching looks at. The listing comes with stems and what is held of it."""
    return Traits(
        category_id=listing.category_id,
        parent_id=listing.category.parent_id,
        kind=listing.kind,
        stems=frozenset(listing.stems),
        title_stems=frozenset(listing.title_stems),
        written=f"{listing.title} {listing.text}",
        point=None if listing.lat is None else (listing.lat, listing.lon),
        local_group_id=listing.local_group_id,
        price_minor=listing.price_minor,
        is_without_money=listing.price_type in WITHOUT_MONEY,
        available=(listing.available_from, listing.available_until),
        left=None if listing.quantity is None else listing.quantity - listing.held,
    )


def _km(mine: Traits, theirs: Traits) -> float | None:
    return km_between(mine.point, theirs.point) if mine.point and theirs.point else None
