"""Paying: attempts in three steps, what came of them, methods, refunds, paid trade and payout accounts."""

from billing.actions.payments.accounts import connect_account
from billing.actions.payments.attempts import (
    collect_invoice,
    confirm_payment,
    look_at_payment,
    start_payment,
    stop_payment,
)
from billing.actions.payments.bank import (
    A_PAGE_WAITS,
    pay_from_balance,
    record_bank_payment,
    refuse_while_paying,
)
from billing.actions.payments.errands import run_errand
from billing.actions.payments.events import apply_event, receive_event
from billing.actions.payments.methods import add_method, make_default, remove_method
from billing.actions.payments.outcomes import end_payment, record_outcome
from billing.actions.payments.refunds import record_refund, refund_payment
from billing.actions.payments.route import start_route_test, test_payment_route
from billing.actions.payments.trade import refund_trade, start_trade_payment

__all__ = [
    "A_PAGE_WAITS",
    "add_method",
    "apply_event",
    "collect_invoice",
    "confirm_payment",
    "connect_account",
    "end_payment",
    "look_at_payment",
    "make_default",
    "pay_from_balance",
    "receive_event",
    "record_bank_payment",
    "record_outcome",
    "record_refund",
    "refund_payment",
    "refund_trade",
    "refuse_while_paying",
    "remove_method",
    "run_errand",
    "start_payment",
    "start_route_test",
    "start_trade_payment",
    "stop_payment",
    "test_payment_route",
]
