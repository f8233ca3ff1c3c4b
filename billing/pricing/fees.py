"""What one deal costs each side: a fee is computed whole, then split."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from billing.pricing.terms import BASES_OF_A_DEAL, FeeTerms, PriceOfDeal
from billing.pricing.vat import net_of_gross
from weconomics.money import share

Side = str  # "provider" or "requester"
UsedThisYear = Callable[[FeeTerms, Side], int]


@dataclass(frozen=True, slots=True)
class Fee:
    """What one side pays for one rule. `amount_minor` is in the mode of the rule; the rest is derived from it."""

    terms: FeeTerms
    payer: Side
    amount_minor: int
    whole_minor: int
    is_free: bool = False

    @property
    def net_minor(self) -> int:
        if self.terms.vat_mode == "incl":
            return net_of_gross(self.amount_minor, self.terms.vat_rate_bp)
        return self.amount_minor

    @property
    def vat_minor(self) -> int:
        if self.terms.vat_mode == "incl":
            return self.amount_minor - self.net_minor
        return share(self.amount_minor, self.terms.vat_rate_bp)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.vat_minor


def fee_of(terms: FeeTerms, price: PriceOfDeal) -> int:
    """The whole fee of one rule in the mode of the rule, within its floor and cap."""
    amount = terms.amount_minor
    if terms.basis == "percent_of_price":
        amount = share(net_of_gross(price.price_minor, price.vat_bp), terms.rate_bp)
    if terms.floor_minor is not None:
        amount = max(amount, terms.floor_minor)
    if terms.cap_minor is not None:
        amount = min(amount, terms.cap_minor)
    return amount


def fee_lines(
    rules: Iterable[FeeTerms], price: PriceOfDeal, used_this_year: UsedThisYear = lambda terms, side: 0
) -> list[Fee]:
    """What each side pays for this deal, in the order of the rules.

    `used_this_year` says how often a side paid, or had free, this rule in the year; below the rule's allowance it is free.
    """
    lines = []
    for terms in rules:
        if terms.basis in BASES_OF_A_DEAL and _applies(terms, price):
            lines += [
                _with_allowance(fee, used_this_year) for fee in _sides(terms, fee_of(terms, price), price)
            ]
    return lines


def _applies(terms: FeeTerms, price: PriceOfDeal) -> bool:
    right_category = terms.category_id is None or terms.category_id == price.category_id
    return price.exchange_type in terms.exchange_types and right_category


def _sides(terms: FeeTerms, whole_minor: int, price: PriceOfDeal) -> list[Fee]:
    """The requester's part is rounded, the provider's is what remains; a rule for one kind of party passes the other by."""
    requester_part = share(whole_minor, terms.split_bp)
    parts = {
        "provider": {"provider": whole_minor},
        "requester": {"requester": whole_minor},
        "split": {"provider": whole_minor - requester_part, "requester": requester_part},
    }[terms.payer]
    kinds = {"provider": price.provider_kind, "requester": price.requester_kind}
    return [
        Fee(terms, side, amount, whole_minor)
        for side, amount in parts.items()
        if terms.party_kind in ("any", kinds[side])
    ]


def _with_allowance(fee: Fee, used_this_year: UsedThisYear) -> Fee:
    if fee.terms.free_per_year and used_this_year(fee.terms, fee.payer) < fee.terms.free_per_year:
        return Fee(fee.terms, fee.payer, 0, fee.whole_minor, is_free=True)
    return fee
