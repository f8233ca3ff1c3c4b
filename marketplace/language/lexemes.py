"""What the index keeps of a text beside PostgreSQL's own stems: its roots, each with where it stands."""

from marketplace.language.compounds import roots_of_compound
from marketplace.language.lexicon import known_words, root, small_words
from marketplace.language.words import words_of

MARK = "~"  # so that a root is never taken for a stem: "~maai" is a family, "maai" a word somebody wrote
LAST_POSITION = 16_383  # PostgreSQL counts no further
MOST_POSITIONS = 8  # of one root: enough to rank by, and a long text stays small


def vector_of(title: str, text: str) -> str:
    """A tsvector as PostgreSQL reads it, roots of the title with weight B: "'~gras':1B '~maai':1B"."""
    places: dict[str, list[str]] = {}
    position = 0
    for words, weight in ((words_of(title), "B"), (words_of(text), "")):
        for word in words:
            position += 1
            if says_something(word) and position <= LAST_POSITION:
                for found in (root(word), *roots_of_compound(word)):
                    places.setdefault(found, []).append(f"{position}{weight}")
    return " ".join(f"'{MARK}{found}':{','.join(at[:MOST_POSITIONS])}" for found, at in places.items())


def says_something(word: str) -> bool:
    """ "huis" and "avond" are too small to look for beside other words, and still what "huizen" must find."""
    return word not in small_words() or word in known_words()
