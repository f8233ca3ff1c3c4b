"""Questions about offers, requests and deals."""

from communities.interface import PartyRef
from marketplace.enums import Audience, ListingState
from marketplace.models import Deal, Listing
from weconomics.actor import Actor, Role


def acts_for(ref: PartyRef, *, by: Actor) -> bool:
    """The member, or a colleague of the organisation."""
    return by.is_system or by.may_act_for(ref.kind, ref.id)


def may_manage_categories(*, by: Actor) -> bool:
    return by.leads or by.has_role(Role.COORDINATOR)


def may_manage_market(*, by: Actor) -> bool:
    """Its terms, its types of listings, and what waits for approval: coordinators and who leads."""
    return by.leads or by.has_role(Role.COORDINATOR)


def may_place_listing(*, by: Actor) -> bool:
    return by.is_member


def may_change_listing(listing: Listing, *, by: Actor) -> bool:
    """Whose it is."""
    return acts_for(listing.owner_ref, by=by)


def may_take_down_listing(listing: Listing, *, by: Actor) -> bool:
    """Whose it is, and who moderates."""
    return may_change_listing(listing, by=by) or by.leads or by.has_role(Role.MODERATOR)


def may_see_listing(listing: Listing, *, by: Actor, group_ids: frozenset[int] = frozenset()) -> bool:
    """By its audience; drafts and what ended only by whose it is and who moderates, what waits by who approves too."""
    if may_take_down_listing(listing, by=by):
        return True
    if not listing.is_published:
        return listing.state == ListingState.REVIEW and may_manage_market(by=by)
    if listing.audience == Audience.PUBLIC:
        return by.sees_community
    if listing.audience == Audience.COMMUNITY:
        return by.is_member
    return by.is_member and listing.local_group_id in group_ids


def may_see_deal(deal: Deal, *, by: Actor) -> bool:
    """The two parties, and nobody else."""
    return acts_for(deal.provider_ref, by=by) or acts_for(deal.requester_ref, by=by)


def may_plan_rounds(*, by: Actor) -> bool:
    """Coordinators and who leads."""
    return by.leads or by.has_role(Role.COORDINATOR)
