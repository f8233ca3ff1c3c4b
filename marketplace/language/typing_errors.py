"""Slips of the finger: how many letters lie between two words, and which words are near."""

from collections.abc import Iterable

SHORTEST_FORGIVEN = 4
TWO_SLIPS_FROM = 9  # letters: in a shorter word two slips make another word


def slips_forgiven(word: str) -> int:
    """How many slips a word of this length may hold: none below four letters, and none in a number."""
    if len(word) < SHORTEST_FORGIVEN or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


def distance(one: str, other: str, most: int) -> int:
    """Letters to put in, take out, replace or swap with their neighbour. Anything above `most` is `most + 1`.

    Source: the optimal string alignment distance, Damerau 1964.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, match in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)


def nearest(word: str, candidates: Iterable[str], most: int | None = None) -> list[str]:
    """The words at the least distance, if that is forgiven; several when they are equally near.

    The first letter is rarely wrong, so words that begin alike come first."""
    most = slips_forgiven(word) if most is None else most
    if most == 0:
        return []
    found: dict[int, list[str]] = {}
    for candidate in set(candidates):
        slips = distance(word, candidate, most)
        if 0 < slips <= most:
            found.setdefault(slips, []).append(candidate)
    best = found[min(found)] if found else []
    alike = [other for other in best if other[0] == word[0]]
    return sorted(alike or best)


def halves(word: str) -> tuple[str, str]:
    """A beginning and an end of which one slip leaves at least one whole: so near words are found by an index."""
    length = max(2, len(word) // 2 - 1)
    return word[:length], word[-length:]
