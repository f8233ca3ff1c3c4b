"""The Dutch pairs: how much of what fits is found, how much of what is found fits, and what each technique adds."""

import pytest

from benchmarks.dutch import Outcome, judge, pairs, publish_all
from marketplace.language.needles import ALL, Technique
from tests.marketplace.conftest import Market
from weconomics.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
# What each kind of pair loses when its technique is taken away, at least.
KINDS = {
    Technique.STEMMING: ("stem", 0.4),
    Technique.COMPOUNDS: ("compound", 0.4),
    Technique.SLIPS: ("typo", 0.7),
    Technique.SYNONYMS: ("synonym", 0.8),
}


@pytest.fixture
def requester(market: Market) -> Actor:
    publish_all(market.community, market.provider)
    return market.actor("requester")


def shown(outcome: Outcome) -> str:
    missed = [f"{pair.wanted} → {pair.offered}" for pair in outcome.missed]
    wrong = [f"{pair.wanted} → {pair.offered}" for pair in outcome.wrong]
    return f"missed: {missed}\nwrong: {wrong}"


def test_there_are_enough_pairs_of_every_kind() -> None:
    kinds = [pair.kind for pair in pairs()]
    assert len(kinds) == len(set(pairs())) >= 120
    assert all(kinds.count(kind) >= 25 for kind in ("stem", "compound", "typo", "synonym", "distractor"))
    assert {pair.fits for pair in pairs()} == {True, False}


def test_recall_and_precision_stay_above_their_floors(requester: Actor) -> None:
    outcome = judge(requester, ALL)
    assert outcome.recall >= 0.95, shown(outcome)
    assert outcome.precision >= 0.95, shown(outcome)
    floors = {"stem": 0.96, "compound": 0.89, "typo": 1.0, "synonym": 1.0}
    found = {kind: outcome.recall_of(kind) for kind in floors}
    assert all(found[kind] >= floors[kind] for kind in floors), (found, shown(outcome))


def test_each_technique_finds_what_the_others_do_not(requester: Actor) -> None:
    everything = judge(requester, ALL)
    for technique, (kind, least) in KINDS.items():
        without = judge(requester, ALL - {technique})
        assert everything.recall_of(kind) - without.recall_of(kind) >= least, technique
        assert everything.precision >= without.precision - 0.01, technique
