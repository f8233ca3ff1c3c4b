"""Who wants nothing to do with whom. Nothing here tells who of the two blocked the other."""

from collections.abc import Iterable

Pair = frozenset[int]


def blocked_pairs(membership_ids: Iterable[int]) -> set[Pair]:
    """The pairs of these members between whom one blocked the other, in either direction. One query."""
    return set()


def blocked_with(membership_id: int) -> set[int]:
    """The members with whom this member has no contact, whoever of the two blocked. One query."""
    return set()


def is_blocked_between(ours: Iterable[int], theirs: Iterable[int]) -> bool:
    """True when somebody of one side and somebody of the other are apart. One query."""
    return False
