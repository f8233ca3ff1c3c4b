"""How much each part of a match weighs: what a matching policy decides, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PARTS = ("words", "category", "distance", "price", "time", "quantity", "fairness", "group")
MOST_WEIGHT = 100
# Where nobody decided anything yet. Tuned on judged pairs (docs/marketplace/matching.md).
STARTING_WEIGHTS: Mapping[str, int] = {
    "words": 44,
    "category": 19,
    "distance": 12,
    "price": 6,
    "time": 5,
    "quantity": 5,
    "fairness": 5,
    "group": 4,
}
# As near, free and in the same category as can be comes to 47: without a word in common that is no suggestion yet.
STARTING_FEWEST = 48
TOLD_ABOVE = 9  # so many points above the fewest, and both sides hear of it at once


@dataclass(frozen=True)
class Weights:
    """`by_part`: whole numbers of any sum; only how they compare counts. Below `fewest` points nothing is suggested."""

    by_part: Mapping[str, int] = field(default_factory=lambda: STARTING_WEIGHTS)
    fewest: int = STARTING_FEWEST
    number: int | None = None  # of the policy in force; None before the first
    policy_id: int | None = None

    def share(self, part: str) -> float:
        """Of the whole, from 0 to 1: the shares of all parts add up to 1."""
        total = sum(self.by_part.get(one, 0) for one in PARTS)
        return self.by_part.get(part, 0) / total if total else 0.0

    @property
    def told_from(self) -> int:
        """Points from which both sides are told; what is weaker stands in the list only."""
        return min(MOST_WEIGHT, self.fewest + TOLD_ABOVE)

    @property
    def percents(self) -> dict[str, int]:
        """Whole hundredths that add up to a hundred, by largest remainder."""
        return in_whole({part: 100 * self.share(part) for part in PARTS}, 100)


STARTING = Weights()


def in_whole(amounts: Mapping[str, float], total: int) -> dict[str, int]:
    """Rounded so that they add up to the total: what is cut off goes to the largest remainders."""
    whole = {part: int(amount + 1e-9) for part, amount in amounts.items()}
    by_remainder = sorted(amounts, key=lambda part: (whole[part] - amounts[part], part))
    for part in by_remainder[: max(0, total - sum(whole.values()))]:
        whole[part] += 1
    return whole
