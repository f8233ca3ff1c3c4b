"""Bands of a fee: up to how much, and what a unit or the amount costs within.

As they are stored: [{"upto": "10", "unit": "200", "flat": 1000}, {"upto": null, "rate_bp": 100}]. `upto` counts units,
or minor units for a percentage; `unit` is a price in minor units and may be finer than one; `flat` is charged once the
band is entered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

LARGEST = 10**13


@dataclass(frozen=True, slots=True)
class Tier:
    """One band, from the end of the one before it up to and including `upto`; None is without end."""

    upto: Decimal | None
    unit: Decimal = Decimal(0)
    flat: int = 0
    rate_bp: int = 0

    def to_json(self) -> dict[str, Any]:
        upto = None if self.upto is None else str(self.upto)
        return {"upto": upto, "unit": str(self.unit), "flat": self.flat, "rate_bp": self.rate_bp}


class TiersInvalid(ValueError):
    """Bands that cannot be reckoned with. `code` says what is wrong, for whoever puts it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def tiers_from_json(values: Any) -> tuple[Tier, ...]:
    """Raises TiersInvalid for what is not a list of bands; whether they fit together `check_tiers` says."""
    if not isinstance(values, list):
        raise TiersInvalid("not_a_list")
    return tuple(_tier(value) for value in values)


def check_tiers(tiers: tuple[Tier, ...]) -> None:
    """At least one band, each ending above the one before, the last without end, nothing below zero. Raises TiersInvalid."""
    if not tiers:
        raise TiersInvalid("empty")
    before = Decimal(0)
    for tier in tiers[:-1]:
        if tier.upto is None:
            raise TiersInvalid("end_in_the_middle")
        if tier.upto <= before:
            raise TiersInvalid("not_ascending")
        before = tier.upto
    if tiers[-1].upto is not None:
        raise TiersInvalid("no_last")
    if any(tier.unit < 0 or tier.flat < 0 or not 0 <= tier.rate_bp <= 10_000 for tier in tiers):
        raise TiersInvalid("below_zero")


def slices(tiers: tuple[Tier, ...], amount: Fraction) -> Iterator[tuple[Tier, Fraction]]:
    """The bands that this amount enters, each with its part of it. Nothing enters no band."""
    start = Fraction(0)
    for tier in tiers:
        if amount <= start:
            return
        end = amount if tier.upto is None else min(amount, Fraction(tier.upto))
        yield tier, end - start
        start = end


def tier_at(tiers: tuple[Tier, ...], amount: Fraction) -> Tier:
    """The band in which this amount falls."""
    return next(tier for tier in tiers if tier.upto is None or amount <= Fraction(tier.upto))


def _tier(value: Any) -> Tier:
    if not isinstance(value, dict):
        raise TiersInvalid("not_a_band")
    upto = value.get("upto")
    return Tier(
        None if upto is None else _number(upto),
        _number(value.get("unit", 0)),
        _integer(value.get("flat", 0)),
        _integer(value.get("rate_bp", 0)),
    )


def _number(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise TiersInvalid("not_a_number") from None
    if not number.is_finite() or abs(number) > LARGEST or isinstance(value, bool):
        raise TiersInvalid("not_a_number")
    return number


def _integer(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise TiersInvalid("not_a_whole_number")
    return int(number)
