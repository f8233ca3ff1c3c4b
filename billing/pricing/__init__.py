"""Prices are computed here: pure functions over integers, without a database and without a clock.

Amounts are minor units (cents), rates basis points (1 bp = 0.01 %), rounding is half away from zero.
"""

from billing.pricing.fees import Fee, fee_lines, fee_of
from billing.pricing.terms import FeeTerms, PriceOfDeal
from billing.pricing.vat import TaxLine, TaxTotal, gross_of_net, net_of_gross, totals

__all__ = [
    "Fee",
    "FeeTerms",
    "PriceOfDeal",
    "TaxLine",
    "TaxTotal",
    "fee_lines",
    "fee_of",
    "gross_of_net",
    "net_of_gross",
    "totals",
]
