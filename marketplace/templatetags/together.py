"""On the page of an offer and of a deal: the group order and the standing deal that belong to it."""

from typing import Any

from django import template
from django.urls import reverse

from marketplace.enums import DealState
from marketplace.group_orders.progress import progress_of
from marketplace.group_orders.queries import group_orders_visible_to
from marketplace.group_orders.rules import may_open_group_order
from marketplace.models import Deal, GroupOrderLine, Listing
from marketplace.rules import acts_for

register = template.Library()
REPEATABLE = (DealState.AGREED, DealState.STARTED, DealState.DELIVERED, DealState.CONFIRMED)


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


@register.inclusion_tag("marketplace/_standing_box.html", takes_context=True)
def standing_of_deal(context: Any, deal: Deal) -> dict[str, Any]:
    """Where a deal came from, or the way to the same again each period."""
    about = _page(context) | {"standing": deal.standing}
    line = GroupOrderLine.objects.filter(deal=deal).select_related("group_order").first()
    if line is not None:
        return about | {"order": line.group_order}
    if deal.standing is None and deal.state in REPEATABLE:
        about["url"] = reverse("marketplace:deal_repeat", args=[about["community"].slug, deal.public_id])
    return about


@register.inclusion_tag("marketplace/_standing_box.html", takes_context=True)
def standing_of_listing(context: Any, listing: Listing) -> dict[str, Any]:
    """The way to the same each period, for a member whose listing it is not."""
    about = _page(context)
    if (
        listing.is_published
        and about["actor"].is_member
        and not acts_for(listing.owner_ref, by=about["actor"])
    ):
        about["url"] = reverse(
            "marketplace:standing_propose", args=[about["community"].slug, listing.public_id]
        )
    return about
