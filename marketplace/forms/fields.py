"""Fields and widgets that several forms share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.geometry import DECIMALS_SHOWN


def date_input() -> forms.DateInput:
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QuantityField(forms.DecimalField):
    """A quantity with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0.001, max_digits=12, decimal_places=3, localize=True, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        """20 and 2,5: never 20,000, which reads as twenty thousand."""
        return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


class PointField(forms.CharField):
    """`51.87,5.9` in the address bar: never nearer than about a kilometre, whatever was sent."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            lat, lon = (round(float(part), DECIMALS_SHOWN) for part in text.split(","))
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("Choose a point on the map."), code="no_point") from None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # also for what is not a number
            raise forms.ValidationError(_("Choose a point on the map."), code="no_point")
        return lat, lon

    def prepare_value(self, value: Any) -> Any:
        """What the form hands on is as rough as what it was asked with."""
        try:
            point = self.to_python(value) if isinstance(value, str) else value
        except forms.ValidationError:
            return ""
        return ",".join(map(str, point)) if point else ""
