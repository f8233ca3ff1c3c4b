"""How far a group order is: towards its minimum, its maximum and its next price."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.group_orders.sharing import Step, price_at, step_after
from marketplace.models import PriceStep

ZERO = Decimal(0)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """Quantities in the unit of the offer, prices per unit in minor units, VAT in them."""

    wanted: Decimal
    takers: int
    least: Decimal
    most: Decimal | None
    price_minor: int
    next_step: Step | None

    @property
    def missing(self) -> Decimal:
        """Until the least is reached."""
        return max(self.least - self.wanted, ZERO)

    @property
    def is_reached(self) -> bool:
        return self.wanted >= self.least

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.wanted >= self.most

    @property
    def percent(self) -> int:
        """Of the least, never a hundred before it is reached."""
        return min(WHOLE, int(self.wanted * WHOLE / self.least))

    @property
    def until_cheaper(self) -> Decimal | None:
        """How much more makes it cheaper for everybody."""
        return None if self.next_step is None else self.next_step.from_quantity - self.wanted


def progress_of(order: Any) -> Progress:
    """Of an order with its totals (`with_totals`) and its steps prefetched."""
    steps = steps_of(order.steps.all())
    most = min((cap for cap in (order.most_quantity, order.supply_quantity) if cap is not None), default=None)
    return Progress(
        wanted=order.wanted_total,
        takers=order.takers,
        least=order.least_quantity,
        most=most,
        price_minor=price_at(steps, order.wanted_total).price_minor,
        next_step=step_after(steps, order.wanted_total),
    )


def steps_of(rows: Iterable[PriceStep]) -> list[Step]:
    return [Step(row.from_quantity, row.price_minor) for row in rows]
