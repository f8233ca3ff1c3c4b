"""The way to the quotes, on the pages of a request and of a deal on it."""

from typing import Any

from django import template
from django.utils import timezone

from marketplace.models import Deal, Listing
from marketplace.quotes.comparing import OPEN, is_awardable
from marketplace.rules import may_change_listing

register = template.Library()


@register.inclusion_tag("marketplace/_quote_link.html", takes_context=True)
def quotes_of_request(
    context: Any, listing: Listing | None, *, others_than: Deal | None = None
) -> dict[str, Any]:
    """For whose request it is: how many quotes wait, with the way to compare them."""
    about = {"community": context["community"], "listing": listing, "waiting": 0}
    if listing is None or listing.is_offer or not may_change_listing(listing, by=context["actor"]):
        return about
    now = timezone.now()
    rows = Deal.objects.filter(request=listing, state__in=OPEN)
    if others_than is not None:
        rows = rows.exclude(pk=others_than.pk)
    return about | {
        "waiting": sum(is_awardable(deal, now) for deal in rows),
        "is_on_deal": others_than is not None,
    }
