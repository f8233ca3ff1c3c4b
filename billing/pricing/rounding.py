"""One rounding for every fee, at its end: exact fractions before it, whole minor units after."""

from fractions import Fraction


def whole(exact: Fraction) -> int:
    """Half away from zero, so that a credit mirrors its charge."""
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact >= 0 else -rounded


def part_bp(amount: Fraction | int, basis_points: int) -> Fraction:
    return Fraction(amount) * basis_points / 10_000
