"""Group orders for the tests about them: crates of apples, at least 10, cheaper from 20 on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from marketplace.actions.group_orders import Terms, join_group_order, open_group_order
from marketplace.group_orders.sharing import Step
from marketplace.models import GroupOrder, GroupOrderLine, Listing
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market

DAY = timedelta(days=1)
STEPS = (Step(Decimal(0), 900), Step(Decimal(20), 750))


def make_apples(market: Market, **fields: Any) -> Listing:
    fields = {"category": market.garden, "title": "Kist appels", "quantity": 40, "unit": "piece", **fields}
    return make_listing(market.community, market.provider, **fields)


def terms(**fields: Any) -> Terms:
    fields = {
        "title": "Samen appels",
        "least_quantity": Decimal(10),
        "closes_at": timezone.now() + DAY,
        "steps": STEPS,
        "pickup": "Zaterdag om tien uur in de schuur.",
        **fields,
    }
    return Terms(**fields)


def make_order(market: Market, offer: Listing | None = None, **fields: Any) -> GroupOrder:
    """Inside a scope."""
    return open_group_order(
        offer=offer or make_apples(market), terms=terms(**fields), by=market.actor("provider")
    )


def join(
    market: Market, order: GroupOrder, name: str, wanted: Any, least: Any = None, **more: Any
) -> GroupOrderLine:
    return join_group_order(
        order=order,
        party=market.ref(name),
        wanted=Decimal(wanted),
        least=None if least is None else Decimal(least),
        by=market.actor(name),
        **more,
    )
