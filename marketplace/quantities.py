"""Quantities as people say them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import ngettext_lazy

from marketplace.enums import Unit
from marketplace.units import MILLI, exact_in

IN_UNITS = {
    Unit.PIECE: ngettext_lazy("%(amount)s piece", "%(amount)s pieces", "number"),
    Unit.MINUTE: ngettext_lazy("%(amount)s minute", "%(amount)s minutes", "number"),
    Unit.HOUR: ngettext_lazy("%(amount)s hour", "%(amount)s hours", "number"),
    Unit.PART_OF_DAY: ngettext_lazy("%(amount)s part of a day", "%(amount)s parts of a day", "number"),
    Unit.DAY: ngettext_lazy("%(amount)s day", "%(amount)s days", "number"),
    Unit.WEEK: ngettext_lazy("%(amount)s week", "%(amount)s weeks", "number"),
    Unit.TIME: ngettext_lazy("%(amount)s time", "%(amount)s times", "number"),
    Unit.PERSON: ngettext_lazy("%(amount)s person", "%(amount)s persons", "number"),
    Unit.GRAM: ngettext_lazy("%(amount)s gram", "%(amount)s grams", "number"),
    Unit.KG: ngettext_lazy("%(amount)s kg", "%(amount)s kg", "number"),
    Unit.ML: ngettext_lazy("%(amount)s ml", "%(amount)s ml", "number"),
    Unit.LITRE: ngettext_lazy("%(amount)s litre", "%(amount)s litres", "number"),
    Unit.KM: ngettext_lazy("%(amount)s km", "%(amount)s km", "number"),
    Unit.M2: ngettext_lazy("%(amount)s m²", "%(amount)s m²", "number"),
}


def plain(quantity: Decimal) -> str:
    """The number alone, to the thousandth, without zeros that say nothing: `2`, `0,5` in Dutch."""
    return str(number_format(f"{quantity.quantize(MILLI, ROUND_HALF_UP).normalize():f}"))


def in_units(quantity: Decimal, unit: str) -> str:
    """`3 pieces`, `1 hour`; a part of one takes the singular."""
    number = 1 if 0 < quantity <= 1 else 2
    return str(IN_UNITS[Unit(unit)] % {"number": number, "amount": plain(quantity)})


def amount_in_words(amount: Decimal, unit: str) -> str:
    """An amount of the smallest unit of the family: in this unit where that is exact, else in the smallest: `1 day`."""
    return in_units(*exact_in(amount, unit))
