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
