"""What two listings say alike. Pure, and the same from either side."""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.language import nearest, root
from marketplace.matching.said import GUESSED, Said

ONE_WORD = 0.6  # what one word in both titles is worth of a whole match


@dataclass(frozen=True, slots=True)
class Shared:
    """`fit` from 0 to 1; `words` as they stand there, most telling first."""

    fit: float
    words: tuple[str, ...]


def shared(one: Said, other: Said) -> Shared:
    """Roots of both; then words that mean the same, or are a kind of the other; then slips."""
    synonyms = max(_meant_alike(one, other), _meant_alike(other, one), key=_fit)
    same = {found: worth * other.own[found] for found, worth in one.own.items() if found in other.own}
    strengths = {**synonyms, **_slips(one, other), **same}
    best = sorted(strengths, key=lambda found: (-strengths[found], found))
    words = (one.written.get(found) or other.written.get(found) or found for found in best)
    return Shared(_fit(strengths), tuple(dict.fromkeys(words)))


def _fit(strengths: Mapping[str, float]) -> float:
    """Each word more adds less: a second one is worth a part of what is still open."""
    open_ = 1.0
    for strength in strengths.values():
        open_ *= 1.0 - ONE_WORD * strength
    return 1.0 - open_


def _meant_alike(one: Said, other: Said) -> dict[str, float]:
    return {found: worth * other.own[found] for found, worth in one.also.items() if found in other.own}


def _slips(one: Said, other: Said) -> dict[str, float]:
    """Words that no list knows, one slip apart: a brand, a village, a word of the trade."""
    return {
        min(left, right): GUESSED * _worth(one, left) * _worth(other, right)
        for left in one.unknown
        for right in other.unknown
        if left != right and _look_alike(left, right) and nearest(left, [right])
    }


def _look_alike(left: str, right: str) -> bool:
    """Asked first, because letters are counted slowly."""
    return left[:2] == right[:2] or left[-3:] == right[-3:]


def _worth(said: Said, word: str) -> float:
    return said.own.get(root(word), said.own.get(word, 0.0))
