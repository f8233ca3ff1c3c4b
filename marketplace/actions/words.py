"""The vocabulary of a community: learned from what is published, forgotten when nothing says it any more."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from marketplace.enums import Audience, ListingState
from marketplace.language import words_of
from marketplace.models import Listing, Word

A_BATCH = 2000
SHORTEST_LEARNED = 3


@transaction.atomic
def learn_words(*, listing_id: int) -> int:
    """The words of a published listing, for who makes a slip. Returns how many were new.

    By a job and not with the listing: two people who publish the same new words would wait for each other.
    """
    said: dict[str, bool] = {}
    for row in _told().filter(pk=listing_id).values_list("title", "text", "audience"):
        _hear(said, row)
    known = dict(Word.objects.filter(word__in=list(said)).values_list("word", "is_public"))
    return _write({word: public for word, public in said.items() if public > known.get(word, -1)})


@transaction.atomic
def renew_vocabulary() -> tuple[int, int]:
    """Learn what is missing, forget what no listing says any more. Returns (learned, forgotten)."""
    known = dict(Word.objects.values_list("word", "is_public"))
    said: dict[str, bool] = {}
    for row in _told().values_list("title", "text", "audience").iterator(A_BATCH):
        _hear(said, row)
    gone = [word for word in known if word not in said]
    for first in range(0, len(gone), A_BATCH):
        Word.objects.filter(word__in=gone[first : first + A_BATCH]).delete()
    return _write({word: public for word, public in said.items() if known.get(word) is not public}), len(gone)


def _told() -> QuerySet[Listing]:
    """What is published for more than one local group."""
    return Listing.objects.filter(state=ListingState.PUBLISHED).exclude(audience=Audience.GROUP).order_by()


def _hear(said: dict[str, bool], row: tuple[str, str, str]) -> None:
    title, text, audience = row
    for word in words_of(f"{title} {text}"):
        if len(word) >= SHORTEST_LEARNED and not word.isdigit():
            said[word] = said.get(word, False) or audience == Audience.PUBLIC


def _write(words: dict[str, bool]) -> int:
    """In order of the alphabet: two jobs on the same words must not wait for each other in a circle."""
    rows: Iterable[Word] = [
        Word(word=word, backwards=word[::-1], is_public=public) for word, public in sorted(words.items())
    ]
    Word.objects.bulk_create(
        rows,
        batch_size=A_BATCH,
        update_conflicts=True,
        unique_fields=["community", "word"],
        update_fields=["is_public"],
    )
    return len(words)
