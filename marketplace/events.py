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


@dataclass(frozen=True)
class MessageSent:
    message_id: int
