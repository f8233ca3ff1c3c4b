"""Collecting: with a kept card or account, or on Stripe's own page."""

import time
from datetime import timedelta
from typing import Any

import stripe

from billing.gateways.orders import Handle, Payer, PaymentOrder, ProviderPayment, ProviderRefused
from billing.gateways.stripe.client import asking
from billing.gateways.stripe.reading import id_of, marks, marks_of, payment_of, waiting_on_page

EXPANDED = ["latest_charge.balance_transaction", "latest_charge.transfer", "latest_charge.application_fee"]
A_PAGE_IS_OPEN = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(hours=1)


def start(order: PaymentOrder) -> ProviderPayment:
    """The money itself with a kept method, else a page for the payer. The key is ours, at every try the same."""
    customer = customer_of(order.payer)
    if order.method:
        return _collect(order, customer)
    with asking() as v1:
        session = v1.checkout.sessions.create(_page(order, customer), {"idempotency_key": order.key})
    return waiting_on_page(session, order.community_id)


def find(order: PaymentOrder) -> ProviderPayment | None:
    """By our own id among what this payer was asked for since shortly before the first try."""
    customer = customer_of(order.payer)
    since = int((order.first_sent_at - CLOCKS_DIFFER).timestamp()) if order.first_sent_at else 0
    about: Any = {"customer": customer, "created": {"gte": since}, "limit": 100}
    with asking() as v1:
        service = v1.payment_intents if order.method else v1.checkout.sessions
        for found in service.list(about).auto_paging_iter():
            if getattr(found.metadata, "subject", "") == order.subject:
                break
        else:
            return None
    session = "" if order.method else found.id
    return fetch(Handle(order.community_id, found.id if order.method else "", session))


def fetch(handle: Handle) -> ProviderPayment:
    """How it stands now."""
    if not handle.session:
        return _fetch_intent(handle.community_id, handle.reference)
    with asking() as v1:
        session = v1.checkout.sessions.retrieve(handle.session)
    if session.status != "complete" or not session.payment_intent:
        return waiting_on_page(session, handle.community_id)
    return _fetch_intent(handle.community_id, id_of(session.payment_intent), session)


def confirm(handle: Handle, *, method: str, return_url: str) -> ProviderPayment:
    """With the payer here the bank may ask: Stripe answers with the address where it does."""
    about: Any = {"payment_method": method, "return_url": f"{return_url}?back=1"}
    return _answer(handle.community_id, lambda v1: v1.payment_intents.confirm(handle.reference, about))


def cancel(handle: Handle) -> ProviderPayment:
    """What ended meanwhile cannot be stopped, and is told as it is."""
    try:
        with asking() as v1:
            if handle.session:
                v1.checkout.sessions.expire(handle.session)
            else:
                v1.payment_intents.cancel(handle.reference)
    except ProviderRefused:
        pass
    return fetch(handle)


def customer_of(payer: Payer) -> str:
    """By which Stripe knows the payer, made at the first time."""
    if payer.reference:
        return payer.reference
    about: Any = {
        "name": payer.name,
        "metadata": marks(payer.community_id, f"party:{payer.party_id}"),
        "preferred_locales": [payer.language],
    }
    if payer.email:
        about["email"] = payer.email
    key = f"customer:{payer.community_id}:{payer.party_id}"
    with asking() as v1:
        return str(v1.customers.create(about, {"idempotency_key": key}).id)


def _collect(order: PaymentOrder, customer: str) -> ProviderPayment:
    about: Any = {
        "amount": order.amount_minor,
        "currency": order.currency.lower(),
        "customer": customer,
        "payment_method": order.method,
        "allowed_payment_method_types": [order.kind],
        "confirm": True,
        "description": order.text,
        "metadata": marks_of(order),
        **({"off_session": True} if order.off_session else {"return_url": f"{order.return_url}?back=1"}),
    }
    options: Any = {"idempotency_key": order.key}
    return _answer(order.community_id, lambda v1: v1.payment_intents.create(about, options))


def _answer(community_id: int, call: Any) -> ProviderPayment:
    """A refusal by the bank is an answer too: its payment is there, with the reason."""
    try:
        with asking() as v1:
            intent_id = call(v1).id
    except stripe.CardError as error:
        intent_id = id_of(getattr(error.error, "payment_intent", None))
        if not intent_id:
            raise ProviderRefused(str(error), error.code or "declined") from error
    return _fetch_intent(community_id, intent_id)


def _page(order: PaymentOrder, customer: str) -> dict[str, Any]:
    line = {
        "quantity": 1,
        "price_data": {
            "currency": order.currency.lower(),
            "unit_amount": order.amount_minor,
            "product_data": {"name": order.text},
        },
    }
    return {
        "mode": "payment",
        "customer": customer,
        "line_items": [line],
        "allowed_payment_method_types": [order.kind],
        "payment_intent_data": _intent_of_page(order),
        "metadata": marks_of(order),
        "locale": order.payer.language,
        "success_url": f"{order.return_url}?back=1",
        "cancel_url": f"{order.return_url}?back=1",
        "expires_at": int(_begun(order) + A_PAGE_IS_OPEN.total_seconds()),
    }


def _intent_of_page(order: PaymentOrder) -> dict[str, Any]:
    about: dict[str, Any] = {"description": order.text, "metadata": marks_of(order)}
    if order.keeps_method:
        about["setup_future_usage"] = "off_session"
    if order.destination:
        about["application_fee_amount"] = order.application_fee_minor
        about["transfer_data"] = {"destination": order.destination}
    return about


def _begun(order: PaymentOrder) -> float:
    """The same at every try: with another moment the same key would be refused."""
    return order.first_sent_at.timestamp() if order.first_sent_at else time.time()


def _fetch_intent(community_id: int, intent_id: str, session: Any = None) -> ProviderPayment:
    about: Any = {"expand": EXPANDED}
    with asking() as v1:
        intent = v1.payment_intents.retrieve(intent_id, about)
        disputed = getattr(intent.latest_charge, "disputed", False)
        disputes = v1.disputes.list({"payment_intent": intent_id}).data if disputed else []
    return payment_of(intent, community_id, disputes=disputes, session=session)
