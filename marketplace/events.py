"""What the marketplace tells. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingChanged:
    """A listing was published or changed while it was published: its matches must be looked up again."""

    listing_id: int


@dataclass(frozen=True)
class DealMoved:
    """A deal took a step; `by_membership_id` took it, so the other side is told."""

    deal_id: int
    state: str
    by_membership_id: int | None
    transition: str = ""


@dataclass(frozen=True)
class MessageSent:
    message_id: int


@dataclass(frozen=True)
class MembersParted:
    """One member blocked another. For what looks for pairs, never to be told to either."""

    blocker_id: int
    blocked_id: int


@dataclass(frozen=True)
class MembersReconciled:
    """One member blocks another no longer. What was not suggested because of it can be."""

    blocker_id: int
    blocked_id: int


@dataclass(frozen=True)
class MatchingPolicyAdopted:
    """By decision of the members: from now on matches are ranked otherwise."""

    policy_id: int


@dataclass(frozen=True)
class ReviewsShown:
    """What was said of a deal is public from now on."""

    deal_id: int


@dataclass(frozen=True)
class DisputeMoved:
    """`what`: opened, answered, evidence, silent, overdue, taken_back or decided."""

    dispute_id: int
    what: str
    by_membership_id: int | None


@dataclass(frozen=True)
class GroupOrderMoved:
    """`what`: joined, left, confirmed, lapsed or cancelled."""

    group_order_id: int
    what: str
    by_membership_id: int | None


@dataclass(frozen=True)
class StandingMoved:
    """`what`: proposed, accepted, declined, paused, resumed, skipped, unskipped, missed or ended; `on` as 2026-11-30."""

    standing_id: int
    what: str
    by_membership_id: int | None
    on: str = ""


@dataclass(frozen=True)
class NoticeReceived:
    """Somebody reported something: they get a receipt, who moderates is told."""

    notice_id: int


@dataclass(frozen=True)
class MeasureMoved:
    """`what`: decided, effective (a suspension began), lifted, lapsed or reversed."""

    measure_id: int
    what: str


@dataclass(frozen=True)
class AppealMoved:
    """`what`: made or judged."""

    appeal_id: int
    what: str
