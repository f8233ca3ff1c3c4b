"""What each technique adds to a search in Dutch: recall and precision on judged pairs, by taking techniques away.

`python -m benchmarks.dutch` makes a database of its own; tests/marketplace/test_dutch_pairs.py holds the floors.
The pairs are judged by hand: somebody typed `wanted`; is `offered` what they mean? All that is offered is published in
one community, and each search is the product's own.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketplace.language.needles import ALL, Technique

PAIRS = Path(__file__).resolve().parent.parent / "tests" / "marketplace" / "data" / "dutch_pairs.csv"
SYNONYMS = PAIRS.with_name("dutch_synonyms.csv")
STEPS: tuple[tuple[str, frozenset[Technique]], ...] = (
    ("PostgreSQL's own stems and beginnings of words", frozenset()),
    *((f"only {technique}", frozenset({technique})) for technique in Technique),
    *((f"all but {technique}", ALL - {technique}) for technique in Technique),
    ("all", ALL),
)


@dataclass(frozen=True)
class Pair:
    kind: str
    wanted: str
    offered: str
    fits: bool


@dataclass(frozen=True)
class Outcome:
    """`found` are the pairs whose listing the search showed."""

    pairs: tuple[Pair, ...]
    found: frozenset[Pair]

    @property
    def missed(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.fits and pair not in self.found]

    @property
    def wrong(self) -> list[Pair]:
        return [pair for pair in self.pairs if not pair.fits and pair in self.found]

    @property
    def recall(self) -> float:
        fitting = [pair for pair in self.pairs if pair.fits]
        return (len(fitting) - len(self.missed)) / len(fitting)

    @property
    def precision(self) -> float:
        return (len(self.found) - len(self.wrong)) / max(len(self.found), 1)

    def recall_of(self, kind: str) -> float:
        some = tuple(pair for pair in self.pairs if pair.kind == kind)
        return Outcome(some, self.found & set(some)).recall


def pairs() -> tuple[Pair, ...]:
    with PAIRS.open(encoding="utf-8") as file:
        return tuple(
            Pair(row["kind"], row["wanted"], row["offered"], row["fits"] == "yes")
            for row in csv.DictReader(file)
        )


def publish_all(community: Any, owner: Any) -> None:
    """Everything that is offered, and the synonyms that a coordinator would write. Inside the community's scope."""
    from marketplace.actions.words import renew_vocabulary
    from marketplace.models import Synonym
    from tests.api.rows import make_listing
    from tests.factories import make_category

    category = make_category(community, "Diversen")
    for title in dict.fromkeys(pair.offered for pair in pairs()):
        make_listing(community, owner, title=title, text="", category=category)
    with SYNONYMS.open(encoding="utf-8") as file:
        for words in csv.reader(file):
            Synonym.objects.create(words=words)
    renew_vocabulary()


def judge(actor: Any, techniques: frozenset[Technique]) -> Outcome:
    """Search for everything that is wanted, with these techniques only. Inside the community's scope."""
    from marketplace.finding.understanding import understand
    from marketplace.queries import listings_visible_to
    from marketplace.searching import Filters, find

    seen = listings_visible_to(actor)
    shown: dict[str, set[str]] = {}
    for wanted in dict.fromkeys(pair.wanted for pair in pairs()):
        filters = Filters(words=wanted, wanted=understand(wanted, techniques=techniques))
        shown[wanted] = set(find(seen, filters).values_list("title", flat=True))
    found = frozenset(pair for pair in pairs() if pair.offered in shown[pair.wanted])
    return Outcome(pairs(), found)


def table(actor: Any) -> str:
    """Markdown: recall of each kind of pair, recall and precision of all."""
    kinds = ("stem", "compound", "typo", "synonym")
    lines = [
        f"| techniques | {' | '.join(f'{kind} recall' for kind in kinds)} | recall | precision |",
        f"| --- |{' ---: |' * (len(kinds) + 2)}",
    ]
    for name, techniques in STEPS:
        outcome = judge(actor, techniques)
        figures = [*(outcome.recall_of(kind) for kind in kinds), outcome.recall, outcome.precision]
        lines.append(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |")
    return "\n".join(lines)


def main() -> None:
    from benchmarks.million import network

    with network("dutch"):
        from tests.factories import actor_of, make_community, make_member
        from weconomics.tenancy.scope import scope

        community = make_community()
        member = make_member(community)
        with scope(community):
            publish_all(community, member)
            actor = actor_of(member)
            print(table(actor), "\n")
            outcome = judge(actor, ALL)
        for name, some in (("missed", outcome.missed), ("wrong", outcome.wrong)):
            print(f"{name}: " + "; ".join(f"{pair.wanted} → {pair.offered}" for pair in some))


if __name__ == "__main__":
    main()
