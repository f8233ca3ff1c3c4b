"""How much one takes of each quote."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.forms.fields import QuantityField
from marketplace.quotes.awarding import Take
from marketplace.quotes.comparing import Comparison, Row
from weconomics.web.forms import Form


class AwardForm(Form):
    """One field for each quote that can be awarded; empty is nothing of it."""

    is_search = True  # nothing in it must be filled in, so nothing says so

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.key: row for row in comparison.open}
        for key, row in self.rows.items():
            self.fields[key] = QuantityField(
                label=_("How much do you take of %(name)s?") % {"name": row.card.name}, required=False
            )

    def takes(self) -> list[Take]:
        """What was filled in, in the unit of the request."""
        return [
            Take(row.quoted, quantity)
            for key, row in self.rows.items()
            if row.quoted and (quantity := self.cleaned_data.get(key))
        ]

    def by_deal(self) -> dict[int, Decimal]:
        return {self.rows[take.quoted.key].deal.pk: take.quantity for take in self.takes()}

    def pairs(self) -> list[tuple[Row, Any]]:
        """Each quote with its field."""
        return [(row, self[key]) for key, row in self.rows.items()]


def start_of(takes: list[Take]) -> dict[str, Decimal]:
    """A suggestion as the form's first values."""
    return {take.quoted.key: Decimal(f"{take.quantity.normalize():f}") for take in takes}
