"""Group orders: opened by who provides, joined by many, decided once."""

from marketplace.actions.group_orders.deciding import decide_group_order
from marketplace.actions.group_orders.joining import join_group_order, leave_group_order
from marketplace.actions.group_orders.opening import (
    Terms,
    cancel_group_order,
    change_group_order,
    open_group_order,
    say_supply,
)
from marketplace.actions.group_orders.telling import tell_of_group_order

__all__ = [
    "Terms",
    "cancel_group_order",
    "change_group_order",
    "decide_group_order",
    "join_group_order",
    "leave_group_order",
    "open_group_order",
    "say_supply",
    "tell_of_group_order",
]
