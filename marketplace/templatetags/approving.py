"""Where a listing stands with the coordinators, for whose it is."""

from typing import Any

from django import template

from marketplace.looks.queries import last_look_of
from marketplace.models import Listing

register = template.Library()


@register.inclusion_tag("marketplace/_listing_look.html", takes_context=True)
def look_at(context: Any, listing: Listing) -> dict[str, Any]:
    """Waits, was changed and waits while it is shown, or was sent back with a reason. One query."""
    return {"listing": listing, "look": last_look_of(listing), "community": context["community"]}
