"""Looking for counterparts: when a listing is published or changed, in both directions; and what people say of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from marketplace import rules
from marketplace.actions.match_news import note_matches
from marketplace.enums import ListingState, MatchState
from marketplace.matching import Score, Weights, score
from marketplace.matching.candidates import candidates_of
from marketplace.matching.errors import MatchMovedOn
from marketplace.matching.gathering import CAME_TO_NOTHING, traits_of
from marketplace.matching.queries import weights_in_force
from marketplace.models import Deal, Listing, Match, MatchNews
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

MOST_MATCHES = 20
# One job of a community writes at a time, and listings are locked before matches, in order of id, as deals lock them.
# FOR KEY SHARE is what the new row's foreign keys ask anyway; asked later, it would wait in a circle with a deal.
LOCK_COMMUNITY = (
    "SELECT pg_advisory_xact_lock(hashtext('marketplace.matches'), (%s::bigint %% 2147483648)::int)"
)
LOCK_LISTINGS = "SELECT id FROM marketplace_listing WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@transaction.atomic
def match_listing(*, listing_id: int, at: datetime | None = None) -> int:
    """Suggest the best counterparts of a listing anew. What people dismissed or contacted stays as it is.

    A pair that still fits keeps its row. Both sides of a strong new one are told, by a job. Returns how many are
    suggested. A listing that is not published any more loses its suggestions.
    """
    listing = Listing.objects.select_related("community").filter(pk=listing_id).first()
    if listing is None:
        return 0
    at, weights = at or timezone.now(), weights_in_force()
    found = _scored(listing, weights, at) if _is_open(listing) else {}
    best = _best(found, listing)
    _lock(listing, best)
    _forget_others(listing, best)
    _write(found, best)
    note_matches(listing=listing, weights=weights, at=at)
    return len(best)


@transaction.atomic
def dismiss_match(*, match: Match, by: Actor) -> Match:
    """This one does not suit: it is not suggested again. Once more changes nothing. Raises NotAllowed, MatchMovedOn."""
    match = _locked(match, by)
    if match.state == MatchState.CONTACTED:
        raise MatchMovedOn
    return _into(match, MatchState.DISMISSED)


@transaction.atomic
def restore_match(*, match: Match, by: Actor) -> Match:
    """Undo a dismissal: it is suggested again, and nobody is told anew. Raises NotAllowed, MatchMovedOn."""
    match = _locked(match, by)
    if match.state == MatchState.CONTACTED:
        raise MatchMovedOn
    return _into(match, MatchState.SUGGESTED)


@transaction.atomic
def part_matches(*, one_id: int, other_id: int) -> int:
    """Two members are apart: what was suggested to them of each other goes, without a word. Returns how many."""
    pairs = Q(offer__owner_membership_id=one_id, request__owner_membership_id=other_id)
    pairs |= Q(offer__owner_membership_id=other_id, request__owner_membership_id=one_id)
    MatchNews.objects.filter(pairs, told_at=None).delete()
    ids = list(
        Match.objects.filter(pairs, state=MatchState.SUGGESTED).order_by("pk").values_list("pk", flat=True)
    )
    Match.objects.filter(pk__in=ids, state=MatchState.SUGGESTED).delete()
    return len(ids)


@transaction.atomic
def reopen_match(*, deal_id: int) -> bool:
    """A deal came to nothing: its pair can be suggested again, and nobody is told anew.

    Not while another deal of the same two listings goes on or was done. True when it is reopened.
    """
    deal = Deal.objects.get(pk=deal_id)
    if deal.state not in CAME_TO_NOTHING:
        return False
    pair = {"offer_id": deal.offer_id, "request_id": deal.request_id}
    # Under the lock: a proposal that is made meanwhile waits for it, and then marks the pair as in contact again.
    match = Match.objects.select_for_update().filter(**pair, state=MatchState.CONTACTED).first()
    if match is None or Deal.objects.filter(**pair).exclude(state__in=CAME_TO_NOTHING).exists():
        return False
    _into(match, MatchState.SUGGESTED)
    return True


def score_pairs(listing: Listing, weights: Weights, at: datetime) -> dict[tuple[int, int], Score]:
    """(offer, request) → score of every candidate of a listing, also of those that cannot be."""
    ids = candidates_of(listing)
    known = traits_of(Listing.objects.filter(pk__in=[listing.pk, *ids]), at=at)
    _row, mine = known.pop(listing.pk)
    if listing.is_offer:
        return {(listing.pk, pk): score(mine, theirs, weights) for pk, (_, theirs) in known.items()}
    return {(pk, listing.pk): score(theirs, mine, weights) for pk, (_, theirs) in known.items()}


def _scored(listing: Listing, weights: Weights, at: datetime) -> dict[tuple[int, int], Match]:
    in_contact = _in_contact(listing)
    return {
        (offer_id, request_id): Match(
            offer_id=offer_id,
            request_id=request_id,
            score=found.points,
            reasons=list(found.reasons),
            policy_id=weights.policy_id,
            computed_at=at,
            state=MatchState.CONTACTED if (offer_id, request_id) in in_contact else MatchState.SUGGESTED,
        )
        for (offer_id, request_id), found in score_pairs(listing, weights, at).items()
        if not found.refused and found.points >= weights.fewest
    }


def _in_contact(listing: Listing) -> set[tuple[int | None, int | None]]:
    """Pairs of which a deal goes on, or was done: a new row of theirs is no news."""
    deals = Deal.objects.filter(Q(offer=listing) | Q(request=listing)).exclude(state__in=CAME_TO_NOTHING)
    return set(deals.order_by().values_list("offer_id", "request_id"))


def _is_open(listing: Listing) -> bool:
    return listing.state == ListingState.PUBLISHED and listing.hidden_at is None


def _best(found: dict[tuple[int, int], Match], listing: Listing) -> list[tuple[int, int]]:
    """The best ones, and all that the other side was shown already and that still fit. In order of their listings."""
    by_score = sorted(found, key=lambda pair: (-found[pair].score, pair))
    own = "offer_id" if listing.is_offer else "request_id"
    shown = set(Match.objects.filter(**{own: listing.pk}).values_list("offer_id", "request_id"))
    return sorted({*by_score[:MOST_MATCHES], *(shown & found.keys())})


def _lock(listing: Listing, best: Iterable[tuple[int, int]]) -> None:
    ids = sorted({listing.pk, *(pk for pair in best for pk in pair)})
    with connection.cursor() as cursor:
        cursor.execute(LOCK_COMMUNITY, [listing.community_id])
        cursor.execute(LOCK_LISTINGS, [ids])


def _forget_others(listing: Listing, best: list[tuple[int, int]]) -> None:
    """What fits no more."""
    own = "offer_id" if listing.is_offer else "request_id"
    rows = Match.objects.filter(**{own: listing.pk}, state=MatchState.SUGGESTED)
    keep = set(best)
    gone = [pk for pk, *pair in rows.values_list("pk", "offer_id", "request_id") if tuple(pair) not in keep]
    if gone:
        Match.objects.filter(pk__in=gone, state=MatchState.SUGGESTED).delete()


def _write(found: dict[tuple[int, int], Match], best: list[tuple[int, int]]) -> None:
    Match.objects.bulk_create(
        [found[pair] for pair in best],
        update_conflicts=True,
        unique_fields=["community", "offer", "request"],
        update_fields=["score", "reasons", "policy", "computed_at"],
    )


def _locked(match: Match, by: Actor) -> Match:
    if not any(rules.may_change_listing(listing, by=by) for listing in (match.offer, match.request)):
        raise NotAllowed
    rows = Match.objects.select_related("offer", "request").select_for_update(of=("self",))
    return rows.get(pk=match.pk)


def _into(match: Match, state: MatchState) -> Match:
    match.state = state
    match.save(update_fields=["state"])
    return match
