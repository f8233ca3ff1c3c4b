"""How money that comes, costs and goes back stands in the books. Each is booked once, by a key of its own.

Debit is positive. `settled` paid an invoice; what came beyond it is the payer's balance.
"""

from datetime import datetime

from billing.actions.ledger import book
from billing.enums import Account
from billing.gateways.orders import TakenBack
from billing.models import Invoice, PaymentAttempt, Refund, TradePayment


def book_captured(attempt: PaymentAttempt, *, at: datetime) -> None:
    """Money came: for the invoice as far as it was open, the rest stays the payer's."""
    party = attempt.invoice.party
    ahead = attempt.captured_minor - attempt.settled_minor
    book(
        key=f"pay:attempt:{attempt.pk}",
        text=attempt.invoice.label,
        at=at,
        currency=attempt.currency,
        entries=[
            (Account.CLEARING, None, attempt.captured_minor),
            (Account.RECEIVABLE, party, -attempt.settled_minor),
            (Account.CREDIT_BALANCE, party, -ahead),
        ],
    )


def book_fee(attempt: PaymentAttempt, *, at: datetime) -> None:
    """What the provider keeps for a payment. It may be known later than the payment itself."""
    book(
        key=f"fee:attempt:{attempt.pk}",
        text=attempt.invoice.label,
        at=at,
        currency=attempt.currency,
        entries=[
            (Account.PROCESSOR_FEES, None, attempt.fee_minor),
            (Account.CLEARING, None, -attempt.fee_minor),
        ],
    )


def book_taken_back(attempt: PaymentAttempt, back: TakenBack, *, settled_minor: int, at: datetime) -> None:
    """The bank took it back, and asks a price for that: the invoice is open again, or the payer's balance shrinks."""
    party = attempt.invoice.party
    cost = Account.BANK_FEES if back.is_return else Account.PROCESSOR_FEES
    book(
        key=f"back:attempt:{attempt.pk}:{back.reference}",
        text=attempt.invoice.label,
        at=at,
        currency=attempt.currency,
        entries=[
            (Account.RECEIVABLE, party, settled_minor),
            (Account.CREDIT_BALANCE, party, back.amount_minor - settled_minor),
            (Account.CLEARING, None, -back.amount_minor - back.fee_minor),
            (cost, None, back.fee_minor),
        ],
    )


def book_won(attempt: PaymentAttempt, back: TakenBack, *, settled_minor: int, at: datetime) -> None:
    """A dispute was decided for us: the money came again. What it cost to argue stays spent."""
    party = attempt.invoice.party
    book(
        key=f"won:attempt:{attempt.pk}:{back.reference}",
        text=attempt.invoice.label,
        at=at,
        currency=attempt.currency,
        entries=[
            (Account.CLEARING, None, back.amount_minor),
            (Account.RECEIVABLE, party, -settled_minor),
            (Account.CREDIT_BALANCE, party, settled_minor - back.amount_minor),
        ],
    )


def book_refund_asked(refund: Refund, *, at: datetime) -> None:
    """Set apart from the payer's balance, so that it is not spent or given back a second time."""
    party = refund.attempt.invoice.party
    _book_refund(refund, "asked", at, [
        (Account.CREDIT_BALANCE, party, refund.amount_minor),
        (Account.REFUNDS_PAYABLE, party, -refund.amount_minor),
    ])  # fmt: skip


def book_refund_paid(refund: Refund, *, at: datetime) -> None:
    party = refund.attempt.invoice.party
    _book_refund(refund, "paid", at, [
        (Account.REFUNDS_PAYABLE, party, refund.amount_minor),
        (Account.CLEARING, None, -refund.amount_minor),
    ])  # fmt: skip


def book_refund_failed(refund: Refund, *, was_paid: bool, at: datetime) -> None:
    """It is the payer's again. A bank may send back even what had arrived."""
    party = refund.attempt.invoice.party
    held = (Account.CLEARING, None) if was_paid else (Account.REFUNDS_PAYABLE, party)
    _book_refund(refund, "failed", at, [
        (*held, refund.amount_minor),
        (Account.CREDIT_BALANCE, party, -refund.amount_minor),
    ])  # fmt: skip


def book_from_balance(invoice: Invoice, *, amount_minor: int, at: datetime) -> None:
    """An invoice is paid with what its payer had paid ahead."""
    book(
        key=f"balance:{invoice.pk}",
        text=invoice.label,
        at=at,
        currency=invoice.currency,
        entries=[
            (Account.CREDIT_BALANCE, invoice.party, amount_minor),
            (Account.RECEIVABLE, invoice.party, -amount_minor),
        ],
    )


def book_bank(invoice: Invoice, *, amount_minor: int, at: datetime) -> None:
    """The treasurer saw it on the bank. After a payment that was taken back it may come this way a second time."""
    taken_back = invoice.attempts.filter(state__in=["returned", "disputed"]).count()
    book(
        key=f"pay:{invoice.pk}" + (f":{taken_back}" if taken_back else ""),
        text=invoice.label,
        at=at,
        currency=invoice.currency,
        entries=[
            (Account.BANK, None, amount_minor),
            (Account.RECEIVABLE, invoice.party, -amount_minor),
        ],
    )


def book_trade(payment: TradePayment, *, fee_minor: int, at: datetime) -> None:
    """Our fee was taken with the trade: it waits as the provider's balance for the invoice of the month."""
    book(
        key=f"trade:{payment.pk}",
        text=payment.text,
        at=at,
        currency=payment.currency,
        entries=[
            (Account.CLEARING, None, payment.application_fee_minor - fee_minor),
            (Account.PROCESSOR_FEES, None, fee_minor),
            (Account.CREDIT_BALANCE, payment.account.party, -payment.application_fee_minor),
        ],
    )


def book_trade_fee_back(payment: TradePayment, *, amount_minor: int, at: datetime) -> None:
    """Of a fee that was taken with the trade this part went back; `fee_refunded_minor` counts it already."""
    book(
        key=f"trade:{payment.pk}:back:{payment.fee_refunded_minor}",
        text=payment.text,
        at=at,
        currency=payment.currency,
        entries=[
            (Account.CREDIT_BALANCE, payment.account.party, amount_minor),
            (Account.CLEARING, None, -amount_minor),
        ],
    )


def _book_refund(refund: Refund, step: str, at: datetime, entries: list[tuple[str, object, int]]) -> None:
    book(
        key=f"refund:{refund.pk}:{step}",
        text=refund.attempt.invoice.label,
        at=at,
        currency=refund.currency,
        entries=entries,  # type: ignore[arg-type]
    )
