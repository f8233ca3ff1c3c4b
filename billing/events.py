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
class RevenueModelActivated:
    """A decision put a revenue model in force."""

    revenue_model_id: int
