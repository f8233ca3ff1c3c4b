"""Beginning to pay an invoice, going on with it and stopping. A double click and a retry pay once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.payments.errands import CANCEL, CONFIRM, LOOK, Errand, Step, errand, wake
from billing.actions.payments.methods import keep_method, remember_customer, use_up
from billing.actions.payments.outcomes import lock_invoice, record_outcome
from billing.addresses import page_of_attempt
from billing.enums import AttemptState, MethodKind
from billing.errors import MethodNotUsable, NotPayable, PaymentRunning
from billing.events import PaymentFailed
from billing.gateways import gateway
from billing.gateways.orders import Handle, Payer, PaymentOrder, ProviderPayment
from billing.models import Invoice, PaymentAttempt, PaymentMethod, ProviderCustomer
from billing.payment_queries import due_minor, living_attempt
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.jobs import enqueue

# A direct debit is announced before it is taken: fourteen days, or less where that was agreed. We agree on three.
DAYS_OF_NOTICE = 3


@transaction.atomic
def start_payment(
    *,
    invoice: Invoice,
    by: Actor,
    kind: str = MethodKind.CARD,
    method: PaymentMethod | None = None,
    keeps_method: bool = False,
) -> PaymentAttempt:
    """The living attempt to pay this invoice, or a new one with a key of its own; the provider is asked after the commit.

    With a kept method the payer is here to confirm. Raises NotAllowed, NotPayable, MethodNotUsable.
    """
    if not rules.may_pay_invoice(invoice, by=by):
        raise NotAllowed(_("This invoice is for somebody else."))
    invoice = lock_invoice(invoice.pk)
    if living := living_attempt(invoice):
        return living
    attempt = _begin(invoice, kind=kind, method=method, off_session=False, keeps_method=keeps_method)
    wake(PaymentErrand.name, attempt.pk)
    return attempt


@transaction.atomic
def collect_invoice(*, invoice: Invoice, method: PaymentMethod, at: datetime) -> PaymentAttempt:
    """Take an open invoice from a kept card or account, without its payer: a living attempt is returned as it is.

    A direct debit is announced by mail now and taken `DAYS_OF_NOTICE` days later. Raises NotPayable, MethodNotUsable.
    """
    invoice = lock_invoice(invoice.pk)
    if living := living_attempt(invoice):
        return living
    attempt = _begin(invoice, kind=method.kind, method=method, off_session=True)
    if method.kind == MethodKind.SEPA_DEBIT:
        attempt.prenotified_at, attempt.next_at = at, at + timedelta(days=DAYS_OF_NOTICE)
        attempt.save(update_fields=["prenotified_at", "next_at"])
        enqueue("billing.mail_notice_of_debit", key=str(attempt.pk), payload={"attempt_id": attempt.pk})
    wake(PaymentErrand.name, attempt.pk, attempt.next_at)
    return attempt


@transaction.atomic
def confirm_payment(*, attempt: PaymentAttempt, by: Actor) -> PaymentAttempt:
    """The payer came to confirm what ran by itself: ask the provider for the page of the bank. Raises NotAllowed."""
    if not rules.may_pay_invoice(attempt.invoice, by=by):
        raise NotAllowed(_("This invoice is for somebody else."))
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if attempt.state == AttemptState.REQUIRES_ACTION and attempt.off_session:
        wake(PaymentErrand.name, attempt.pk, step=CONFIRM)
    return attempt


def look_at_payment(*, attempt: PaymentAttempt) -> None:
    """See how it stands at the provider, after the commit. For who came back from its page."""
    wake(PaymentErrand.name, attempt.pk, step=LOOK)


@transaction.atomic
def stop_payment(*, attempt: PaymentAttempt, by: Actor) -> PaymentAttempt:
    """The payer wants to pay in another way. What the bank is busy with cannot be stopped: raises PaymentRunning.

    Raises NotAllowed.
    """
    if not rules.may_pay_invoice(attempt.invoice, by=by):
        raise NotAllowed(_("This invoice is for somebody else."))
    lock_invoice(attempt.invoice_id)
    attempt = PaymentAttempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if not attempt.is_live:
        return attempt
    if attempt.state not in (AttemptState.CREATED, AttemptState.REQUIRES_ACTION):
        raise PaymentRunning
    leave(attempt, reason=_("Stopped by the payer"), at=timezone.now())
    return attempt


def leave(attempt: PaymentAttempt, *, reason: str, at: datetime) -> None:
    """For who holds the lock: nobody waits for it any more. Money that comes after all is the payer's balance."""
    attempt.state, attempt.reason = AttemptState.CANCELED, reason[:200]
    attempt.ended_at, attempt.action_url, attempt.next_at = at, "", None
    attempt.save(update_fields=["state", "reason", "ended_at", "action_url", "next_at"])
    wake(PaymentErrand.name, attempt.pk, step=CANCEL)


def _begin(
    invoice: Invoice,
    *,
    kind: str,
    method: PaymentMethod | None,
    off_session: bool,
    keeps_method: bool = False,
) -> PaymentAttempt:
    due = due_minor(invoice)
    if not invoice.is_open or due <= 0:
        raise NotPayable
    if method is not None and not (method.is_usable and method.party_id == invoice.party_id):
        raise MethodNotUsable
    sequence = invoice.attempts.count() + 1
    return PaymentAttempt.objects.create(
        invoice=invoice,
        sequence=sequence,
        gateway=method.gateway if method else gateway().name,
        kind=method.kind if method else kind,
        method=method,
        off_session=off_session,
        keeps_method=keeps_method and method is None,
        amount_minor=due,
        currency=invoice.currency,
        # The public id: the number of a row comes again when a backup is put back, and the provider would remember it.
        idempotency_key=f"pay:{invoice.public_id}:{sequence}",
    )


@errand
class PaymentErrand(Errand):
    """Collecting an invoice."""

    name = "payment"
    model = PaymentAttempt

    def order_of(self, row: PaymentAttempt) -> PaymentOrder:
        invoice = Invoice.objects.select_related("party", "community").get(pk=row.invoice_id)
        return PaymentOrder(
            key=row.idempotency_key,
            subject=str(row.public_id),
            amount_minor=row.amount_minor,
            currency=row.currency,
            text=invoice.label,
            payer=payer_of(invoice, row.gateway),
            kind=row.kind,
            return_url=page_of_attempt(row),
            method=row.method.method_reference if row.method else "",
            off_session=row.off_session,
            keeps_method=row.keeps_method,
            first_sent_at=row.first_sent_at,
        )

    def ask(self, provider: Any, order: PaymentOrder) -> ProviderPayment:
        return provider.start(order)

    def find(self, provider: Any, order: PaymentOrder) -> ProviderPayment | None:
        return provider.find(order)

    def look(self, provider: Any, handle: Handle) -> ProviderPayment:
        return provider.payment(handle)

    def confirm(self, provider: Any, step: Step) -> ProviderPayment:
        order = step.order
        return provider.confirm(step.handle, method=order.method, return_url=order.return_url)

    def cancel(self, provider: Any, step: Step) -> ProviderPayment:
        return provider.cancel(step.handle)

    def record(self, row: PaymentAttempt, found: ProviderPayment, at: datetime) -> None:
        attempt = record_outcome(attempt=row, found=found, at=at)
        party = attempt.invoice.party
        if found.customer:
            remember_customer(party, attempt.gateway, found.customer, bool(found.livemode))
        if found.method and attempt.keeps_method:
            keep_method(party, attempt.gateway, found.customer, found.method, key=f"kept:{attempt.public_id}")
        if attempt.method_id and attempt.captured_minor:
            PaymentMethod.objects.filter(pk=attempt.method_id).update(last_used_at=at)
        if attempt.method_id and attempt.state == AttemptState.FAILED:
            use_up(attempt.method_id, found.decline_code, at)

    def refuse(self, row: PaymentAttempt, code: str, at: datetime) -> None:
        if not row.is_live:
            return
        row.state, row.decline_code, row.ended_at = AttemptState.FAILED, code[:60], at
        row.reason, row.next_at = _("The payment did not reach the bank."), None
        row.save(update_fields=["state", "decline_code", "ended_at", "reason", "next_at"])
        publish(PaymentFailed(row.pk, row.invoice_id, row.decline_code))


def payer_of(invoice: Invoice, gateway_name: str) -> Payer:
    """As the document names the payer: a member who left still pays what is open."""
    known = ProviderCustomer.objects.filter(party_id=invoice.party_id, gateway=gateway_name).first()
    return Payer(
        community_id=invoice.community_id,
        party_id=invoice.party_id,
        name=invoice.payer.get("name", invoice.party.name),
        email=invoice.payer.get("email", ""),
        language=invoice.language,
        reference=known.reference if known else "",
    )
