"""How a group sees a chance or a threat: the middle of its ratings, and how far apart they lie. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

LOWEST, HIGHEST = 1, 5
SHARED_UP_TO, MIXED_UP_TO = 0.5, 1.0


@dataclass(frozen=True)
class Opinion:
    """Median and spread of ratings from 1 to 5. Spread: the mean distance to the median (0 = all the same, 2 at most)."""

    count: int
    median: float
    spread: float

    @property
    def agreement(self) -> str:
        """shared, mixed or divided."""
        if self.spread <= SHARED_UP_TO:
            return "shared"
        return "mixed" if self.spread <= MIXED_UP_TO else "divided"


def opinion(ratings: Sequence[int]) -> Opinion | None:
    """None where nobody rated."""
    if not ratings:
        return None
    middle = median(ratings)
    return Opinion(len(ratings), float(middle), round(fmean(abs(rating - middle) for rating in ratings), 2))
