"""Money is an integer of minor units (cents) beside an ISO 4217 currency. Rates are basis points (1 bp = 0.01 %)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LARGEST_AMOUNT_MINOR = 10**13


def share(minor: int, basis_points: int) -> int:
    """`basis_points` of `minor`, half away from zero, so that a credit mirrors its charge."""
    product = abs(minor) * abs(basis_points)
    rounded = (product + 5000) // 10000
    return rounded if (minor < 0) == (basis_points < 0) else -rounded


def part(minor: int, fraction: Decimal) -> int:
    """A fraction of `minor`, half away from zero. For shares that are no whole number of basis points."""
    return int((Decimal(minor) * fraction).quantize(Decimal(1), ROUND_HALF_UP))


def split_by_weights(minor: int, weights: Sequence[int]) -> list[int]:
    """Divide `minor` over the weights by largest remainder; ties go to the first. The parts sum to `minor`.

    Raises ValueError when no weight is positive or one is negative.
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be zero or more, and not all zero")
    sign = -1 if minor < 0 else 1
    parts = [abs(minor) * weight // total for weight in weights]
    remainders = [abs(minor) * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: abs(minor) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


def exponent(currency: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


def to_decimal(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def format_money(minor: int, currency: str, language: str | None = None) -> str:
    """The amount as the reader writes it: `€ 1.234,50` in Dutch, `€1,234.50` in English."""
    locale = (language or get_language() or "nl").replace("-", "_")
    return format_currency(to_decimal(minor, currency), currency, locale=locale)


def format_rate(basis_points: int, language: str | None = None) -> str:
    """A rate as the reader writes it: 250 is `2,5%` in Dutch, `2.5%` in English."""
    locale = (language or get_language() or "nl").replace("-", "_")
    return format_decimal(Decimal(basis_points) / 100, format="#,##0.##", locale=locale) + "%"


def parse_money(text: str, currency: str = "EUR") -> int:
    """Minor units from what a person types: `1.234,56`, `1,234.56`, `12`, `€ 3,5`.

    Raises ValidationError with a sentence.
    """
    cleaned = text.replace("€", "").replace("\u00a0", "").replace(" ", "").removesuffix(",-").strip()
    number = _plain_number(cleaned)
    try:
        amount = Decimal(number).scaleb(exponent(currency))
    except InvalidOperation:
        raise ValidationError(_("Write an amount like 12,50."), code="not_an_amount") from None
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT_MINOR:
        raise ValidationError(_("This amount is too large."), code="too_large")
    if amount != amount.to_integral_value():
        raise ValidationError(_("Write at most two decimals, like 12,50."), code="too_fine")
    return int(amount)


def _plain_number(text: str) -> str:
    """The last of `.` and `,` is the decimal sign, unless it groups three digits and stands alone as a dot."""
    comma, dot = text.rfind(","), text.rfind(".")
    if comma > dot:
        return text.replace(".", "").replace(",", ".")
    if comma == -1 and text.count(".") >= 1 and len(text) - dot - 1 == 3:
        return text.replace(".", "")
    return text.replace(",", "")
