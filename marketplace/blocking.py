"""Who wants nothing to do with whom. Nothing here tells who of the two blocked the other."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.models import Block, Match

Pair = frozenset[int]


def blocked_pairs(membership_ids: Iterable[int]) -> set[Pair]:
    """The pairs of these members between whom one blocked the other, in either direction. One query."""
    ids = set(membership_ids)
    rows = Block.objects.filter(blocker_id__in=ids, blocked_id__in=ids)
    return {frozenset(pair) for pair in rows.values_list("blocker_id", "blocked_id")}


def blocked_with(membership_id: int | None) -> set[int]:
    """The members with whom this member has no contact, whoever of the two blocked. One query."""
    if membership_id is None:
        return set()
    rows = Block.objects.filter(Q(blocker_id=membership_id) | Q(blocked_id=membership_id))
    both = rows.values_list("blocker_id", "blocked_id")
    return {pk for pair in both for pk in pair} - {membership_id}


def is_blocked_between(ours: Iterable[int], theirs: Iterable[int]) -> bool:
    """True when somebody of one side and somebody of the other are apart. One query."""
    us, them = set(ours), set(theirs)
    either = Q(blocker_id__in=us, blocked_id__in=them) | Q(blocker_id__in=them, blocked_id__in=us)
    return Block.objects.filter(either).exists()


def without_parted(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Without the pairs of listings whose people are apart. In the same query."""
    here, there = OuterRef("offer__owner_membership"), OuterRef("request__owner_membership")
    apart = Block.objects.filter(Q(blocker=here, blocked=there) | Q(blocker=there, blocked=here))
    return matches.exclude(Exists(apart.order_by()))


def has_blocked(blocker_id: int | None, blocked_id: int) -> bool:
    """For the one who blocked, on pages of their own."""
    return Block.objects.filter(blocker_id=blocker_id, blocked_id=blocked_id).exists()
