"""Dutch (and a little English) for searching and matching: pure functions over words, without a database.

`roots_in(text)` is what most callers want: the roots of all words and of the parts of their compounds, so that
"Fietsreparatie aan huis" and "Wie repareert mijn fiets?" have fiets and repareer in common.
"""

from marketplace.language.compounds import parts_of, roots_of_compound
from marketplace.language.lexicon import is_known, known_words, root, small_words
from marketplace.language.thesaurus import Thesaurus
from marketplace.language.typing_errors import distance, halves, nearest, slips_forgiven
from marketplace.language.words import fold, looked_for, telling, words_of

__all__ = [
    "Thesaurus",
    "all_roots",
    "distance",
    "fold",
    "halves",
    "is_known",
    "known_words",
    "looked_for",
    "nearest",
    "parts_of",
    "root",
    "roots_in",
    "roots_of_compound",
    "slips_forgiven",
    "small_words",
    "telling",
    "telling_words",
    "words_of",
]


def all_roots(word: str) -> frozenset[str]:
    """The root of the word itself and, of a compound, the roots of its parts."""
    return frozenset((root(word), *roots_of_compound(word)))


def roots_in(text: str) -> frozenset[str]:
    """The roots of all words that say something, and of the parts of compounds."""
    return frozenset(found for word in telling_words(text) for found in all_roots(word))


def telling_words(text: str) -> list[str]:
    """The words of a text without "gezocht", "graag", "the"; all of them when nothing else is left."""
    return telling(words_of(text), small_words())
