"""What billing knows. Facts (charges, issued documents, postings) are written once; corrections are new rows."""

from billing.models.charge import BillingPeriod, BillingRun, Charge, RunChunk
from billing.models.invoice import Invoice, InvoiceLine, InvoiceTax, NumberSeries
from billing.models.ledger import LedgerTransaction, Posting
from billing.models.party import Party
from billing.models.payment import PaymentAttempt, PaymentMethod, PaymentRouteTest, Refund
from billing.models.platform import (
    PlatformInvoice,
    PlatformIssuer,
    PlatformNumber,
    PlatformSeries,
    PlatformSubscription,
)
from billing.models.provider import (
    PaymentEvent,
    ProviderAccount,
    ProviderCustomer,
    SandboxRecord,
    TradePayment,
)
from billing.models.rated_deal import DealReversal, RatedDeal
from billing.models.reference import BuyerReference, VatIdCheck
from billing.models.revenue_model import FeeRule, RevenueModel
from billing.models.settlement import SettlementLine, SettlementNote
from billing.models.tax_rate import TaxRate
from billing.models.year_file import YearFile

__all__ = [
    "BillingPeriod",
    "BillingRun",
    "BuyerReference",
    "Charge",
    "DealReversal",
    "FeeRule",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "LedgerTransaction",
    "NumberSeries",
    "Party",
    "PaymentAttempt",
    "PaymentEvent",
    "PaymentMethod",
    "PaymentRouteTest",
    "PlatformInvoice",
    "PlatformIssuer",
    "PlatformNumber",
    "PlatformSeries",
    "PlatformSubscription",
    "Posting",
    "ProviderAccount",
    "ProviderCustomer",
    "RatedDeal",
    "Refund",
    "RevenueModel",
    "RunChunk",
    "SandboxRecord",
    "SettlementLine",
    "SettlementNote",
    "TaxRate",
    "TradePayment",
    "VatIdCheck",
    "YearFile",
]
