"""What a listing says: the roots of its words, each with how much it says. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from marketplace.language import Thesaurus, fold, is_known, known_words, nearest, root, small_words, words_of
from marketplace.language.compounds import parts_of
from marketplace.language.needles import ALL, Technique

FOLDER = Path(__file__).parent / "data"
IN_TITLE, IN_TEXT = 1.0, 0.5  # how much a word says by where it stands
LAST_PART, OTHER_PART = 0.8, 0.6  # of a compound: its last part says what it is
GUESSED = 0.8  # a word that was meant, or that means the same
KIND_OF = 0.5  # "zuurdesem" for who asks for bread
HOW = 0.4  # says how it is exchanged, or when, and not what
SHORTEST_GUESSED = 6  # letters: a shorter word next to a known word is mostly another word
MOST_WORDS = 60  # of a text: the first ones say what it is about


@dataclass(frozen=True, slots=True)
class Said:
    """`own`: root → how much it says, from 0 to 1. `also`: the same for synonyms and for what a word is a kind of.

    `written`: root → the word as it stands there. `unknown`: words that no list holds, perhaps slips.
    """

    own: Mapping[str, float] = field(default_factory=dict)
    also: Mapping[str, float] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


def said_in(
    title: str, text: str = "", *, thesaurus: Thesaurus | None = None, techniques: frozenset[Technique] = ALL
) -> Said:
    """The roots of a listing's words; a word of the title says twice as much as one of the text."""
    listening = _Listening(thesaurus or Thesaurus(), techniques)
    listening.hear(words_of(title), IN_TITLE)
    listening.hear(words_of(text)[:MOST_WORDS], IN_TEXT)
    return listening.said()


class _Listening:
    """Hears the title and then the text, and keeps of each root the place where it says most."""

    def __init__(self, thesaurus: Thesaurus, techniques: frozenset[Technique]) -> None:
        self.thesaurus, self.techniques = thesaurus, techniques
        self.own: dict[str, float] = {}
        self.also: dict[str, float] = {}
        self.written: dict[str, str] = {}
        self.unknown: set[str] = set()

    def hear(self, words: list[str], place: float) -> None:
        for word in words:
            if says_something(word):
                self._hear_word(word, place)
        if Technique.SYNONYMS in self.techniques:
            for found in _synonyms(words, self.thesaurus):
                _keep(self.also, found, GUESSED * place * _telling(found))

    def said(self) -> Said:
        also = {found: worth for found, worth in self.also.items() if found not in self.own}
        return Said(self.own, also, self.written, frozenset(self.unknown))

    def _hear_word(self, word: str, place: float) -> None:
        for found, worth in _roots(word, self.techniques):
            _keep(self.own, found, worth * place)
            self.written.setdefault(found, word)
            if Technique.SYNONYMS in self.techniques:
                for kind in kinds_of().get(found, ()):
                    _keep(self.also, kind, KIND_OF * worth * place)
        if Technique.SLIPS in self.techniques and is_unknown(word):
            self.unknown.add(word)


@lru_cache(maxsize=50_000)
def _roots(word: str, techniques: frozenset[Technique]) -> tuple[tuple[str, float], ...]:
    """The word's root, those of its parts, and those of the word that it was probably meant to be."""
    itself = root(word) if Technique.STEMMING in techniques else word
    found = [(itself, _telling(root(word)))]
    takes_apart = Technique.COMPOUNDS in techniques
    if takes_apart:
        found += _parts(word)
    if Technique.SLIPS in techniques:
        for meant in meant_to_be(word):
            found.append((root(meant), GUESSED * _telling(root(meant))))
            found += [(part, GUESSED * worth) for part, worth in (_parts(meant) if takes_apart else ())]
    return tuple(found)


def _parts(word: str) -> list[tuple[str, float]]:
    parts = parts_of(word)
    worth = {place: LAST_PART if place == len(parts) else OTHER_PART for place in range(1, len(parts) + 1)}
    return [(root(part), worth[place] * _telling(root(part))) for place, part in enumerate(parts, 1)]


@lru_cache(maxsize=50_000)
def meant_to_be(word: str) -> tuple[str, ...]:
    """The listed words next to one that nobody knows; nothing for a word that is right."""
    if len(word) < SHORTEST_GUESSED or not is_unknown(word):
        return ()
    likely = (one for one in known_words() if one[0] == word[0] or one[-4:] == word[-4:])
    return tuple(nearest(word, likely)[:2])


@lru_cache(maxsize=50_000)
def is_unknown(word: str) -> bool:
    """No list holds it, and it is no compound of words that a list holds."""
    return len(word) > 3 and word.isalpha() and not is_known(word) and not parts_of(word)


@lru_cache(maxsize=50_000)
def says_something(word: str) -> bool:
    return (
        len(word) > 1
        and not word[0].isdigit()
        and word not in small_words()
        and word not in _listed("silent")
    )


def _telling(found: str) -> float:
    return HOW if found in saying_how() else 1.0


@cache
def saying_how() -> frozenset[str]:
    """Roots that say how and not what."""
    words = _listed("how")
    return words | {root(word) for word in words}


@cache
def kinds_of() -> dict[str, tuple[str, ...]]:
    """The root of a word → the roots of what it is a kind of: zuurdesem → brood."""
    found: dict[str, dict[str, None]] = {}
    for line in _lines("kinds"):
        kind, *members = (root(fold(word)) for word in line.split())
        for member in members:
            found.setdefault(member, {})[kind] = None
    return {member: tuple(kinds) for member, kinds in found.items()}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(fold(word) for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _synonyms(words: list[str], thesaurus: Thesaurus) -> Iterable[str]:
    for length in range(1, thesaurus.longest + 1):
        for first in range(len(words) - length + 1):
            for other in thesaurus.others(tuple(words[first : first + length])):
                yield from (root(word) for word in other if says_something(word))


def _keep(found: dict[str, float], key: str, worth: float) -> None:
    found[key] = max(found.get(key, 0.0), worth)
