"""A deal that is paid through the provider: the price goes to who provides, our fee stays back of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions import bookings
from billing.actions.payments.errands import LOOKS_AGAIN, Errand, errand, wake
from billing.actions.payments.methods import payer_now, remember_customer
from billing.actions.payments.outcomes import ARROWS, WAITS
from billing.addresses import page_of_trade
from billing.enums import AttemptState
from billing.errors import CannotBePaidOut, RefundTooLarge, TradeAlreadyPaid
from billing.events import TradePaid
from billing.gateways import gateway, gateway_named
from billing.gateways.orders import (
    Handle,
    PaymentOrder,
    ProviderPayment,
    ProviderRefused,
    RefundOrder,
)
from billing.models import Party, ProviderAccount, TradePayment
from billing.payment_queries import account_of
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import scope

State = AttemptState


@transaction.atomic
def start_trade_payment(
    *,
    deal_id: int,
    text: str,
    payer: Party,
    provider: Party,
    gross_minor: int,
    application_fee_minor: int,
    currency: str,
) -> TradePayment:
    """The living payment of a deal, or a new one. `gross_minor` is all that the payer pays, both sides' fees in it.

    Raises CannotBePaidOut, TradeAlreadyPaid, NotAllowed.
    """
    if application_fee_minor > gross_minor:
        raise NotAllowed(_("The fee cannot be more than what is paid."))
    account = account_of(provider)
    if account is None or not account.may_receive:
        raise CannotBePaidOut
    ProviderAccount.objects.select_for_update().get(pk=account.pk)
    earlier = TradePayment.objects.filter(deal_id=deal_id)
    living = earlier.exclude(state__in=[State.FAILED, State.CANCELED]).first()
    if living is not None and living.captured_already:
        raise TradeAlreadyPaid
    if living is not None:
        return living
    sequence = earlier.count() + 1
    payment = TradePayment(
        deal_id=deal_id,
        sequence=sequence,
        payer=payer,
        account=account,
        gateway=gateway().name,
        text=text[:200],
        gross_minor=gross_minor,
        application_fee_minor=application_fee_minor,
        currency=currency,
    )
    payment.idempotency_key = f"trade:{payment.public_id}"
    payment.save()
    wake(TradeErrand.name, payment.pk)
    return payment


@transaction.atomic
def refund_trade(*, payment: TradePayment, amount_minor: int) -> TradePayment:
    """Give back a part of a paid deal: its share comes out of the transfer and out of our fee. Raises RefundTooLarge.

    Where the provider's account has too little for that, nothing goes back yet: it is tried again and shown.
    """
    payment = TradePayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    asked = payment.refund_asked_minor + amount_minor
    if payment.state != State.SUCCEEDED or amount_minor <= 0 or asked > payment.gross_minor:
        raise RefundTooLarge
    if payment.refund_asked_minor > payment.refunded_minor:
        raise RefundTooLarge(_("An earlier part is still on its way back. Wait until it has arrived."))
    payment.refund_asked_minor, payment.next_at, payment.reason = asked, None, ""
    payment.save(update_fields=["refund_asked_minor", "next_at", "reason"])
    send_trade_refund(payment)
    return payment


def send_trade_refund(payment: TradePayment, at: datetime | None = None) -> None:
    """After the commit, or at a moment."""
    key = f"{payment.pk}:{payment.refund_asked_minor}:{at.isoformat() if at else ''}"
    enqueue("billing.trade_refund", key=key, payload={"payment_id": payment.pk}, run_after=at)


@transaction.atomic
def record_trade(*, payment: TradePayment, found: ProviderPayment, at: datetime) -> TradePayment:
    """Write how a paid deal stands at the provider: what came, what went back, and how much of our fee with it."""
    payment = (
        TradePayment.objects.select_for_update(of=("self",))
        .select_related("account__party")
        .get(pk=payment.pk)
    )
    payment.provider_reference = found.handle.reference or payment.provider_reference
    payment.session_reference = found.handle.session or payment.session_reference
    if found.captured_minor and not payment.captured_already:
        payment.state, payment.ended_at, payment.action_url, payment.reason = State.SUCCEEDED, at, "", ""
        bookings.book_trade(payment, fee_minor=found.fee_minor, at=at)
        publish(TradePaid(payment.deal_id))
    elif not found.captured_minor:
        _move(payment, found, at)
    _count_refunds(payment, found, at)
    _look_again(payment, at)
    payment.save()
    return payment


def _move(payment: TradePayment, found: ProviderPayment, at: datetime) -> None:
    target = State(found.state)
    if target == payment.state or target in ARROWS[payment.state]:
        payment.state, payment.action_url, payment.reason = target, found.action_url, found.reason[:200]
        payment.ended_at = at if target not in WAITS else None


def _count_refunds(payment: TradePayment, found: ProviderPayment, at: datetime) -> None:
    more = found.fee_refunded_minor - payment.fee_refunded_minor
    payment.refunded_minor = max(payment.refunded_minor, found.refunded_minor)
    payment.refund_asked_minor = max(payment.refund_asked_minor, payment.refunded_minor)
    payment.reversed_minor = max(payment.reversed_minor, found.reversed_minor)
    if more > 0:
        payment.fee_refunded_minor = found.fee_refunded_minor
        bookings.book_trade_fee_back(payment, amount_minor=more, at=at)


def _look_again(payment: TradePayment, at: datetime) -> None:
    payment.next_at = None
    if payment.state in WAITS:
        payment.next_at = at + LOOKS_AGAIN
        wake(TradeErrand.name, payment.pk, payment.next_at)


@errand
class TradeErrand(Errand):
    """Collecting the price of a deal for who provides."""

    name = "trade"
    model = TradePayment

    def order_of(self, row: TradePayment) -> PaymentOrder:
        return PaymentOrder(
            key=row.idempotency_key,
            subject=str(row.public_id),
            amount_minor=row.gross_minor,
            currency=row.currency,
            text=row.text,
            payer=payer_now(row.payer, row.gateway),
            return_url=page_of_trade(row),
            first_sent_at=row.first_sent_at,
            destination=row.account.reference,
            application_fee_minor=row.application_fee_minor,
        )

    def ask(self, provider: Any, order: PaymentOrder) -> ProviderPayment:
        return provider.start(order)

    def find(self, provider: Any, order: PaymentOrder) -> ProviderPayment | None:
        return provider.find(order)

    def look(self, provider: Any, handle: Handle) -> ProviderPayment:
        return provider.payment(handle)

    def record(self, row: TradePayment, found: ProviderPayment, at: datetime) -> None:
        payment = record_trade(payment=row, found=found, at=at)
        if found.customer:
            remember_customer(payment.payer, payment.gateway, found.customer, bool(found.livemode))

    def refuse(self, row: TradePayment, code: str, at: datetime) -> None:
        if not row.captured_already:
            row.state, row.reason, row.ended_at, row.next_at = State.FAILED, code[:200], at, None
            row.save(update_fields=["state", "reason", "ended_at", "next_at"])


def give_back_of_trade(community_id: int, payment_id: int, at: datetime) -> None:
    """The call itself, between two transactions. What was sent before is found, not sent twice. Raises ProviderTrouble."""
    with scope(community_id):
        payment = TradePayment.objects.get(pk=payment_id)
        order = _refund_order_of(payment)
    if order is None:
        return
    provider = gateway_named(payment.gateway)
    try:
        if provider.find_refund(order) is None:
            provider.refund(order)
    except ProviderRefused as refusal:
        with scope(community_id):
            _postpone(payment_id, refusal.code, at)
        return
    found = provider.payment(order.payment)
    with scope(community_id):
        record_trade(payment=payment, found=found, at=at)


def _refund_order_of(payment: TradePayment) -> RefundOrder | None:
    """What is still to go back, with a key that says how much had gone before: None when nothing is."""
    amount = payment.refund_asked_minor - payment.refunded_minor
    if amount <= 0:
        return None
    handle = Handle(payment.community_id, payment.provider_reference, payment.session_reference)
    mark = f"{payment.public_id}:{payment.refunded_minor}"
    return RefundOrder(f"trade-refund:{mark}", mark, handle, amount, from_trade=True)


def _postpone(payment_id: int, why: str, at: datetime) -> None:
    """The provider's account has too little, say: kept with the reason for who looks, and tried again."""
    payment = TradePayment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    payment.reason, payment.next_at = why[:200], at + LOOKS_AGAIN
    payment.save(update_fields=["reason", "next_at"])
    send_trade_refund(payment, payment.next_at)
