"""How well an offer and a request fit: parts by their weights, together from 0 to 100. Pure; the one scorer there is."""

from dataclasses import dataclass
from typing import Any

from marketplace.matching.parts import parts_of
from marketplace.matching.refusals import refusal
from marketplace.matching.traits import Traits
from marketplace.matching.weights import STARTING, Weights, in_whole

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """`reasons`: one for each part, what counts most first; their points add up to `points`.

    `refused` says why the two can never be a pair; then there are no points."""

    points: int
    reasons: tuple[Reason, ...]
    refused: str = ""


def score(offer: Traits, request: Traits, weights: Weights = STARTING) -> Score:
    """All parts of this pair. One that cannot be has none."""
    refused = refusal(offer, request)
    if refused:
        return Score(0, (), refused)
    parts = parts_of(offer, request)
    amounts = {part.code: 100 * weights.share(part.code) * part.fit for part in parts}
    points = min(100, round(sum(amounts.values())))
    by_part = in_whole(amounts, points)
    most = weights.percents
    reasons = [
        {
            "code": part.code,
            "how": part.how,
            "points": by_part[part.code],
            "most": most[part.code],
            "fit": round(part.fit, 3),
            **part.facts,
        }
        for part in parts
    ]
    return Score(points, tuple(sorted(reasons, key=lambda reason: -reason["points"])))
