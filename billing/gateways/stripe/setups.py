"""Keeping a card or bank account for later: on Stripe's own page, which also takes the mandate."""

from typing import Any

from billing.gateways.orders import Handle, KeptMethod, ProviderSetup, SetupOrder
from billing.gateways.stripe.client import asking
from billing.gateways.stripe.payments import customer_of
from billing.gateways.stripe.reading import dig, id_of, marks, method_of, moment

EXPANDED = ["setup_intent.payment_method", "setup_intent.mandate"]


def start(order: SetupOrder) -> ProviderSetup:
    community_id = order.payer.community_id
    about: Any = {
        "mode": "setup",
        "customer": customer_of(order.payer),
        "currency": "eur",
        "allowed_payment_method_types": [order.kind],
        "setup_intent_data": {"metadata": marks(community_id, order.subject)},
        "metadata": marks(community_id, order.subject),
        "locale": order.payer.language,
        "success_url": f"{order.return_url}?back=1",
        "cancel_url": f"{order.return_url}?back=1",
    }
    with asking() as v1:
        session = v1.checkout.sessions.create(about, {"idempotency_key": order.key})
    return _read(session, community_id)


def fetch(handle: Handle) -> ProviderSetup:
    about: Any = {"expand": EXPANDED}
    with asking() as v1:
        session = v1.checkout.sessions.retrieve(handle.reference, about)
    return _read(session, handle.community_id)


def forget(handle: Handle) -> None:
    with asking() as v1:
        v1.payment_methods.detach(handle.reference)


def _read(session: Any, community_id: int) -> ProviderSetup:
    states = {"open": "pending", "complete": "active"}
    state = states.get(session.status, "failed")
    return ProviderSetup(
        handle=Handle(community_id, session.id),
        state=state,
        action_url=str(session.url or "") if state == "pending" else "",
        customer=id_of(session.customer),
        method=_kept(session.setup_intent) if state == "active" else None,
        livemode=session.livemode,
    )


def _kept(intent: Any) -> KeptMethod | None:
    method = dig(intent, "payment_method")
    if not hasattr(method, "id"):
        return None
    signed = moment(dig(intent, "mandate", "customer_acceptance", "accepted_at") or dig(intent, "created"))
    return method_of(method, mandate=id_of(dig(intent, "mandate")), signed_at=signed)
