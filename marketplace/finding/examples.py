"""What a group of synonyms does to a search, by an example: found with it, and without."""

from dataclasses import dataclass

from marketplace.finding.understanding import understand
from marketplace.language.needles import ALL, Technique
from marketplace.models import Synonym
from marketplace.queries import listings_visible_to
from marketplace.searching import Filters, find
from weconomics.actor import Actor

MOST_SHOWN = 12


@dataclass(frozen=True)
class Effect:
    """How many listings this word finds now, and how many of them only by its synonyms."""

    word: str
    found: int
    added: int


def effect_of(synonym: Synonym, *, by: Actor) -> list[Effect]:
    """For each word of the group, as the actor would search for it."""
    return [_effect(word, by) for word in synonym.words[:MOST_SHOWN]]


def _effect(word: str, by: Actor) -> Effect:
    found, without = (_count(word, by, techniques) for techniques in (ALL, ALL - {Technique.SYNONYMS}))
    return Effect(word, found, max(0, found - without))


def _count(word: str, by: Actor, techniques: frozenset[Technique]) -> int:
    filters = Filters(words=word, wanted=understand(word, techniques=techniques))
    return find(listings_visible_to(by), filters).count()
