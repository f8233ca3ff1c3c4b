"""Fields and widgets that several forms share."""

from typing import Any

from django import forms


def date_input() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QuantityField(forms.DecimalField):
    """A quantity with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0.001, max_digits=12, decimal_places=3, localize=True, **options)
        self.widget.attrs["inputmode"] = "decimal"
