"""How sure a few reviews make us: a share of satisfied people with the range in which it lies, not a bare mean."""

from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SATISFIED_FROM_STARS = 4
FEWEST_REVIEWS = 3  # of one or two even the range would be read as a verdict
CERTAINTY_95_PERCENT = 1.959964  # the normal quantile: 19 of 20 such ranges hold the true share


@dataclass(frozen=True)
class Satisfaction:
    """Of one person or organisation: deals that were completed, reviews that count, and how many were satisfied."""

    deals: int = 0
    reviews: int = 0
    satisfied: int = 0

    @property
    def range_percent(self) -> tuple[int, int] | None:
        """From at least to at most, both included, in whole percents; None while there are too few reviews."""
        if self.reviews < FEWEST_REVIEWS:
            return None
        low, high = wilson_interval(self.satisfied, self.reviews)
        return round(100 * low), round(100 * high)

    @property
    def least_percent(self) -> int:
        """The careful side of the range: what lists are sorted by, so that one kind friend does not win."""
        found = self.range_percent
        return found[0] if found else 0

    @property
    def deals_in_words(self) -> str:
        return ngettext("%(count)s deal", "%(count)s deals", self.deals) % {"count": self.deals}

    @property
    def in_words(self) -> str:
        """“12 afspraken; tussen 78% en 99% tevreden”."""
        if not self.deals:
            return _("No completed deal yet")
        found = self.range_percent
        if found is None:
            return f"{self.deals_in_words}; {self._reviews_in_words}"
        values = {"deals": self.deals_in_words, "low": found[0], "high": found[1]}
        return _("%(deals)s; between %(low)s%% and %(high)s%% satisfied") % values

    @property
    def _reviews_in_words(self) -> str:
        if not self.reviews:
            return _("not reviewed yet")
        words = ngettext("%(count)s review", "%(count)s reviews", self.reviews)
        return words % {"count": self.reviews}


def wilson_interval(
    satisfied: int, reviews: int, certainty: float = CERTAINTY_95_PERCENT
) -> tuple[float, float]:
    """The score interval of E. B. Wilson (1927): honest for few reviews and for shares near 0 or 1.

    Raises ValueError for more satisfied people than reviews, or no review.
    """
    if not 0 <= satisfied <= reviews or reviews < 1:
        raise ValueError(f"{satisfied} of {reviews}")
    share, square = satisfied / reviews, certainty**2
    middle = (share + square / (2 * reviews)) / (1 + square / reviews)
    spread = (
        sqrt(share * (1 - share) / reviews + square / (4 * reviews**2)) * certainty / (1 + square / reviews)
    )
    return max(0.0, middle - spread), min(1.0, middle + spread)
