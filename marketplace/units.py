"""Units, and what converts into what: only inside a family, never a guess.

A quantity is held and compared in the smallest unit of its family, where every quantity people can write (three decimals)
is exact: one day of a week is 1 of 7, never 0.143 of 1.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from marketplace.enums import Unit
from weconomics.errors import DomainError

# Unit → how many of the smallest unit of its family it holds. Each unit stands in one family.
FAMILIES: tuple[dict[str, int], ...] = (
    {Unit.MINUTE: 1, Unit.HOUR: 60},
    {Unit.DAY: 1, Unit.WEEK: 7},
    {Unit.GRAM: 1, Unit.KG: 1000},
    {Unit.ML: 1, Unit.LITRE: 1000},
    # Two to one day, three to another, four hours to a third: so it is no number of days or hours.
    {Unit.PART_OF_DAY: 1},
    {Unit.PIECE: 1},
    {Unit.TIME: 1},
    {Unit.PERSON: 1},
    {Unit.KM: 1},
    {Unit.M2: 1},
)
FACTORS = {unit: factor for family in FAMILIES for unit, factor in family.items()}
SMALLEST = {unit: min(family, key=family.__getitem__) for family in FAMILIES for unit in family}
COUNTED = frozenset(
    {
        *(Unit.PIECE, Unit.PART_OF_DAY, Unit.DAY, Unit.WEEK, Unit.TIME, Unit.PERSON),
        *(Unit.MINUTE, Unit.GRAM, Unit.ML),
    }
)
MILLI = Decimal("0.001")


class UnitsDiffer(DomainError):
    """`data` has both units."""

    code = "units_differ"


def convert(quantity: Decimal, unit: str, into: str) -> Decimal:
    """The quantity in another unit of the same family. Raises UnitsDiffer where the two do not convert.

    Into a larger unit it can be a fraction without an end; `in_smallest` of it is exact again.
    """
    if unit == into:
        return quantity
    (base, factor), (other_base, other_factor) = base_of(unit), base_of(into)
    if base != other_base:
        sentence = _("%(one)s and %(other)s cannot be converted into each other.")
        words = {"one": Unit(unit).label, "other": Unit(into).label}
        raise UnitsDiffer(sentence % words, data={"unit": unit, "into": into})
    return quantity * factor / other_factor


def in_smallest(quantity: Decimal, unit: str) -> Decimal:
    """The quantity in the smallest unit of the family, to the thousandth: there whatever people write is exact."""
    return (Decimal(quantity) * FACTORS[unit]).quantize(MILLI, ROUND_HALF_UP)


def from_smallest(amount: Decimal, unit: str) -> Decimal:
    """An amount of the smallest unit of the family in this unit of it."""
    return amount / FACTORS[unit]


def exact_in(amount: Decimal, *units: str) -> tuple[Decimal, str]:
    """An amount of the smallest unit as (quantity, unit): in the first of the units in which three decimals say it all."""
    for unit in units:
        quantity = from_smallest(amount, unit)
        if quantity == quantity.quantize(MILLI):
            return quantity.quantize(MILLI), unit
    return amount, SMALLEST[units[0]]


def base_of(unit: str) -> tuple[str, int]:
    """The smallest unit of the family, and how many of it this unit holds."""
    return str(SMALLEST[unit]), FACTORS[unit]


def finer_of(one: str, other: str) -> str:
    """The smaller unit of two of one family: in it quantities of both can be said."""
    return min(one, other, key=FACTORS.__getitem__)


def share_a_family(one: str, other: str) -> bool:
    """Whether quantities of the two convert."""
    return SMALLEST[one] == SMALLEST[other]


def is_counted(unit: str) -> bool:
    """Half of it makes no sense: pieces, persons, times, days, grams."""
    return unit in COUNTED
