"""Giving back. Of a paid deal, the transfer and our fee are taken back in proportion: Stripe does neither by itself."""

from typing import Any

from billing.gateways.orders import Handle, ProviderRefund, RefundOrder
from billing.gateways.stripe.client import asking
from billing.gateways.stripe.reading import marks

STATES = {"pending": "pending", "requires_action": "pending", "succeeded": "succeeded"}


def send(order: RefundOrder) -> ProviderRefund:
    about: Any = {
        "payment_intent": order.payment.reference,
        "amount": order.amount_minor,
        "metadata": marks(order.payment.community_id, order.subject),
    }
    if order.from_trade:
        about |= {"reverse_transfer": True, "refund_application_fee": True}
    with asking() as v1:
        refund = v1.refunds.create(about, {"idempotency_key": order.key})
    return _read(refund, order.payment.community_id)


def find(order: RefundOrder) -> ProviderRefund | None:
    about: Any = {"payment_intent": order.payment.reference, "limit": 100}
    with asking() as v1:
        for refund in v1.refunds.list(about).auto_paging_iter():
            if getattr(refund.metadata, "subject", "") == order.subject:
                return _read(refund, order.payment.community_id)
    return None


def fetch(handle: Handle) -> ProviderRefund:
    with asking() as v1:
        return _read(v1.refunds.retrieve(handle.reference), handle.community_id)


def _read(refund: Any, community_id: int) -> ProviderRefund:
    state = STATES.get(refund.status, "failed")
    return ProviderRefund(Handle(community_id, refund.id), state, str(refund.failure_reason or ""))
