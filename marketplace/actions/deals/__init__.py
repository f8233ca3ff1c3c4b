"""The life of a deal, from a question to its end. Which steps there are stands in marketplace.transitions."""

from marketplace.actions.deals.agreeing import accept_deal, decline_deal
from marketplace.actions.deals.arranged import agree_deal_of_group_order, agree_deal_of_standing
from marketplace.actions.deals.doing import (
    complete,
    confirm_by_itself,
    confirm_deal,
    deliver_deal,
    delivered_of,
    start_deal,
)
from marketplace.actions.deals.ending import (
    cancel_deal,
    end_deal,
    lapse_deal,
    owed_after_cancelling,
    report_no_show,
)
from marketplace.actions.deals.proposing import (
    ask_for_quote,
    counter_deal,
    propose_deal,
    propose_deal_for_both,
)
from marketplace.actions.deals.steps import lock_deal, locked, move, take_later

__all__ = [
    "accept_deal",
    "agree_deal_of_group_order",
    "agree_deal_of_standing",
    "ask_for_quote",
    "cancel_deal",
    "complete",
    "confirm_by_itself",
    "confirm_deal",
    "counter_deal",
    "decline_deal",
    "deliver_deal",
    "delivered_of",
    "end_deal",
    "lapse_deal",
    "lock_deal",
    "locked",
    "move",
    "owed_after_cancelling",
    "propose_deal",
    "propose_deal_for_both",
    "report_no_show",
    "start_deal",
    "take_later",
]
