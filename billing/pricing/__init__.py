"""Prices are computed here: pure functions over integers, without a database and without a clock.

Amounts are minor units (cents), rates basis points (1 bp = 0.01 %), rounding is half away from zero.
"""

from billing.pricing.beneficiaries import BENEFICIARIES, is_whole, parts_of
from billing.pricing.calculators import base_of
from billing.pricing.fees import Fee, Used, fee_lines, fee_of
from billing.pricing.periods import days_within, fee_of_period, prorated, under_cap
from billing.pricing.terms import BASES_OF_A_DEAL, FeeTerms, PriceOfDeal
from billing.pricing.tiers import Tier, TiersInvalid, check_tiers, tiers_from_json
from billing.pricing.vat import TaxLine, TaxTotal, gross_of_net, net_of_gross, totals
from billing.pricing.worst import Loss, loss_of_provider

__all__ = [
    "BASES_OF_A_DEAL",
    "BENEFICIARIES",
    "Fee",
    "FeeTerms",
    "Loss",
    "PriceOfDeal",
    "TaxLine",
    "TaxTotal",
    "Tier",
    "TiersInvalid",
    "Used",
    "base_of",
    "check_tiers",
    "days_within",
    "fee_lines",
    "fee_of",
    "fee_of_period",
    "gross_of_net",
    "is_whole",
    "loss_of_provider",
    "net_of_gross",
    "parts_of",
    "prorated",
    "tiers_from_json",
    "totals",
    "under_cap",
]
