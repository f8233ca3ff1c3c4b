"""Reads about payments, with a name. All run in the scope of one community."""

from django.db.models import QuerySet, Sum

from billing.enums import (
    LIVE_ATTEMPTS,
    LIVE_REFUNDS,
    Account,
    AttemptState,
    MethodState,
    RefundState,
)
from billing.models import (
    Invoice,
    Party,
    PaymentAttempt,
    PaymentMethod,
    Posting,
    ProviderAccount,
    Refund,
)


def due_minor(invoice: Invoice) -> int:
    """What is still to be paid: the document less what was credited of it and what payments settled."""
    if not invoice.is_open:
        return 0
    credited = invoice.corrections.aggregate(total=Sum("gross_minor"))["total"] or 0
    paid = invoice.attempts.filter(state=AttemptState.SUCCEEDED).aggregate(total=Sum("settled_minor"))
    return max(0, invoice.gross_minor + credited - (paid["total"] or 0))


def balance_minor(party: Party, currency: str) -> int:
    """What a payer paid ahead, or got back by credit notes, and did not use yet. Below zero the payer owes it."""
    rows = Posting.objects.filter(party=party, account=Account.CREDIT_BALANCE, currency=currency)
    return -(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def living_attempt(invoice: Invoice) -> PaymentAttempt | None:
    return invoice.attempts.filter(state__in=LIVE_ATTEMPTS).first()


def refunded_minor(attempt: PaymentAttempt) -> int:
    """What went back or is on its way back."""
    rows = attempt.refunds.exclude(state=RefundState.FAILED)
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0


def refundable_attempts(invoice: Invoice) -> list[tuple[PaymentAttempt, int]]:
    """Payments of which something can still go back, and how much: no more than the payer has as balance."""
    balance = balance_minor(invoice.party, invoice.currency)
    paid = invoice.attempts.filter(state=AttemptState.SUCCEEDED)
    left = [(attempt, min(balance, attempt.captured_minor - refunded_minor(attempt))) for attempt in paid]
    return [(attempt, amount) for attempt, amount in left if amount > 0]


def methods_of(party: Party) -> QuerySet[PaymentMethod]:
    """Those in use and those being added, the default first."""
    return PaymentMethod.objects.filter(
        party=party, state__in=[MethodState.ACTIVE, MethodState.PENDING]
    ).select_related("party")


def usable_methods(party: Party) -> QuerySet[PaymentMethod]:
    return PaymentMethod.objects.filter(party=party, state=MethodState.ACTIVE)


def default_method(party: Party) -> PaymentMethod | None:
    return usable_methods(party).filter(is_default=True).first()


def refunds_of(invoice: Invoice) -> QuerySet[Refund]:
    return Refund.objects.filter(attempt__invoice=invoice)


def refunds_on_their_way() -> QuerySet[Refund]:
    return Refund.objects.filter(state__in=LIVE_REFUNDS)


def account_of(party: Party) -> ProviderAccount | None:
    """The payout account of who provides, with the provider of this installation."""
    from billing.gateways import gateway

    return ProviderAccount.objects.filter(party=party, gateway=gateway().name).first()
