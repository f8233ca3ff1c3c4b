"""Words that mean the same in one community. Each finds the others, whatever their ending."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from marketplace.language.lexicon import root
from marketplace.language.words import phrase_of

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Thesaurus:
    """`by_root`: the roots of a word or phrase → what else it is called, as the community wrote it."""

    by_root: dict[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Thesaurus":
        """A word may stand in several groups; it then finds the words of all."""
        found: dict[Phrase, dict[Phrase, None]] = {}
        for group in groups:
            phrases = [phrase for phrase in (phrase_of(words) for words in group) if phrase]
            for phrase in phrases:
                others = found.setdefault(_roots(phrase), {})
                others.update({other: None for other in phrases if _roots(other) != _roots(phrase)})
        return cls({roots: tuple(others) for roots, others in found.items() if others})

    def others(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """What else this is called: `("gazon",)` → (("gras",), ("grasveld",))."""
        return self.by_root.get(_roots(phrase), ())

    @property
    def longest(self) -> int:
        """Words in the longest phrase that has another name."""
        return max((len(roots) for roots in self.by_root), default=0)

    @property
    def words(self) -> frozenset[str]:
        """All single words, so that a slip in one of them is forgiven too."""
        return frozenset(word for others in self.by_root.values() for phrase in others for word in phrase)


def _roots(phrase: Phrase) -> Phrase:
    return tuple(root(word) for word in phrase)
