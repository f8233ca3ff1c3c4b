"""What cards say of whose listing it is."""

from django import template

from communities.enums import TraderStatus
from marketplace.models import Listing

register = template.Library()


@register.filter
def is_by_trader(listing: Listing) -> bool:
    """An organisation, or a member who trades. Reads what the card has selected already."""
    if listing.owner_organisation_id is not None:
        return True
    return listing.owner_membership.trader_status != TraderStatus.PRIVATE
