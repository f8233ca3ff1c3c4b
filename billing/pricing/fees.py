"""What one deal costs each side: a fee is computed whole, then split."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from billing.pricing.calculators import amount_of, base_of
from billing.pricing.ladder import SIDES, pays, rules_that_count
from billing.pricing.rounding import whole
from billing.pricing.terms import BASES_OF_A_DEAL, FeeTerms, PriceOfDeal
from billing.pricing.vat import net_of_gross
from weconomics.money import share

Side = str  # "provider" or "requester"


@dataclass(frozen=True, slots=True)
class Used:
    """What a side had of a rule in the year before this deal: how many deals, and how much of the base they came to."""

    count: int = 0
    base_minor: int = 0


UsedThisYear = Callable[[FeeTerms, Side], Used | int]


@dataclass(frozen=True, slots=True)
class Fee:
    """What one side pays for one rule. `amount_minor` is in the mode of the rule; the rest is derived from it.

    `whole_minor` is the fee before it is split and before anything is free, `base_minor` what a percentage would be of.
    """

    terms: FeeTerms
    payer: Side
    amount_minor: int
    whole_minor: int
    is_free: bool = False
    base_minor: int = 0

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


def fee_of(terms: FeeTerms, price: PriceOfDeal, free_minor: int = 0) -> int:
    """The whole fee of one rule in the mode of the rule, within its floor and cap; nothing where nothing is counted."""
    exact = amount_of(terms, price, free_minor)
    return 0 if exact is None else within(terms, whole(exact))


def within(terms: FeeTerms, amount_minor: int) -> int:
    if terms.floor_minor is not None:
        amount_minor = max(amount_minor, terms.floor_minor)
    if terms.cap_minor is not None:
        amount_minor = min(amount_minor, terms.cap_minor)
    return amount_minor


def fee_lines(
    rules: Iterable[FeeTerms], price: PriceOfDeal, used_this_year: UsedThisYear = lambda terms, side: 0
) -> list[Fee]:
    """What each side pays for this deal, in the order of the rules.

    `used_this_year` says how often a side paid, or had free, this rule in the year (and of how much); within the rule's
    allowances it is free.
    """
    of_deals = [terms for terms in rules if terms.basis in BASES_OF_A_DEAL]
    return [
        _fee(terms, side, price, used_this_year)
        for terms in rules_that_count(of_deals, price)
        for side in SIDES[terms.payer]
        if pays(terms, side, price)
    ]


def _fee(terms: FeeTerms, side: Side, price: PriceOfDeal, used_this_year: UsedThisYear) -> Fee:
    base, full = base_of(terms, price), fee_of(terms, price)
    if not (terms.free_per_year or terms.free_amount_minor):
        return Fee(terms, side, _part(terms, side, full), full, base_minor=base)
    is_free, free_minor = _allowance(terms, base, used_this_year(terms, side))
    left = 0 if is_free else fee_of(terms, price, free_minor)
    return Fee(terms, side, _part(terms, side, left), full, is_free, base)


def _allowance(terms: FeeTerms, base: int, used: Used | int) -> tuple[bool, int]:
    """Whether the whole deal is free, else how much of its base is: the allowance that ends first counts."""
    used = used if isinstance(used, Used) else Used(used)
    if terms.free_per_year and used.count >= terms.free_per_year:
        return False, 0
    if not terms.free_amount_minor:
        return True, 0
    left = max(0, terms.free_amount_minor - used.base_minor)
    return 0 < left >= base, min(base, left)


def _part(terms: FeeTerms, side: Side, whole_minor: int) -> int:
    """The requester's part of a split is rounded, the provider's is what remains."""
    if terms.payer != "split":
        return whole_minor
    requester_part = share(whole_minor, terms.split_bp)
    return requester_part if side == "requester" else whole_minor - requester_part
