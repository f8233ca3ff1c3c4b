"""Stripe's own books, line by line, with the payment each belongs to."""

from datetime import UTC, datetime
from typing import Any

from billing.gateways.orders import Movement
from billing.gateways.stripe.client import asking
from billing.gateways.stripe.reading import dig, id_of

# Money between our balance and our bank belongs to no payment.
OF_THE_ACCOUNT = ("payout", "payout_cancel", "payout_failure", "stripe_fee", "topup")


def movements(community_id: int, since: datetime) -> list[Movement]:
    about: Any = {
        "created": {"gte": int(since.timestamp())},
        "limit": 100,
        "expand": ["data.source"],
    }
    with asking() as v1:
        lines = [
            line
            for line in v1.balance_transactions.list(about).auto_paging_iter()
            if line.type not in OF_THE_ACCOUNT
        ]
    charges = {line.source.id: line.source for line in lines if dig(line, "source", "object") == "charge"}
    ours = {
        id_of(charge.payment_intent)
        for charge in charges.values()
        if getattr(charge.metadata, "community", "") == str(community_id)
    }
    found = [(line, _payment_of(line.source, charges)) for line in lines]
    return [_movement(line, payment) for line, payment in found if payment in ours]


def _payment_of(source: Any, charges: dict[str, Any]) -> str:
    """A transfer and a fee know the charge they came from; a refund and a dispute know the payment itself."""
    if payment := id_of(dig(source, "payment_intent")):
        return payment
    known = (
        dig(source, "source_transaction"),
        dig(source, "originating_transaction"),
        dig(source, "transfer", "source_transaction"),
        dig(source, "fee", "originating_transaction"),
    )
    charge = next((charges[id_of(key)] for key in known if id_of(key) in charges), None)
    return id_of(dig(charge, "payment_intent"))


def _movement(line: Any, payment: str) -> Movement:
    at = datetime.fromtimestamp(line.created, UTC)
    return Movement(line.id, payment, line.type, line.net, line.currency.upper(), at)
