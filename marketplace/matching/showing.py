"""A policy as its page shows it: each part with its share in hundredths and what it means."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.matching.weights import PARTS, Weights
from marketplace.matching.wording import LABELS, MEANINGS
from marketplace.models import MatchingPolicy


@dataclass(frozen=True)
class ShownPart:
    """`now`: its share in what is in force, where that differs."""

    code: str
    label: str
    meaning: str
    percent: int
    now: int | None = None


def parts_of_policy(weights: Weights, *, now: Weights | None = None) -> list[ShownPart]:
    """What weighs most comes first. Beside `now` each shows what changes."""
    percents, before = weights.percents, now.percents if now else weights.percents
    by_weight = sorted(PARTS, key=lambda part: (-percents[part], PARTS.index(part)))
    return [
        ShownPart(
            part,
            str(LABELS[part]),
            str(MEANINGS[part]),
            percents[part],
            before[part] if before[part] != percents[part] else None,
        )
        for part in by_weight
    ]


def policy_in_words(policy: MatchingPolicy, weights: Weights) -> str:
    """What a decision puts in force, in one line: for the text of the proposal."""
    parts = ", ".join(f"{part.label} {part.percent}" for part in parts_of_policy(weights))
    sentence = _("%(policy)s, of 100: %(parts)s; suggested from %(fewest)s points on")
    return sentence % {"policy": policy, "parts": parts, "fewest": policy.fewest_points}
