"""A policy as its page shows it: each part with its share in hundredths and what it means."""

from dataclasses import dataclass

from marketplace.matching.weights import PARTS, Weights
from marketplace.matching.wording import LABELS, MEANINGS


@dataclass(frozen=True)
class ShownPart:
    code: str
    label: str
    meaning: str
    percent: int


def parts_of_policy(weights: Weights) -> list[ShownPart]:
    """What weighs most comes first."""
    percents = weights.percents
    by_weight = sorted(PARTS, key=lambda part: (-percents[part], PARTS.index(part)))
    return [ShownPart(part, str(LABELS[part]), str(MEANINGS[part]), percents[part]) for part in by_weight]
