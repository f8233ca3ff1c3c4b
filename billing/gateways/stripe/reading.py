"""Stripe's objects in our words. They are no dicts: attributes may be missing, so each is asked for by name."""

from datetime import UTC, datetime
from typing import Any

from billing.gateways.orders import (
    Handle,
    KeptMethod,
    PaymentOrder,
    ProviderPayment,
    TakenBack,
)

STATES = {
    "requires_confirmation": "requires_action",
    "requires_action": "requires_action",
    "processing": "processing",
    "succeeded": "succeeded",
    "canceled": "canceled",
}
CONFIRM = "authentication_required"
WON = ("won", "warning_closed", "prevented")


def dig(thing: Any, *names: str) -> Any:
    """An attribute of an attribute …, None where one is missing or was not expanded."""
    for name in names:
        thing = getattr(thing, name, None)
    return thing


def id_of(thing: Any) -> str:
    """The id of an object that may be expanded, or none at all."""
    return str(getattr(thing, "id", thing) or "")


def moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def marks_of(order: PaymentOrder) -> dict[str, str]:
    """Our own ids, kept at Stripe beside everything, so that it is found again without its answer."""
    return marks(order.community_id, order.subject)


def marks(community_id: int, subject: str) -> dict[str, str]:
    return {"community": str(community_id), "subject": subject}


def payment_of(
    intent: Any, community_id: int, *, disputes: list[Any], session: Any = None
) -> ProviderPayment:
    """How a payment stands, from its intent with the charge and the balance line expanded."""
    charge = intent.latest_charge if hasattr(intent.latest_charge, "id") else None
    error = intent.last_payment_error
    came = int(dig(charge, "amount_captured") or 0) if intent.status == "succeeded" else 0
    return ProviderPayment(
        handle=Handle(community_id, intent.id, id_of(session)),
        state=_state_of(intent),
        captured_minor=came,
        fee_minor=int(dig(charge, "balance_transaction", "fee") or 0) if came else 0,
        reason=str(dig(error, "message") or ""),
        decline_code=str(dig(error, "decline_code") or dig(error, "code") or ""),
        action_url=str(dig(intent, "next_action", "redirect_to_url", "url") or ""),
        customer=id_of(intent.customer),
        livemode=intent.livemode,
        method=_kept_by(charge) if came else None,
        taken_back=_taken_back(disputes, charge),
        refunded_minor=int(dig(charge, "amount_refunded") or 0),
        reversed_minor=int(dig(charge, "transfer", "amount_reversed") or 0),
        fee_refunded_minor=int(dig(charge, "application_fee", "amount_refunded") or 0),
    )


def waiting_on_page(session: Any, community_id: int) -> ProviderPayment:
    """Stripe's own page is open, or was left until it closed."""
    is_open = session.status == "open"
    return ProviderPayment(
        handle=Handle(community_id, id_of(session.payment_intent), session.id),
        state="requires_action" if is_open else "canceled",
        action_url=str(session.url or "") if is_open else "",
        customer=id_of(session.customer),
        livemode=session.livemode,
    )


def method_of(method: Any, *, mandate: str = "", signed_at: datetime | None = None) -> KeptMethod:
    """What a person knows a card or account by."""
    about = dig(method, method.type)
    brand = str(dig(about, "brand") or dig(about, "bank_code") or "")
    last4 = str(dig(about, "last4") or "")
    return KeptMethod(method.id, method.type, brand.title(), last4, mandate, signed_at)


def _state_of(intent: Any) -> str:
    """A card that needs its owner is not refused: the owner is asked (authentication_required)."""
    if intent.status != "requires_payment_method":
        return STATES.get(intent.status, "processing")
    error = intent.last_payment_error
    code = dig(error, "decline_code") or dig(error, "code")
    return (
        "requires_action" if error is None or code == CONFIRM or dig(error, "code") == CONFIRM else "failed"
    )


def _kept_by(charge: Any) -> KeptMethod | None:
    """iDEAL leaves a bank account behind for direct debit; a card stays itself."""
    details = dig(charge, "payment_method_details")
    kind = dig(details, "type")
    signed = moment(dig(charge, "created"))
    if kind == "ideal" and (account := id_of(dig(details, "ideal", "generated_sepa_debit"))):
        mandate = id_of(dig(details, "ideal", "generated_sepa_debit_mandate"))
        last4 = str(dig(details, "ideal", "iban_last4") or "")
        bank = str(dig(details, "ideal", "bank") or "").replace("_", " ").title()
        return KeptMethod(account, "sepa_debit", bank, last4, mandate, signed)
    if kind not in ("card", "sepa_debit") or not charge.payment_method:
        return None
    about = dig(details, kind)
    brand = str(dig(about, "brand") or dig(about, "bank_code") or "").title()
    mandate = id_of(dig(about, "mandate"))
    return KeptMethod(charge.payment_method, kind, brand, str(dig(about, "last4") or ""), mandate, signed)


def _taken_back(disputes: list[Any], charge: Any) -> TakenBack | None:
    """Of a direct debit Stripe tells a return as a dispute that is lost at once."""
    if not disputes:
        return None
    dispute = disputes[0]
    is_debit = dig(charge, "payment_method_details", "type") == "sepa_debit"
    costs = sum(line.fee for line in dispute.balance_transactions)
    return TakenBack(
        reference=dispute.id,
        is_return=is_debit,
        is_won=dispute.status in WON and not is_debit,
        amount_minor=dispute.amount,
        fee_minor=costs,
        code=str(dispute.network_reason_code or dispute.reason or ""),
    )
