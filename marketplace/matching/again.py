"""Looking again at many listings: where something changed that they share, such as the weights or a synonym.

A step looks at a bounded number, each in a transaction of its own, and leaves the rest to the next job. What happens
several times within a while is done once: the key of the job names the while.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from marketplace.actions.matches import match_listing
from marketplace.enums import ListingState
from marketplace.finding.asking import HasWords, TextQuery
from marketplace.language import root
from marketplace.language.lexemes import MARK
from marketplace.language.words import phrase_of
from marketplace.matching.said import says_something
from marketplace.models import Listing
from weconomics.jobs import Run, enqueue

KIND = "marketplace.match_many"
A_STEP = 100
TELL_EVERY = 10  # of a step: the lease of a job is minutes, a listing takes a tenth of a second
SOON, LATER = timedelta(minutes=1), timedelta(minutes=10)
GRACE = timedelta(seconds=10)


def plan_for_all(*, because: str) -> None:
    """Every published listing, newest first. `because` names what changed, once."""
    enqueue(KIND, key=because, payload={"of": "all", "key": because})


def plan_for_listing(listing_id: int, *, at: datetime | None = None) -> None:
    """What is kept aside of it changed, perhaps many times within a minute."""
    slot, due = _while(at, SOON)
    enqueue("marketplace.match_listing", key=f"{listing_id}:held:{slot}", payload={"listing_id": listing_id},
            run_after=due)  # fmt: skip


def plan_for_member(membership_id: int, *, at: datetime | None = None) -> None:
    """All that a member placed: how often they are chosen changed, or with whom they are apart."""
    slot, due = _while(at, LATER)
    key = f"member:{membership_id}:{slot}"
    enqueue(KIND, key=key, payload={"of": "member", "member": membership_id, "key": key}, run_after=due)


def plan_for_words(words: Sequence[str], *, at: datetime | None = None) -> None:
    """All that says one of these words: from now on each means the others, or does no longer."""
    slot, due = _while(at, SOON)
    said = sorted(set(words))
    digest = sha256("\n".join(said).encode()).hexdigest()[:16]
    key = f"words:{digest}:{slot}"
    enqueue(KIND, key=key, payload={"of": "words", "words": said, "key": key}, run_after=due)


def look_again(run: Run) -> None:
    """One step of it. Payload: whose listings, the key of the whole, and `before`: the id down to which it is done."""
    with run.scope():
        ids = list(_listings(run.payload)[:A_STEP])
    for done, listing_id in enumerate(ids, start=1):
        with run.scope():
            match_listing(listing_id=listing_id)
        if done % TELL_EVERY == 0:
            run.progress(100 * done // len(ids), f"{done}/{len(ids)}")
    if len(ids) == A_STEP:
        with run.scope():
            rest = {**run.payload, "before": ids[-1]}
            enqueue(KIND, key=f"{run.payload['key']}<{ids[-1]}", payload=rest)


def _listings(payload: dict[str, Any]) -> QuerySet[Listing, int]:
    """Published ones, newest first: a step begins below the last one of the step before."""
    rows = Listing.objects.filter(state=ListingState.PUBLISHED, hidden_at=None)
    if payload["of"] == "member":
        rows = rows.filter(owner_membership_id=payload["member"])
    if payload["of"] == "words":
        rows = rows.filter(HasWords("pk", _any_of(payload["words"])))
    if "before" in payload:
        rows = rows.filter(pk__lt=payload["before"])
    return rows.order_by("-pk").values_list("pk", flat=True)


def _any_of(words: Sequence[str]) -> TextQuery:
    """By roots, as listings keep them; of a phrase all its words but the small ones, which no listing keeps."""
    phrases = [[word for word in phrase_of(words) if says_something(word)] for words in words]
    asked = [" & ".join(f"'{MARK}{root(word)}'" for word in phrase) for phrase in phrases if phrase]
    return TextQuery("%s::tsquery", [" | ".join(f"({one})" for one in asked)])


def _while(at: datetime | None, length: timedelta) -> tuple[int, datetime]:
    """The number of the while in which this moment lies, and the moment right after it."""
    slot = int((at or timezone.now()).timestamp() // length.total_seconds())
    return slot, datetime.fromtimestamp((slot + 1) * length.total_seconds(), UTC) + GRACE
