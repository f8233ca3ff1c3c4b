"""A provider without money, with the states, delays and failures of a real one. It keeps what it knows in rows.

How a payment goes on is a time line that was written when it began; what holds now is read off the clock, so days of
waiting outlive a restart and a test moves the clock.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from billing.gateways.orders import (
    AccountOrder,
    Handle,
    KeptMethod,
    Movement,
    PaymentOrder,
    ProviderAccountState,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderSetup,
    RefundOrder,
    SetupOrder,
    TakenBack,
)
from billing.models import SandboxRecord
from weconomics.tenancy.scope import scope

A_PAGE_WAITS = timedelta(days=1)
BANK_TAKES = timedelta(days=2)
RETURN_COMES_AFTER = timedelta(days=7)
DISPUTE_COMES_AFTER = timedelta(days=10)
FEES_MINOR = {"card": 35, "ideal": 29, "sepa_debit": 35}
COST_OF_A_RETURN_MINOR = 750
COST_OF_A_DISPUTE_MINOR = 2000
Entry = dict[str, Any]

PAID, REFUSED, CONFIRM = "pays", "insufficient_funds", "three_d_secure"
PAYS_LATER, FAILS_LATER, RETURNED_LATER, DISPUTED_LATER = "pays_later", "fails_later", "returned", "disputed"
BEHAVIOURS = {
    "card": (PAID, REFUSED, CONFIRM, DISPUTED_LATER),
    "ideal": (PAID, "canceled"),
    "sepa_debit": (PAYS_LATER, FAILS_LATER, RETURNED_LATER),
}


class SandboxGateway:
    """Answers from its rows. The same key finds the same row."""

    name = "sandbox"

    def start(self, order: PaymentOrder) -> ProviderPayment:
        with scope(order.community_id):
            record = _record("payment", order.key, _facts_of(order))
            return _payment(record)

    def find(self, order: PaymentOrder) -> ProviderPayment | None:
        with scope(order.community_id):
            record = SandboxRecord.objects.filter(key=order.key).first()
            return _payment(record) if record else None

    def payment(self, handle: Handle) -> ProviderPayment:
        with scope(handle.community_id):
            return _payment(_at(handle))

    def confirm(self, handle: Handle, *, method: str, return_url: str) -> ProviderPayment:
        with scope(handle.community_id):
            record = _at(handle)
            record.facts |= {"url": return_url, "is_open": True}
            record.save(update_fields=["facts"])
            return _payment(record)

    def cancel(self, handle: Handle) -> ProviderPayment:
        with scope(handle.community_id):
            record = _at(handle)
            if _now_of(record)["state"] == "requires_action":
                _go_on(record, [_entry(timezone.now(), "canceled")])
            return _payment(record)

    def start_setup(self, order: SetupOrder) -> ProviderSetup:
        with scope(order.payer.community_id):
            facts = {"kind": order.kind, "customer": _customer(order.payer.party_id), "url": order.return_url}
            return _setup(_record("setup", order.key, facts))

    def setup(self, handle: Handle) -> ProviderSetup:
        with scope(handle.community_id):
            return _setup(_at(handle))

    def forget_method(self, handle: Handle) -> None:
        """Nothing is kept of a method but what its reference says."""

    def refund(self, order: RefundOrder) -> ProviderRefund:
        community_id = order.payment.community_id
        with scope(community_id):
            paid = SandboxRecord.objects.select_for_update().get(reference=order.payment.reference)
            found = SandboxRecord.objects.filter(key=order.key).first()
            if found is None and order.amount_minor > _captured(paid) - _refunded(paid):
                raise ProviderRefused("more than is left of the payment", "amount_too_large")
            facts = {
                "payment": paid.reference,
                "amount": order.amount_minor,
                "currency": paid.facts["currency"],
            }
            return _refund(found or _record("refund", order.key, facts))

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None:
        with scope(order.payment.community_id):
            record = SandboxRecord.objects.filter(key=order.key).first()
            return _refund(record) if record else None

    def refund_state(self, handle: Handle) -> ProviderRefund:
        with scope(handle.community_id):
            return _refund(_at(handle))

    def open_account(self, order: AccountOrder) -> ProviderAccountState:
        with scope(order.community_id):
            record = _record("account", order.key, {"url": order.return_url, "state": "open"})
            return _account(record)

    def account(self, handle: Handle) -> ProviderAccountState:
        with scope(handle.community_id):
            return _account(_at(handle))

    def movements(self, community_id: int, since: datetime) -> list[Movement]:
        with scope(community_id):
            records = SandboxRecord.objects.filter(made_at__gte=since).order_by("pk")
            return [line for record in records for line in _lines(record)]

    def test(self) -> tuple[bool, str]:
        """It is in the process: it always answers."""
        return True, ""


def choose(record: SandboxRecord, behaviour: str, at: datetime) -> None:
    """What the payer chose on the practice bank's page. A payment that went on already does not change."""
    if record.kind == "payment" and _now_of(record, at)["state"] == "requires_action":
        _go_on(record, list(_line_of(behaviour, at, is_confirmed=record.facts["waits_for"] == CONFIRM)))
        record.facts["waits_for"] = behaviour
    elif record.kind == "setup":
        record.facts["behaviour"] = behaviour
        record.facts["signed_at"] = at.isoformat()
    elif record.kind == "account":
        record.facts["state"] = behaviour
    record.save(update_fields=["facts"])


def _record(kind: str, key: str, facts: dict[str, Any]) -> SandboxRecord:
    defaults = {"kind": kind, "reference": _reference(kind, key), "facts": facts, "made_at": timezone.now()}
    record, _new = SandboxRecord.objects.get_or_create(key=key, defaults=defaults)
    return record


def _at(handle: Handle) -> SandboxRecord:
    try:
        return SandboxRecord.objects.get(reference=handle.reference)
    except SandboxRecord.DoesNotExist:
        raise ProviderRefused("no such object", "resource_missing") from None


def _reference(kind: str, key: str) -> str:
    return f"sandbox_{kind}_" + hashlib.sha256(key.encode()).hexdigest()[:24]


def _customer(party_id: int) -> str:
    return f"sandbox_customer_{party_id}"


def _facts_of(order: PaymentOrder) -> dict[str, Any]:
    now = timezone.now()
    behaviour = _behaviour_of(order.method)
    waits = [_entry(now, "requires_action"), _entry(now + A_PAGE_WAITS, "canceled")]
    begun = list(_line_of(behaviour, now)) if behaviour else waits
    return {
        "subject": order.subject,
        "kind": order.kind,
        "amount": order.amount_minor,
        "currency": order.currency,
        "customer": _customer(order.payer.party_id),
        "method": order.method,
        "keeps": order.keeps_method,
        "url": order.return_url,
        "is_open": not order.off_session,
        "fee": order.application_fee_minor if order.destination else None,
        "waits_for": behaviour,
        "line": begun,
    }


def _behaviour_of(method: str) -> str:
    """The reference of a kept method says how it goes: sandbox_method_<behaviour>.<more>."""
    return method.removeprefix("sandbox_method_").partition(".")[0] if method else ""


def _line_of(behaviour: str, at: datetime, *, is_confirmed: bool = False) -> Iterator[Entry]:
    bank = at + BANK_TAKES
    if behaviour == CONFIRM and not is_confirmed:
        yield _entry(at, "requires_action", code="authentication_required")
    elif behaviour in (PAID, CONFIRM, DISPUTED_LATER):
        yield _entry(at, "succeeded")
        if behaviour == DISPUTED_LATER:
            yield _entry(at + DISPUTE_COMES_AFTER, "disputed", code="fraudulent")
    elif behaviour in (PAYS_LATER, FAILS_LATER, RETURNED_LATER):
        yield _entry(at, "processing")
        yield _entry(bank, "failed", code="AM04") if behaviour == FAILS_LATER else _entry(bank, "succeeded")
        if behaviour == RETURNED_LATER:
            yield _entry(bank + RETURN_COMES_AFTER, "returned", code="MD06")
    elif behaviour == "canceled":
        yield _entry(at, "canceled")
    else:
        yield _entry(at, "failed", code=behaviour)


def _entry(at: datetime, state: str, *, code: str = "") -> Entry:
    return {"at": at.isoformat(), "state": state, "code": code}


def _go_on(record: SandboxRecord, entries: list[Entry]) -> None:
    """What would have come of waiting comes no more."""
    now = timezone.now()
    past = [entry for entry in record.facts["line"] if datetime.fromisoformat(entry["at"]) <= now]
    record.facts["line"] = past + entries
    record.save(update_fields=["facts"])


def _now_of(record: SandboxRecord, at: datetime | None = None) -> Entry:
    at = at or timezone.now()
    return [entry for entry in record.facts["line"] if datetime.fromisoformat(entry["at"]) <= at][-1]


def _payment(record: SandboxRecord) -> ProviderPayment:
    facts, entry = record.facts, _now_of(record)
    came = _captured(record)
    later = [at for line in facts["line"] if (at := datetime.fromisoformat(line["at"])) > timezone.now()]
    taken = entry["state"] in ("returned", "disputed")
    return ProviderPayment(
        handle=Handle(record.community_id, record.reference),
        state="succeeded" if taken else entry["state"],
        captured_minor=came,
        fee_minor=FEES_MINOR[facts["kind"]] if came else 0,
        decline_code=entry["code"],
        action_url=f"{facts['url']}sandbox/"
        if entry["state"] == "requires_action" and facts["is_open"]
        else "",
        customer=facts["customer"],
        livemode=False,
        method=_kept_by(record) if came and facts["keeps"] else None,
        taken_back=_taken_back(record, entry) if taken else None,
        refunded_minor=_refunded(record),
        reversed_minor=_refunded(record) if facts["fee"] is not None else 0,
        fee_refunded_minor=_fee_back(record),
        look_again_at=min(later, default=None),
    )


def _captured(record: SandboxRecord) -> int:
    came = _now_of(record)["state"] in ("succeeded", "returned", "disputed")
    return int(record.facts["amount"]) if came else 0


def _refunded(record: SandboxRecord) -> int:
    refunds = SandboxRecord.objects.filter(kind="refund", facts__payment=record.reference)
    return sum(refund.facts["amount"] for refund in refunds)


def _fee_back(record: SandboxRecord) -> int:
    """In proportion to what went back, and the whole of it with the last part."""
    fee, amount = record.facts["fee"] or 0, record.facts["amount"]
    return (fee * _refunded(record) * 2 + amount) // (2 * amount)


def _taken_back(record: SandboxRecord, entry: Entry) -> TakenBack:
    is_return = entry["state"] == "returned"
    cost = COST_OF_A_RETURN_MINOR if is_return else COST_OF_A_DISPUTE_MINOR
    return TakenBack(
        f"{record.reference}_back", is_return, False, record.facts["amount"], cost, entry["code"]
    )


def _kept_by(record: SandboxRecord) -> KeptMethod:
    """iDEAL is used once: what is kept of it is the bank account, for direct debit."""
    kind = "sepa_debit" if record.facts["kind"] == "ideal" else record.facts["kind"]
    behaviour = PAYS_LATER if kind == "sepa_debit" else PAID
    return _method(kind, behaviour, record)


def _method(kind: str, behaviour: str, record: SandboxRecord) -> KeptMethod:
    mark = record.reference[-24:]
    brand, last4 = ("Visa", "4242") if kind == "card" else ("Oefenbank", "3000")
    mandate = f"OEFEN-{mark[:8].upper()}" if kind == "sepa_debit" else ""
    signed = datetime.fromisoformat(record.facts.get("signed_at") or record.made_at.isoformat())
    return KeptMethod(f"sandbox_method_{behaviour}.{mark}", kind, brand, last4, mandate, signed)


def _setup(record: SandboxRecord) -> ProviderSetup:
    facts, behaviour = record.facts, record.facts.get("behaviour")
    state = "pending" if not behaviour else "failed" if behaviour == "canceled" else "active"
    return ProviderSetup(
        handle=Handle(record.community_id, record.reference),
        state=state,
        action_url=f"{facts['url']}sandbox/" if state == "pending" else "",
        customer=facts["customer"],
        method=_method(facts["kind"], str(behaviour), record) if state == "active" else None,
        livemode=False,
    )


def _refund(record: SandboxRecord) -> ProviderRefund:
    return ProviderRefund(Handle(record.community_id, record.reference), "succeeded")


def _account(record: SandboxRecord) -> ProviderAccountState:
    is_open = record.facts["state"] == "approved"
    return ProviderAccountState(
        Handle(record.community_id, record.reference),
        charges_enabled=is_open,
        payouts_enabled=is_open,
        requirements=() if is_open else ("external_account",),
        action_url="" if is_open else f"{record.facts['url']}sandbox/",
        is_gone=record.facts["state"] == "gone",
    )


def _lines(record: SandboxRecord) -> Iterator[Movement]:
    """The sandbox's own books: what came, what it cost, what went back, each signed as it changes our balance."""
    if record.kind == "refund":
        paid = SandboxRecord.objects.get(reference=record.facts["payment"])
        goes = -record.facts["amount"] if paid.facts["fee"] is None else 0
        yield _movement(record, record.facts["payment"], "refund", goes)
    if record.kind != "payment" or not (found := _payment(record)).captured_minor:
        return
    kept = record.facts["amount"] if record.facts["fee"] is None else record.facts["fee"]
    yield _movement(record, record.reference, "charge", kept - found.fee_minor)
    if found.fee_refunded_minor:
        yield _movement(record, record.reference, "fee_refund", -found.fee_refunded_minor)
    if back := found.taken_back:
        yield _movement(record, record.reference, "dispute", -back.amount_minor - back.fee_minor)


def _movement(record: SandboxRecord, payment: str, kind: str, net_minor: int) -> Movement:
    currency = record.facts["currency"]
    return Movement(f"{record.reference}:{kind}", payment, kind, net_minor, currency, record.made_at)
