"""Matching: who suits whom, with a score from 0 to 100 and its parts in words, by weights that the community decides."""

from marketplace.matching.said import Said, said_in
from marketplace.matching.scoring import Reason, Score, score
from marketplace.matching.traits import Amount, Price, Traits
from marketplace.matching.weights import PARTS, STARTING, Weights

__all__ = [
    "PARTS",
    "STARTING",
    "Amount",
    "Price",
    "Reason",
    "Said",
    "Score",
    "Traits",
    "Weights",
    "said_in",
    "score",
]
