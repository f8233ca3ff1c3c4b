"""What we know of Dutch words: which belong to one family, and which words a compound can be made of.

The lists are our own: the words of things, work and food that neighbours exchange. An unknown word is no
problem: it keeps the stem that the stemmer gives it, and is taken apart by nobody.
"""

from functools import cache
from pathlib import Path

import snowballstemmer

from marketplace.language.words import fold

SHORTEST_VERB = 4
FOLDER = Path(__file__).parent / "data"
# Kraaij-Pohlmann knows "gerepareerd" and "huizen"; the stemmer in PostgreSQL is Porter's and knows neither.
_stemmer = snowballstemmer.stemmer("dutch")


@cache
def small_words() -> frozenset[str]:
    """They say little: "gezocht", "graag", "the"."""
    return frozenset(_words_in("small.txt"))


@cache
def whole_words() -> frozenset[str]:
    """They look like compounds and are none: "aardappel", "handschoen"."""
    return frozenset(_words_in("whole.txt"))


@cache
def families() -> dict[str, str]:
    """Each listed word of a family → the family's name: "reparatie" → "repareer"."""
    found: dict[str, str] = {}
    for line in _lines_in("families.txt"):
        head, *others = (fold(word) for word in line.split())
        for word in (head, *others):
            found.setdefault(word, head)
    return found


@cache
def known_words() -> frozenset[str]:
    """All listed words, as written."""
    return frozenset([*families(), *_words_in("nouns.txt"), *whole_words()])


@cache
def roots_known() -> dict[str, str]:
    """The stem of each listed word → its root, so that other inflections are known too."""
    found: dict[str, str] = {}
    for word in sorted(known_words(), key=lambda word: (word not in families(), word)):
        name = families().get(word, stem(word))
        for form in _forms(word):
            found.setdefault(stem(form), name)
    return found


def _forms(word: str) -> tuple[str, ...]:
    """The stemmer takes the -s of "fiets" and "bijles" for a plural; by their real plurals they stay one word."""
    return (word, f"{word}en", f"{word}{word[-1]}en") if word.endswith("s") else (word,)


@cache
def stem(word: str) -> str:
    """The word without its ending: "boodschappen" → "boodschap"."""
    return str(_stemmer.stemWord(word))


def root(word: str) -> str:
    """What all words of a family share: "reparatie", "repareren" and "gerepareerd" are one root."""
    listed = families().get(word) or _third_person(word) or _made_small(word)
    if listed is not None:
        return listed
    stemmed = stem(word)
    return roots_known().get(stemmed) or families().get(stemmed, stemmed)


def _third_person(word: str) -> str | None:
    """ "repareert": the stemmer leaves the -t. A short one may be another word: "last" is no welding."""
    verb = word[:-1] if word.endswith("t") and len(word) > SHORTEST_VERB else ""
    return verb if families().get(verb) == verb else None


def _made_small(word: str) -> str | None:
    """ "taartje" is a small taart and "boompjes" are small bomen, where we know them."""
    for ending in ("je", "jes", "tje", "tjes", "pje", "pjes"):
        thing = word.removesuffix(ending)
        if thing != word and thing in known_words():
            return families().get(thing) or roots_known()[stem(thing)]
    return None


def is_known(word: str) -> bool:
    """Listed itself, or another inflection of a listed word."""
    return word in known_words() or word in small_words() or stem(word) in roots_known()


def _words_in(name: str) -> list[str]:
    return [fold(word) for line in _lines_in(name) for word in line.split()]


def _lines_in(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
