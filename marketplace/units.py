"""Units, and what converts into what: only inside a family, never a guess. A part of a day is no number of hours."""

from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.enums import Unit
from weconomics.errors import DomainError

# Unit → how many of the smallest unit of its family it holds. A unit in no family converts into itself alone.
FAMILIES: tuple[dict[str, int], ...] = ({Unit.DAY: 1, Unit.WEEK: 7},)
COUNTED = frozenset({Unit.PIECE, Unit.PART_OF_DAY, Unit.DAY, Unit.WEEK, Unit.TIME, Unit.PERSON})


class UnitsDiffer(DomainError):
    """`data` has both units."""

    code = "units_differ"


def convert(quantity: Decimal, unit: str, into: str) -> Decimal:
    """The quantity in another unit of the same family. Raises UnitsDiffer where the two do not convert."""
    if unit == into:
        return quantity
    (base, factor), (other_base, other_factor) = base_of(unit), base_of(into)
    if base != other_base:
        sentence = _("%(one)s and %(other)s cannot be converted into each other.")
        words = {"one": Unit(unit).label, "other": Unit(into).label}
        raise UnitsDiffer(sentence % words, data={"unit": unit, "into": into})
    return quantity * factor / other_factor


def base_of(unit: str) -> tuple[str, int]:
    """The smallest unit of the family, and how many of it this unit holds."""
    for family in FAMILIES:
        if unit in family:
            smallest = min(family, key=lambda one: family[one])
            return str(smallest), family[unit]
    return unit, 1


def share_a_family(one: str, other: str) -> bool:
    """Whether quantities of the two convert."""
    return base_of(one)[0] == base_of(other)[0]


def is_counted(unit: str) -> bool:
    """Half of it makes no sense: pieces, persons, times, days."""
    return unit in COUNTED
