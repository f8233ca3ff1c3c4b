"""The matcher on judged pairs of Dutch offers and requests: what it finds, what it leaves out, what each part adds."""

from dataclasses import replace

import pytest

from benchmarks.matcher import HELD, KINDS, TUNED, Outcome, judge, judged, publish_all
from marketplace.language.needles import ALL, Technique
from marketplace.matching.weights import STARTING
from tests.marketplace.conftest import Market

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
# What each kind of pair loses when its technique is taken away, at least.
LOSES = {
    Technique.STEMMING: ("stem", 0.4),
    Technique.COMPOUNDS: ("compound", 0.6),
    Technique.SLIPS: ("typo", 0.4),
    Technique.SYNONYMS: ("synonym", 0.2),
}


@pytest.fixture
def tuned(market: Market) -> dict[int, str]:
    return publish_all(TUNED, market.provider, market.requester)


def shown(outcome: Outcome) -> str:
    missed = [f"{pair.request} → {pair.other} ({pair.kind})" for pair in outcome.missed]
    return f"recall {outcome.recall:.3f}, precision {outcome.precision:.3f}, order {outcome.order:.3f}\nmissed: {missed}"


def test_there_are_enough_pairs_of_every_kind_and_field() -> None:
    pairs = [*judged(TUNED), *judged(HELD)]
    assert len({(pair.request, pair.other) for pair in pairs}) == len(pairs) >= 200
    kinds = [pair.kind for pair in pairs if pair.fits]
    assert all(kinds.count(kind) >= 15 for kind in KINDS)
    assert sum(not pair.fits for pair in pairs) >= 100


def test_what_fits_is_suggested_and_stands_first(tuned: dict[int, str]) -> None:
    outcome = judge(TUNED, tuned)
    assert outcome.recall >= 0.75, shown(outcome)
    assert outcome.precision >= 0.35, shown(outcome)
    assert outcome.order >= 0.68, shown(outcome)
    told = replace(outcome, fewest=STARTING.told_from)
    assert told.precision >= 0.60, shown(told)
    assert told.recall >= 0.66, shown(told)


def test_pairs_by_which_nothing_was_chosen_do_as_well(market: Market) -> None:
    outcome = judge(HELD, publish_all(HELD, market.provider, market.requester))
    assert outcome.recall >= 0.70, shown(outcome)
    assert outcome.precision >= 0.50, shown(outcome)
    assert outcome.order >= 0.78, shown(outcome)


def test_each_technique_finds_what_the_others_do_not(tuned: dict[int, str]) -> None:
    everything = judge(TUNED, tuned)
    for technique, (kind, least) in LOSES.items():
        without = judge(TUNED, tuned, techniques=ALL - {technique})
        assert everything.recall_of(kind) - without.recall_of(kind) >= least, technique


def test_the_category_puts_in_order_what_the_words_alone_do_not(tuned: dict[int, str]) -> None:
    assert judge(TUNED, tuned).order - judge(TUNED, tuned, without=("category",)).order >= 0.08


def test_a_request_is_never_suggested_to_a_request(tuned: dict[int, str]) -> None:
    outcome = judge(TUNED, tuned)
    side = [(pair.request, pair.other) for pair in judged(TUNED) if pair.kind == "side"]
    assert side
    assert not set(side) & outcome.points.keys()
