"""Fees of a period: proration by days, and caps over several payers."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from billing.pricing.calculators import amount_of_units
from billing.pricing.fees import within
from billing.pricing.rounding import whole
from billing.pricing.terms import FeeTerms

Days = tuple[date, date]  # the first, and the one after the last


def prorated(amount_minor: int | Fraction, days: int, of_days: int) -> int:
    """The part of an amount for so many days of a period, rounded once; never more than the whole."""
    return whole(Fraction(amount_minor) * min(days, of_days) / of_days)


def days_within(spans: Iterable[Days], first: date, end: date) -> int:
    """How many different days of [first, end) these spans touch: a day counts once, however often somebody came back."""
    days = 0
    upto = first
    for start, stop in sorted(spans):
        start, stop = max(start, upto), min(stop, end)
        if stop > start:
            days += (stop - start).days
            upto = stop
    return days


def fee_of_period(terms: FeeTerms, users: int, days: int, of_days: int) -> int:
    """What one payer owes for a period: the amount, or that of each user, within floor and cap, for the days that count."""
    amount = amount_of_units(terms, users) if terms.basis == "per_user" else Fraction(terms.amount_minor)
    if amount <= 0 or days <= 0:
        return 0
    return prorated(within(terms, whole(amount)), days, of_days)


def under_cap(amount_minor: int, cap_minor: int | None, spent_minor: int) -> int:
    """What of an amount still fits under a cap on the sum, of which so much was asked already."""
    return amount_minor if cap_minor is None else max(0, min(amount_minor, cap_minor - spent_minor))
