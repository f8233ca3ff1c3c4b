"""What a community makes of somebody's words: its synonyms, the names of its categories, the words of its listings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from marketplace.language import Thesaurus, halves, looked_for, roots_in, slips_forgiven
from marketplace.language.needles import ALL, Knowledge, Needle, Technique, needles_of
from marketplace.models import Category, Synonym, Word

MOST_CANDIDATES = 3000
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `exactly`: only as it was typed."""

    needles: tuple[Needle, ...]
    exactly: bool = False

    @property
    def forgiven(self) -> list[str]:
        """What else is looked for, in words, for the line below the form."""
        found = [] if self.exactly else [words for needle in self.needles for words in needle.forgiven]
        return list(dict.fromkeys(found))

    def __bool__(self) -> bool:
        return bool(self.needles)


def understand(
    words: str,
    *,
    exactly: bool = False,
    only_public: bool = False,
    is_typing: bool = False,
    techniques: frozenset[Technique] = ALL,
) -> Wanted:
    """Three queries, however many words. `only_public`: a visitor's slip shows no word that is for members only."""
    if exactly or not looked_for(words):
        return Wanted(tuple(needles_of(words, Knowledge(techniques=frozenset()))), exactly=True)
    knowledge = Knowledge(
        thesaurus=Thesaurus.of(Synonym.objects.values_list("words", flat=True)),
        near=near_words(looked_for(words), only_public=only_public),
        categories=_roots_of_categories(),
        techniques=techniques,
        is_typing=is_typing,
    )
    return Wanted(tuple(needles_of(words, knowledge)))


def near_words(words: Iterable[str], *, only_public: bool) -> dict[str, list[str]]:
    """Words of the community's listings that share a beginning or an end with each word, by one query.

    Comparisons of text by `<` are leakproof, so below the policy PostgreSQL reads two indexes.
    """
    forgiven = [word for word in words if slips_forgiven(word)]
    if not forgiven:
        return {}
    shared = Q()
    for word in forgiven:
        first, last = halves(word)
        shared |= _begins("word", first) | _begins("backwards", last[::-1])
    rows = Word.objects.filter(shared, **({"is_public": True} if only_public else {}))
    found = list(rows.values_list("word", flat=True)[:MOST_CANDIDATES])
    return {word: [other for other in found if _is_near(word, other)] for word in forgiven}


def _begins(field: str, beginning: str) -> Q:
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + LAST_LETTER})


def _is_near(word: str, other: str) -> bool:
    """A part of the whole query's rows; a longer one tells that the word is the beginning of it."""
    first, last = halves(word)
    return other.startswith(first) or other.endswith(last)


def _roots_of_categories() -> dict[int, frozenset[str]]:
    """The words of a category's name find what is in it and in those below it."""
    rows = list(Category.objects.order_by().values_list("pk", "parent_id", "name_nl", "name_en"))
    own = {pk: roots_in(f"{dutch} {english}") for pk, _parent, dutch, english in rows}
    return {pk: own[pk] | own.get(parent or 0, frozenset()) for pk, parent, _dutch, _english in rows}
