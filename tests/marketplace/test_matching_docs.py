"""The page about matching says what the code does: each weight, each limit, each job."""

import re
from pathlib import Path

import pytest

from marketplace.actions.match_news import TOGETHER
from marketplace.actions.matches import MOST_MATCHES
from marketplace.events import DealMoved, GroupOrderMoved, MatchingPolicyAdopted, MembersReconciled
from marketplace.matching import again, candidates
from marketplace.matching.gathering import CHOSEN_DAYS
from marketplace.matching.hours import LOOK_AHEAD_DAYS
from marketplace.matching.parts import FAR_KM, MANY_DEALS
from marketplace.matching.telling import MOST_IN_A_LETTER
from marketplace.matching.weights import PARTS, STARTING_FEWEST, STARTING_WEIGHTS, TOLD_ABOVE
from marketplace.matching.wording import SPEAKS_FOR_IT
from weconomics.events.outbox import _receivers
from weconomics.jobs.running import _handlers, daily_names

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/marketplace/matching.md"
TEXT = re.sub(r"\s+", " ", PAGE.read_text())


def cells(begins: str) -> list[list[str]]:
    lines = PAGE.read_text().splitlines()
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line.startswith(begins)]


def test_the_weights_are_those_to_start_with() -> None:
    written = {row[0].strip("`"): int(row[1]) for row in cells("| `")}
    assert written == STARTING_WEIGHTS
    assert list(written) == list(PARTS)


@pytest.mark.parametrize(
    "said",
    [
        f"and of slips that others made | {candidates.BY_WORDS} |",
        f"else the newest | {candidates.BY_CATEGORY} |",
        f"The {candidates.IN_PAIRS} most telling ones are also asked two by two, of at most {candidates.MOST_ROOTS} roots",
        f"the newest {candidates.EACH:,} are looked at",
        f"keeps its best {MOST_MATCHES} counterparts",
        f"from {FAR_KM:.0f} km on it is nothing",
        f"neither was chosen in the last {CHOSEN_DAYS} days",
        f"1 / (1 + deals / {MANY_DEALS}) for the deals of each side in the last {CHOSEN_DAYS} days",
        f"looks at most {LOOK_AHEAD_DAYS} days ahead",
        f"from {SPEAKS_FOR_IT} of what they can give",
        f"From {STARTING_FEWEST} points on a match is suggested, from {TOLD_ABOVE} points more both sides are told",
        f"in steps of {again.A_STEP}",
        f"found within {TOGETHER.seconds // 60} minutes",
        f"at most {MOST_IN_A_LETTER} matches",
        f"once in {again.LATER.seconds // 60} minutes",
        "its offer, once a minute" if again.SOON.seconds == 60 else "",
        "## Measured On 239 pairs of Dutch offers and requests that were judged by hand",
    ],
)
def test_the_numbers_in_the_sentences_are_those_of_the_code(said: str) -> None:
    assert said
    assert said in TEXT


def test_the_jobs_and_files_that_it_names_are_there() -> None:
    named = set(re.findall(r"`(marketplace\.\w+)`", TEXT))
    assert named == {"marketplace.match_listing", "marketplace.match_many", "marketplace.tell_matches"}
    assert named <= set(_handlers)
    assert "marketplace.tell_matches" in daily_names()
    for path in re.findall(r"`(marketplace/[\w/]+\.py)`", TEXT):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"\]\((\.\.?/[\w/.-]+)\)", TEXT):
        assert (PAGE.parent / path).is_file(), path


@pytest.mark.parametrize("event", [DealMoved, GroupOrderMoved, MatchingPolicyAdopted, MembersReconciled])
def test_what_makes_it_look_again_is_heard(event: type) -> None:
    heard = {
        tell.__name__ for name, tells in _receivers.items() if name.endswith(event.__name__) for tell in tells
    }
    assert any(name.startswith(("look_again", "rank_all")) for name in heard)
