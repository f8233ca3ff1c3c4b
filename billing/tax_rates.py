"""Which VAT rates there are on a day. A rule and a charge keep the number; here is what the number means by date."""

from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from billing.models import TaxRate
from weconomics.money import format_rate

HOME = "NL"


def rates_on(day: date, country: str = HOME) -> QuerySet[TaxRate]:
    """The rates that hold on this day, highest first."""
    begun = TaxRate.objects.filter(country=country, valid_from__lte=day)
    return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).order_by("-rate_bp")


def is_rate_on(rate_bp: int, day: date, country: str = HOME) -> bool:
    return rates_on(day, country).filter(rate_bp=rate_bp).exists()


def rate_of_supply(rate_bp: int, *, known_on: date, supplied_on: date, country: str = HOME) -> int:
    """What a rate that was written down on one day has become on the day of the supply (Wet OB art. 13).

    A rate that no table knows stays as it is: somebody chose it, and nobody here knows better.
    """
    # Rates change once in some years: most supplies are answered by this one question.
    if not TaxRate.objects.filter(
        country=country, valid_from__gt=known_on, valid_from__lte=supplied_on
    ).exists():
        return rate_bp
    known = rates_on(known_on, country).filter(rate_bp=rate_bp).first()
    if known is None:
        return rate_bp
    then = rates_on(supplied_on, country).filter(category=known.category).first()
    return then.rate_bp if then else rate_bp


def rate_choices() -> list[tuple[int, str]]:
    """What a form offers today."""
    return [(rate_bp, format_rate(rate_bp)) for rate_bp in _rates_of_day(timezone.localdate())]


@lru_cache(maxsize=2)
def _rates_of_day(day: date) -> tuple[int, ...]:
    """A page may hold a dozen rules; what the law says of a day does not change in the course of it."""
    return tuple(rate.rate_bp for rate in rates_on(day))
