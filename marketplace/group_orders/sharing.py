"""Who gets how much when there is less than all want together. Pure: numbers in, numbers out.

Hamilton's method: each gets the share of the supply that their wish is of all wishes, rounded down to the smallest step,
and the steps that are left over go to the largest remainders. With equal wishes and remainders who joined first comes
first, so the outcome depends on nothing but the lines themselves (docs/decisions/0008).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.enums import Unit
from marketplace.units import is_counted

WHOLE, QUARTER, TENTH = Decimal(1), Decimal("0.25"), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Wish:
    """What one takes part for, in steps. Below `least` they want nothing. `joined` orders those who are alike."""

    joined: int
    wanted: int
    least: int


@dataclass(frozen=True, slots=True)
class Step:
    """From this total on, everybody pays this price per unit, in minor units."""

    from_quantity: Decimal
    price_minor: int


def step_of(unit: str) -> Decimal:
    """The smallest part of a unit that is shared out: no half crates, a quarter of an hour, a tenth of a kilo."""
    if is_counted(unit):
        return WHOLE
    return QUARTER if unit == Unit.HOUR else TENTH


def fits_step(quantity: Decimal, unit: str) -> bool:
    return quantity % step_of(unit) == 0


def share_quantities(
    supply: Decimal | None, lines: Sequence[tuple[Decimal, Decimal]], step: Decimal
) -> list[Decimal]:
    """What each line of (wanted, least) gets, in the order in which they joined; without a supply what they want."""
    wishes = [Wish(n, int(wanted // step), -int(-least // step)) for n, (wanted, least) in enumerate(lines)]
    whole = sum(wish.wanted for wish in wishes)
    given = share_out(whole if supply is None else max(0, int(supply // step)), wishes)
    return [given[wish.joined] * step for wish in wishes]


def share_out(supply: int, wishes: Sequence[Wish]) -> dict[int, int]:
    """Steps by `joined`. Who would get less than their least is out, one at a time, and the others share again.

    First out is who falls furthest short of their least; of those alike the last who joined. Whose least still lies on
    the shelf when all others have what they want comes back in: nobody goes without what is left over.
    """
    inside = sorted(wishes, key=lambda wish: wish.joined)
    given = _by_remainder(supply, inside)
    while short := [wish for wish in inside if given[wish.joined] < wish.least]:
        inside.remove(max(short, key=lambda wish: (wish.least - given[wish.joined], wish.joined)))
        given = _by_remainder(supply, inside)
    left = supply - sum(given.values())
    for wish in sorted(wishes, key=lambda wish: wish.joined):
        if wish.joined not in given:
            given[wish.joined] = min(wish.wanted, left) if wish.least <= left else 0
            left -= given[wish.joined]
    return given


def price_at(steps: Iterable[Step], total: Decimal) -> Step:
    """The step that a total has reached: the last one that begins at or below it. The first begins at nothing."""
    return max((step for step in steps if step.from_quantity <= total), key=lambda step: step.from_quantity)


def step_after(steps: Iterable[Step], total: Decimal) -> Step | None:
    """The next cheaper step, if there is one."""
    above = [step for step in steps if step.from_quantity > total]
    return min(above, key=lambda step: step.from_quantity, default=None)


def _by_remainder(supply: int, inside: Sequence[Wish]) -> dict[int, int]:
    whole = sum(wish.wanted for wish in inside)
    if whole <= supply:
        return {wish.joined: wish.wanted for wish in inside}
    given = {wish.joined: supply * wish.wanted // whole for wish in inside}
    over = supply - sum(given.values())
    largest_first = sorted(inside, key=lambda w: (-(supply * w.wanted % whole), -w.wanted, w.joined))
    for wish in largest_first[:over]:
        given[wish.joined] += 1
    return given
