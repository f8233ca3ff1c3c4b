"""Taking Dutch compounds apart: "grasmaaier" is gras and maaien, "kinderfietsreparatie" is kind, fiets and repareren."""

from functools import lru_cache

from marketplace.language.lexicon import families, is_known, known_words, root, small_words, whole_words

SHORTEST_PART = 3
SHORTEST_COMPOUND = 6
MOST_PARTS = 4
LINKS = ("", "s", "en", "n", "e", "er")  # dorp-s-huis, boek-en-kast, zonne(n)-paneel, kind-er-fiets


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The parts of a compound as they are written in it, linking letters left out; nothing for any other word.

    Only words we know are parts, so that what looks like a compound by chance stays whole. Fewest parts win,
    then the longest last part: the last part says what it is.
    """
    if len(word) < SHORTEST_COMPOUND or word in whole_words() or word in families():
        return ()
    found = _taken_apart(word, MOST_PARTS)
    return found if len(found) > 1 else ()


def roots_of_compound(word: str) -> tuple[str, ...]:
    """ "grasmaaier" → gras, maai."""
    return tuple(dict.fromkeys(root(part) for part in parts_of(word)))


def _taken_apart(word: str, most: int) -> tuple[str, ...]:
    """Fewest parts; empty when it cannot be."""
    best: tuple[str, ...] = ()
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first = first_part(word[:cut])
        if first is None:
            continue
        rest = _last_parts(word[cut:], most - 1)
        if rest and (not best or len(rest) + 1 < len(best)):
            best = (first, *rest)
    return best


def _last_parts(rest: str, most: int) -> tuple[str, ...]:
    if is_last_part(rest):
        return (rest,)
    return _taken_apart(rest, most) if most > 1 and len(rest) >= SHORTEST_COMPOUND else ()


@lru_cache(maxsize=50_000)
def first_part(written: str) -> str | None:
    """The known word at a compound's beginning: "dorps" → "dorp", "zonne" → "zon"; else None."""
    for link in LINKS:
        if not written.endswith(link):
            continue
        word = written[: len(written) - len(link)] if link else written
        for form in (word, _undoubled(word) if link.startswith("e") else word):
            if len(form) >= SHORTEST_PART and form in known_words() and not _is_small(form):
                return form
    return None


def is_last_part(word: str) -> bool:
    """Known, also in another inflection: "maaiers", "panelen"."""
    return len(word) >= SHORTEST_PART and is_known(word) and not _is_small(word) and not _is_ending(word)


def _is_small(word: str) -> bool:
    """ "op", "uur" and "aan" are parts of nothing here; "hulp" and "huis" say little alone and much in a compound."""
    return word in small_words() and (len(word) < SHORTEST_PART + 1 or word not in known_words())


def _undoubled(word: str) -> str:
    """ "zonn" → "zon": the consonant is doubled before a linking -e-."""
    return word[:-1] if len(word) > SHORTEST_PART and word[-1] == word[-2] else word


def _is_ending(word: str) -> bool:
    """Endings of words that are words themselves by chance: "verblijf|sel", "eigen|aar"."""
    return word in {
        "aar",
        "ing",
        "heid",
        "lijk",
        "loos",
        "schap",
        "erij",
        "baar",
        "ster",
        "ten",
        "ren",
        "den",
        "ers",
    }
