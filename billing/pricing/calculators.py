"""How a fee is counted: one function a calculator, exact fractions in and out.

| calculator        | counts   | reads                                                                              |
| ----------------- | -------- | ---------------------------------------------------------------------------------- |
| (the basis' own)  | deal     | `amount_minor`, or `rate_bp` of the price                                          |
| per_unit          | pieces   | `amount_minor` each, `free_units` free                                             |
| first_more        | pieces   | `amount_minor` the first, `more_minor` each further, up to `most_units`            |
| price_sack        | price    | `amount_minor` below `threshold_minor`, `more_minor` from there on                 |
| weight            | kilos    | `amount_minor` a kilo; no known weight, no fee                                     |
| graduated         | pieces   | `tiers`: each band at its own price, its flat part once entered                    |
| volume            | pieces   | `tiers`: all at the price of the band that is reached                              |
| package           | pieces   | `amount_minor` for each begun package of `package_units`, after `free_units`       |
| graduated_percent | price    | `tiers`: each band of the price at its own rate                                    |
"""

from collections.abc import Callable
from fractions import Fraction

from billing.pricing.rounding import part_bp, whole
from billing.pricing.terms import FeeTerms, PriceOfDeal
from billing.pricing.tiers import slices, tier_at
from billing.pricing.vat import net_of_gross

Calculator = Callable[[FeeTerms, Fraction], Fraction]


def base_of(terms: FeeTerms, price: PriceOfDeal) -> int:
    """What a percentage is of, in minor units: by default the price without VAT and without delivery."""
    delivery = 0 if terms.base_with_delivery else price.delivery_minor
    amount = price.price_minor - delivery
    return amount if terms.base_with_vat else net_of_gross(amount, price.vat_bp)


def amount_of(terms: FeeTerms, price: PriceOfDeal, free_minor: int = 0) -> Fraction | None:
    """The fee before floor and cap; None where there is nothing to count. `free_minor` of the base is free."""
    if terms.calculator in BY_UNITS:
        units = _units(terms, price)
        return BY_UNITS[terms.calculator](terms, units) if units > 0 else None
    base = max(0, base_of(terms, price) - free_minor)
    if terms.calculator == "price_sack":
        return Fraction(terms.amount_minor if base < terms.threshold_minor else terms.more_minor)
    if terms.calculator == "graduated_percent":
        return _graduated_percent(terms, Fraction(base)) if base else None
    if terms.basis == "percent_of_price":
        return _percentage(terms, price, base)
    return Fraction(terms.amount_minor)


def amount_of_units(terms: FeeTerms, units: int) -> Fraction:
    """A fee per user: so many of them, at one price or by bands."""
    if terms.calculator in BY_UNITS:
        return BY_UNITS[terms.calculator](terms, Fraction(units)) if units > 0 else Fraction(0)
    return Fraction(terms.amount_minor) * units


def _units(terms: FeeTerms, price: PriceOfDeal) -> Fraction:
    if terms.calculator == "weight":
        return Fraction(price.weight_g or 0) / 1000
    return Fraction(price.quantity)


def _percentage(terms: FeeTerms, price: PriceOfDeal, base: int) -> Fraction:
    pieces = Fraction(price.quantity)
    if terms.base_per_item and pieces > 0:
        return whole(part_bp(Fraction(base) / pieces, terms.rate_bp)) * pieces
    return part_bp(base, terms.rate_bp)


def _per_unit(terms: FeeTerms, units: Fraction) -> Fraction:
    return terms.amount_minor * max(Fraction(0), units - terms.free_units)


def _first_more(terms: FeeTerms, units: Fraction) -> Fraction:
    counted = units if terms.most_units is None else min(units, Fraction(terms.most_units))
    return terms.amount_minor + max(Fraction(0), counted - 1) * terms.more_minor if counted else Fraction(0)


def _graduated(terms: FeeTerms, units: Fraction) -> Fraction:
    return sum(
        (tier.flat + part * Fraction(tier.unit) for tier, part in slices(terms.tiers, units)), Fraction(0)
    )


def _volume(terms: FeeTerms, units: Fraction) -> Fraction:
    tier = tier_at(terms.tiers, units)
    return tier.flat + units * Fraction(tier.unit)


def _package(terms: FeeTerms, units: Fraction) -> Fraction:
    begun = -(-max(Fraction(0), units - terms.free_units) // terms.package_units)
    return Fraction(terms.amount_minor) * begun


def _graduated_percent(terms: FeeTerms, base: Fraction) -> Fraction:
    return sum(
        (tier.flat + part_bp(part, tier.rate_bp) for tier, part in slices(terms.tiers, base)), Fraction(0)
    )


BY_UNITS: dict[str, Calculator] = {
    "per_unit": _per_unit,
    "first_more": _first_more,
    "weight": _per_unit,
    "graduated": _graduated,
    "volume": _volume,
    "package": _package,
}
