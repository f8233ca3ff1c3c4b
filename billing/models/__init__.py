"""What billing knows. Facts (charges, issued documents, postings) are written once; corrections are new rows."""

from billing.models.charge import BillingPeriod, BillingRun, Charge
from billing.models.invoice import Invoice, InvoiceLine, InvoiceTax, NumberSeries
from billing.models.ledger import LedgerTransaction, Posting
from billing.models.party import Party
from billing.models.payment import PaymentAttempt, PaymentRouteTest
from billing.models.revenue_model import FeeRule, RevenueModel

__all__ = [
    "BillingPeriod",
    "BillingRun",
    "Charge",
    "FeeRule",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "LedgerTransaction",
    "NumberSeries",
    "Party",
    "PaymentAttempt",
    "PaymentRouteTest",
    "Posting",
    "RevenueModel",
]
