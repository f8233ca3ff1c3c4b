"""Words as people write them: cut from a text, in small letters, without accents."""

import re
import unicodedata
from collections.abc import Iterable

MOST_WORDS = 8
LONGEST_WORD = 60
# "e-bike" and "foto's" are one word each; a mark at the edge belongs to the sentence.
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_MARKS = str.maketrans("", "", "'’-")


def words_of(text: str) -> list[str]:
    """In order, folded: "Zo’n café, Foto's & e-bike" → zon, cafe, fotos, ebike.

    What a hyphen joins stands there whole and in its parts: "auto-onderdelen" is found by "onderdelen".
    """
    found: list[str] = []
    for written in _WORD.findall(text):
        found.append(fold(written))
        if "-" in written:
            found += [fold(part) for part in written.split("-") if len(part) > 1]
    return [word for word in found if 0 < len(word) <= LONGEST_WORD]


def looked_for(text: str) -> list[str]:
    """What somebody typed, each word once and not too many. What is between hyphens is one word here."""
    return list(dict.fromkeys(phrase_of(text)))[:MOST_WORDS]


def phrase_of(text: str) -> tuple[str, ...]:
    """The words in order, each once however many hyphens it has: "elektrische e-bike" → elektrische, ebike."""
    found = (fold(written) for written in _WORD.findall(text))
    return tuple(word for word in found if 0 < len(word) <= LONGEST_WORD)


def fold(word: str) -> str:
    """Small letters, no accents, no apostrophes or hyphens."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_MARKS)


def telling(words: Iterable[str], small: frozenset[str]) -> list[str]:
    """Without the words that stand in every other text. When nothing else is left, those are all there is."""
    words = list(words)
    return [word for word in words if word not in small] or words
