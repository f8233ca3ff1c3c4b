"""What somebody looks for, as a small tree: each word in all the ways in which a listing may say it.

First the word itself, as PostgreSQL stems it or as the beginning of one; then, looser, its family, its parts when
it is a compound, what it was probably meant to be, what else the community calls it, and the category named so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.language.compounds import parts_of, roots_of_compound
from marketplace.language.lexicon import is_known, known_words, root, small_words
from marketplace.language.thesaurus import Phrase, Thesaurus
from marketplace.language.typing_errors import nearest, slips_forgiven
from marketplace.language.words import looked_for, telling

SHORTEST_MISSPELLED = 7  # letters: below that, the word next to a known word is another word


class Technique(StrEnum):
    STEMMING = "stemming"
    COMPOUNDS = "compounds"
    SLIPS = "slips"
    SYNONYMS = "synonyms"


ALL = frozenset(Technique)


@dataclass(frozen=True)
class Way:
    """One way to say it. All `roots` must be there, or the category; `shown` says what was forgiven."""

    technique: Technique
    roots: tuple[str, ...] = ()
    category_ids: tuple[int, ...] = ()
    shown: str = ""


@dataclass(frozen=True)
class Needle:
    """One word, or a phrase that has another name: found when all its `words` are, or one of its `ways` is."""

    words: tuple[str, ...]
    ways: tuple[Way, ...] = ()
    parts: tuple["Needle", ...] = ()  # of a phrase: each of its words, in all its own ways
    begins: bool = True  # also longer words that begin with it

    @property
    def forgiven(self) -> list[str]:
        """What else was looked for, in words."""
        found = [way.shown for needle in (self, *self.parts) for way in needle.ways if way.shown]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Knowledge:
    """What the community adds to the language: names, the words of its listings, and its categories."""

    thesaurus: Thesaurus = field(default_factory=Thesaurus)
    near: Mapping[str, Collection[str]] = field(
        default_factory=dict
    )  # typed word → candidates of the vocabulary
    categories: Mapping[int, frozenset[str]] = field(default_factory=dict)  # id → roots of its names
    techniques: frozenset[Technique] = ALL
    is_typing: bool = False  # the last word may not be finished yet

    def uses(self, technique: Technique) -> bool:
        return technique in self.techniques


def needles_of(text: str, knowledge: Knowledge) -> list[Needle]:
    """Each word that says something, in order; phrases with another name are taken together, longest first."""
    words = telling(looked_for(text), small_words())
    found: list[Needle] = []
    while words:
        length = _longest_phrase(words, knowledge.thesaurus)
        phrase, words = tuple(words[:length]), words[length:]
        found.append(_needle(phrase, knowledge, is_last=not words))
    return found


def _longest_phrase(words: list[str], thesaurus: Thesaurus) -> int:
    lengths = range(min(thesaurus.longest, len(words)), 1, -1)
    return next((length for length in lengths if thesaurus.others(tuple(words[:length]))), 1)


def _needle(phrase: Phrase, knowledge: Knowledge, *, is_last: bool) -> Needle:
    """A word that the language knows is a whole word: "kas" is no beginning of "kast", unless it is being typed."""
    synonyms = tuple(_synonyms(phrase, knowledge)) if knowledge.uses(Technique.SYNONYMS) else ()
    if len(phrase) > 1:
        return Needle(phrase, synonyms, tuple(_needle((word,), knowledge, is_last=False) for word in phrase))
    word = phrase[0]
    ways = dict.fromkeys((*_own_ways(word, knowledge), *synonyms))
    begins = (knowledge.is_typing and is_last) or not (knowledge.uses(Technique.STEMMING) and _is_right(word))
    return Needle(phrase, tuple(ways), begins=begins)


def _own_ways(word: str, knowledge: Knowledge) -> Iterable[Way]:
    if knowledge.uses(Technique.STEMMING):
        yield Way(Technique.STEMMING, (root(word),))
        named = tuple(pk for pk, roots in knowledge.categories.items() if root(word) in roots)
        if named:
            yield Way(Technique.STEMMING, category_ids=named)
    if knowledge.uses(Technique.COMPOUNDS) and (parts := roots_of_compound(word)):
        yield Way(Technique.COMPOUNDS, parts, shown=" + ".join(parts_of(word)))
    if knowledge.uses(Technique.SLIPS):
        for meant in meant_by(word, knowledge.near.get(word, ()), knowledge.thesaurus):
            yield from _ways_of_meant(meant, knowledge)


def _ways_of_meant(meant: str, knowledge: Knowledge) -> Iterable[Way]:
    yield Way(Technique.SLIPS, (root(meant),), shown=meant)
    if knowledge.uses(Technique.COMPOUNDS) and (parts := roots_of_compound(meant)):
        yield Way(Technique.SLIPS, parts, shown=meant)
    if knowledge.uses(Technique.SYNONYMS):
        yield from _synonyms((meant,), knowledge)


def _synonyms(phrase: Phrase, knowledge: Knowledge) -> Iterable[Way]:
    for other in knowledge.thesaurus.others(phrase):
        roots = tuple(root(word) for word in telling(other, small_words()))
        yield Way(Technique.SYNONYMS, roots, shown=" ".join(other))


def meant_by(word: str, candidates: Collection[str], thesaurus: Thesaurus) -> list[str]:
    """The words it was probably meant to be; none for a word that is right.

    A word that nobody knows is meant to be the nearest one of the community, else of the language. One that only the
    community knows may be a slip in a listing; one that the language knows may be misspelled in one.
    """
    if not slips_forgiven(word) or any(other != word and other.startswith(word) for other in candidates):
        return []
    if _is_right(word):
        return [other for other in _one_slip_away(word, candidates) if not _is_right(other)]
    if word in candidates:
        return [other for other in _one_slip_away(word, known_words()) if is_known(other)]
    return _one_root_each(nearest(word, {*candidates, *thesaurus.words}) or nearest(word, known_words()))


def _one_slip_away(word: str, candidates: Collection[str]) -> list[str]:
    return nearest(word, candidates, most=1) if len(word) >= SHORTEST_MISSPELLED else []


def _is_right(word: str) -> bool:
    return is_known(word) or bool(parts_of(word))


def _one_root_each(words: list[str]) -> list[str]:
    """Of "stofzuiger" and "stofzuigers" the shortest says enough."""
    found: dict[str, str] = {}
    for word in sorted(words, key=len):
        found.setdefault(root(word), word)
    return list(found.values())
