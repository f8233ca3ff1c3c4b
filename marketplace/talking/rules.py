"""Questions about threads: whose they are, who reads, who writes."""

from dataclasses import dataclass

from communities.interface import PartyRef, colleague_membership_ids
from marketplace.blocking import blocked_with
from marketplace.enums import DealState
from marketplace.models import Listing, Thread
from marketplace.rules import acts_for
from weconomics.actor import Actor

# Both are bound by then, so both must be able to say when they come: also those who want no other contact.
BINDING = (DealState.AGREED, DealState.STARTED, DealState.DELIVERED, DealState.DISPUTED)


@dataclass(frozen=True)
class Side:
    """One side of a thread: the party, and the member who speaks for it."""

    ref: PartyRef
    membership_id: int

    @property
    def member_ids(self) -> list[int]:
        """Whom to tell: the member, or everybody who acts for the organisation."""
        if self.ref.kind == "member":
            return [self.membership_id]
        return colleague_membership_ids(self.ref.id)


def sides_of(thread: Thread) -> tuple[Side, Side]:
    """Who asks or receives, then who answers or provides."""
    deal, listing = thread.deal, thread.listing
    if deal is not None:
        return (
            Side(deal.requester_ref, deal.requester_membership_id),
            Side(deal.provider_ref, deal.provider_membership_id),
        )
    if listing is None or thread.asker_id is None:
        raise ValueError(f"{thread!r} is about nothing.")  # the database forbids it
    asker = Side(PartyRef("member", thread.asker_id), thread.asker_id)
    return asker, Side(listing.owner_ref, listing.owner_membership_id)


def other_side(thread: Thread, *, by: Actor) -> Side:
    """The side that the actor does not act for; the answering one for who is neither."""
    asking, answering = sides_of(thread)
    return asking if acts_for(answering.ref, by=by) and not by.is_system else answering


def may_read_thread(thread: Thread, *, by: Actor) -> bool:
    """The two sides, with the colleagues of an organisation; nobody else."""
    return any(acts_for(side.ref, by=by) for side in sides_of(thread))


def may_write(thread: Thread, *, by: Actor) -> bool:
    return by.membership_id is not None and may_read_thread(thread, by=by)


def may_ask(listing: Listing, *, by: Actor) -> bool:
    """A member whose listing it is not. Whether they see it is the caller's question."""
    return by.membership_id is not None and not acts_for(listing.owner_ref, by=by)


def hearer_ids(thread: Thread, *, author_id: int) -> set[int]:
    """The members who hear what this one writes: the other side, without those who are apart from the writer.

    A deal that binds both goes on: until it ends they can write about it.
    """
    sides = [set(side.member_ids) for side in sides_of(thread)]
    others = [ids for ids in sides if author_id not in ids] or sides
    heard = set[int]().union(*others) - {author_id}
    if thread.deal is not None and thread.deal.state in BINDING:
        return heard
    return heard - blocked_with(author_id)
