"""What Stripe tells by webhook, or when asked what it told."""

from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from billing.gateways.orders import ToldEvent
from billing.gateways.stripe.client import asking, client

OLDEST_SECONDS = 300


class NotFromStripe(Exception):
    """The message is not signed with our secret, or too long ago, or is of the other mode."""


def told_by_webhook(body: bytes, signature: str) -> ToldEvent:
    """Read a message from its raw bytes. Raises NotFromStripe."""
    try:
        event = client().construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET, OLDEST_SECONDS)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise NotFromStripe(str(error)) from error
    return _read(event)


def told_since(since: datetime) -> list[ToldEvent]:
    """Everything that was told since then, the oldest first."""
    about: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    with asking() as v1:
        return [_read(event) for event in v1.events.list(about).auto_paging_iter()][::-1]


def _read(event: Any) -> ToldEvent:
    told = event.to_dict()
    thing = told["data"]["object"]
    kind = thing.get("object", "")
    payment = thing["id"] if kind == "payment_intent" else _id(thing.get("payment_intent"))
    session = thing["id"] if kind == "checkout.session" else ""
    metadata = thing.get("metadata") or {}
    about = {
        "references": [thing["id"], payment],
        "subject": metadata.get("subject", ""),
        "account": told.get("account") or "",
        "payment": payment,
        "session": session,
    }
    return ToldEvent(
        gateway="stripe",
        event_id=told["id"],
        kind=told["type"],
        object_reference=thing["id"],
        references=tuple(filter(None, about["references"])),
        livemode=bool(told["livemode"]),
        told_at=datetime.fromtimestamp(told["created"], UTC),
        payload={"event": told, "_about": about},
        subject=about["subject"],
        account=about["account"],
        payment=payment,
        session=session,
    )


def _id(thing: Any) -> str:
    return str(thing.get("id", "")) if isinstance(thing, dict) else str(thing or "")
