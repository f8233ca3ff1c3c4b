"""What billing tells the others. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvoiceIssued:
    """A numbered document went out to a payer."""

    invoice_id: int


@dataclass(frozen=True)
class InvoicePaid:
    """The whole amount of an invoice arrived."""

    invoice_id: int


@dataclass(frozen=True)
class RevenueModelAnnounced:
    """The community decided on a revenue model; it begins at its moment, at once or after the notice."""

    revenue_model_id: int


@dataclass(frozen=True)
class RevenueModelActivated:
    """A revenue model that was decided on is in force from now."""

    revenue_model_id: int


@dataclass(frozen=True)
class PaymentFailed:
    """An attempt ended without money: declined, or stopped. `code` is the provider's own word."""

    attempt_id: int
    invoice_id: int
    code: str


@dataclass(frozen=True)
class PaymentNeedsPayer:
    """A payment that ran by itself waits for the payer's bank to ask the payer (3-D Secure)."""

    attempt_id: int


@dataclass(frozen=True)
class PaymentReturned:
    """A direct debit was taken back after it had arrived: its invoice is open again."""

    attempt_id: int
    invoice_id: int
    code: str


@dataclass(frozen=True)
class PaymentDisputed:
    """The payer's bank disputes a payment; its money is held until that is decided."""

    attempt_id: int
    invoice_id: int
    code: str


@dataclass(frozen=True)
class RefundPaid:
    """Money went back to a payer."""

    refund_id: int
    invoice_id: int


@dataclass(frozen=True)
class RefundFailed:
    """Money could not go back; it is the payer's balance again, and the treasurer must see to it."""

    refund_id: int
    invoice_id: int


@dataclass(frozen=True)
class TradePaid:
    """A deal was paid through the provider."""

    deal_id: int
