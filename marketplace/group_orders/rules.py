"""Questions about group orders."""

from marketplace.models import GroupOrder, Listing
from marketplace.rules import acts_for, may_take_down_listing
from weconomics.actor import Actor


def may_open_group_order(offer: Listing, *, by: Actor) -> bool:
    """Whose offer it is: the prices of a group order are promised by who provides, not by a third."""
    return by.membership_id is not None and acts_for(offer.owner_ref, by=by)


def organises(order: GroupOrder, *, by: Actor) -> bool:
    """The provider's side."""
    return may_open_group_order(order.offer, by=by)


def may_cancel_group_order(order: GroupOrder, *, by: Actor) -> bool:
    """Who organises it, and who moderates."""
    return organises(order, by=by) or may_take_down_listing(order.offer, by=by)


def may_see_lines(order: GroupOrder, *, by: Actor, takes_part: bool) -> bool:
    """Who takes how much is for those who share it: the provider and who takes part. Others see the totals."""
    return takes_part or organises(order, by=by)
