"""On the page of an offer and of a deal: the group order and the standing deal that belong to it."""

from typing import Any

from django import template

from marketplace.group_orders.progress import progress_of
from marketplace.group_orders.queries import group_orders_visible_to
from marketplace.group_orders.rules import may_open_group_order
from marketplace.models import Listing

register = template.Library()


def _page(context: Any) -> dict[str, Any]:
    return {name: context[name] for name in ("community", "actor", "request")}


@register.inclusion_tag("marketplace/_group_order_box.html", takes_context=True)
def group_order_of(context: Any, listing: Listing) -> dict[str, Any]:
    """The group order that runs on an offer; for whose offer it is, else the way to open one."""
    about = _page(context) | {"offer": listing}
    if not (listing.is_offer and listing.is_published):
        return about
    order = group_orders_visible_to(context["actor"]).filter(offer=listing, state="open").first()
    if order is not None:
        return about | {"order": order, "progress": progress_of(order)}
    is_whole = listing.quantity_per == "total"
    return about | {"may_open": is_whole and may_open_group_order(listing, by=context["actor"])}
