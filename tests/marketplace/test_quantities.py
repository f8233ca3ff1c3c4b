"""Quantities as people say them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from marketplace.enums import Unit
from marketplace.quantities import IN_UNITS, in_units, plain


@pytest.mark.parametrize(
    ("quantity", "unit", "dutch", "english"),
    [
        ("1.000", "piece", "1 stuk", "1 piece"),
        ("3.000", "piece", "3 stuks", "3 pieces"),
        ("0", "day", "0 dagen", "0 days"),
        ("0.5", "day", "0,5 dag", "0.5 day"),
        ("2.25", "hour", "2,25 uur", "2.25 hours"),
        ("10", "time", "10 keer", "10 times"),
    ],
)
def test_with_the_unit_in_its_number(quantity: str, unit: str, dutch: str, english: str) -> None:
    with override("nl"):
        assert in_units(Decimal(quantity), unit) == dutch
    with override("en"):
        assert in_units(Decimal(quantity), unit) == english


def test_every_unit_can_be_said() -> None:
    assert set(IN_UNITS) == set(Unit)


def test_round_numbers_are_no_powers_of_ten() -> None:
    assert plain(Decimal("100.000")) == "100"
