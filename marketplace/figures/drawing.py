"""A row of values as the points of a line. Pure: the template puts them into an SVG without a style of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

WIDTH, HEIGHT, MARGIN = 240, 56, 4


@dataclass(frozen=True, slots=True)
class Line:
    """`pieces` are lists of points as an SVG wants them; where a value is missing the line is broken. `dots` stand alone."""

    pieces: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def line_of(values: Sequence[Decimal | None]) -> Line | None:
    """From left to right over the whole width; the lowest value at the bottom, one that never changes in the middle.

    None where there are fewer than two values to draw a line between.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    lowest, highest = min(known), max(known)
    placed = [
        None if value is None else (_x(index, len(values)), _y(value, lowest, highest))
        for index, value in enumerate(values)
    ]
    runs = [list(run) for is_there, run in groupby(placed, key=lambda point: point is not None) if is_there]
    points = [[point for point in run if point is not None] for run in runs]
    return Line(
        pieces=tuple(" ".join(f"{x},{y}" for x, y in run) for run in points if len(run) > 1),
        dots=tuple(run[0] for run in points if len(run) == 1),
    )


def _x(index: int, number: int) -> str:
    return _short(MARGIN + Decimal(index) / (number - 1) * (WIDTH - 2 * MARGIN))


def _y(value: Decimal, lowest: Decimal, highest: Decimal) -> str:
    part = (value - lowest) / (highest - lowest) if highest > lowest else Decimal("0.5")
    return _short(HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN))


def _short(number: Decimal) -> str:
    return f"{round(number, 1).normalize():f}"
