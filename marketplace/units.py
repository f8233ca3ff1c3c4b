"""Units, and what converts into what: only inside a family, never a guess."""

from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.enums import Unit
from weconomics.errors import DomainError


class UnitsDiffer(DomainError):
    """`data` has both units."""

    code = "units_differ"


def convert(quantity: Decimal, unit: str, into: str) -> Decimal:
    """The quantity in another unit of the same family. Raises UnitsDiffer where the two do not convert."""
    if unit == into:
        return quantity
    sentence = _("%(one)s and %(other)s cannot be converted into each other.")
    words = {"one": Unit(unit).label, "other": Unit(into).label}
    raise UnitsDiffer(sentence % words, data={"unit": unit, "into": into})
