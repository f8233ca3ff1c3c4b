"""How well the matcher suggests in Dutch: offers and requests judged by hand, through `candidates_of` and the scorer.

`python -m benchmarks.matcher` makes a database of its own; tests/marketplace/test_judged_pairs.py holds the floors. All
listings of a part are published in one community. What the pairs do not name does not fit: whatever any technique ever
suggested was looked at and judged. The part "held" was never looked at while weights were chosen.
"""

import csv
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.language.needles import ALL, Technique

LISTINGS = Path(__file__).resolve().parent.parent / "tests" / "marketplace" / "data" / "judged_listings.csv"
PAIRS = LISTINGS.with_name("judged_pairs.csv")
SYNONYMS = LISTINGS.with_name("dutch_synonyms.csv")
TUNED, HELD = "tuned", "held"
CATEGORIES = {"zorg": "Zorg", "energie": "Energie", "eten": "Eten", "gereedschap": "Gereedschap en klussen",
              "vervoer": "Vervoer", "kennis": "Kennis"}  # fmt: skip
PLACES = {"Zutphen": (52.138, 6.201), "Warnsveld": (52.136, 6.230), "Eefde": (52.162, 6.226),
          "Gorssel": (52.201, 6.205), "Brummen": (52.090, 6.155), "Vorden": (52.103, 6.312), "Lochem": (52.160, 6.412),
          "Deventer": (52.255, 6.160), "Enschede": (52.221, 6.894)}  # fmt: skip
PARTS_OF_SCORE = {
    "category": "category",
    "nearness": "distance",
}  # what is taken away beside techniques of words
STEPS: tuple[tuple[str, frozenset[Technique], tuple[str, ...]], ...] = (
    ("whole words, no technique", frozenset(), ()),
    *((f"only {technique}", frozenset({technique}), ()) for technique in Technique),
    *((f"all but {technique}", ALL - {technique}, ()) for technique in Technique),
    *((f"all but {part}", ALL, (part,)) for part in PARTS_OF_SCORE),
    ("all", ALL, ()),
)
KINDS = ("stem", "compound", "typo", "synonym")
WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


@dataclass(frozen=True)
class Judged:
    """A pair of listings by their codes. `kind` says what it takes to see that it fits, or why it does not."""

    kind: str
    request: str
    other: str
    fits: bool


@dataclass(frozen=True)
class Outcome:
    """`points` of every pair that can be, by (request, offer); `fewest` points make a suggestion."""

    pairs: tuple[Judged, ...]
    points: dict[tuple[str, str], int]
    fewest: int

    @property
    def fitting(self) -> set[tuple[str, str]]:
        return {(pair.request, pair.other) for pair in self.pairs if pair.fits}

    @property
    def suggested(self) -> set[tuple[str, str]]:
        return {pair for pair, points in self.points.items() if points >= self.fewest}

    @property
    def missed(self) -> list[Judged]:
        return [pair for pair in self.pairs if pair.fits and (pair.request, pair.other) not in self.suggested]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        return sorted(self.suggested - self.fitting)

    @property
    def recall(self) -> float:
        return len(self.suggested & self.fitting) / len(self.fitting)

    @property
    def precision(self) -> float:
        return len(self.suggested & self.fitting) / max(len(self.suggested), 1)

    @property
    def turned_down(self) -> float:
        """Of the pairs that only look alike, the share that is not suggested."""
        alike = [pair for pair in self.pairs if not pair.fits]
        return sum((pair.request, pair.other) not in self.suggested for pair in alike) / len(alike)

    @property
    def order(self) -> float:
        """Mean average precision: 1 when everything that fits stands above all that does not. No threshold."""
        requests = sorted({request for request, _ in self.fitting})
        return sum(self._average_precision(request) for request in requests) / len(requests)

    def recall_of(self, kind: str) -> float:
        some = tuple(pair for pair in self.pairs if pair.kind == kind and pair.fits)
        return replace(self, pairs=some).recall

    def _average_precision(self, request: str) -> float:
        """Ties count against us: what does not fit comes first."""
        wanted = {other for one, other in self.fitting if one == request}
        ranked = sorted(
            (other for one, other in self.points if one == request),
            key=lambda other: (-self.points[request, other], other in wanted),
        )
        places = [place for place, other in enumerate(ranked, 1) if other in wanted]
        return sum(found / place for found, place in enumerate(places, 1)) / len(wanted)


@cache
def judged(part: str) -> tuple[Judged, ...]:
    return tuple(
        Judged(row["kind"], row["request"], row["other"], row["fits"] == "yes")
        for row in _rows(PAIRS)
        if row["part"] == part
    )


def publish_all(part: str, provider: Any, requester: Any) -> dict[int, str]:
    """Every listing in its category, and the synonyms that a coordinator would write. Returns id → code."""
    from marketplace.models import Synonym
    from tests.factories import make_category

    with SYNONYMS.open(encoding="utf-8") as file:
        for words in csv.reader(file):
            Synonym.objects.create(words=words)
    categories = {
        slug: make_category(provider.community, name, slug=slug) for slug, name in CATEGORIES.items()
    }
    return publish_in(part, provider, requester, categories.__getitem__)


def publish_in(part: str, provider: Any, requester: Any, categories: Callable[[str], Any]) -> dict[int, str]:
    """With their place, hours and price, each in the category that is named. Inside the community's scope."""
    from marketplace.actions.words import renew_vocabulary

    rows = [row for row in _rows(LISTINGS) if row["part"] == part]
    owners = {"offer": provider, "request": requester}
    codes = {_publish(row, owners[row["side"]], categories(row["category"])).pk: row["code"] for row in rows}
    renew_vocabulary()
    return codes


def judge(
    part: str,
    codes: dict[int, str],
    *,
    techniques: frozenset[Technique] = ALL,
    without: Collection[str] = (),
) -> Outcome:
    """Score every request against its candidates, with less if that is asked. Inside the community's scope."""
    from marketplace.matching import score
    from marketplace.matching.candidates import candidates_of
    from marketplace.matching.queries import weights_in_force
    from marketplace.models import Listing

    weights = weights_in_force()
    left = {
        name: 0 if name in {PARTS_OF_SCORE[one] for one in without} else weight
        for name, weight in weights.by_part.items()
    }
    weights, known = replace(weights, by_part=left), _known(codes, techniques, without)
    points = {}
    for request in Listing.objects.filter(pk__in=codes, side="request"):
        for pk in candidates_of(request, techniques=techniques):
            found = score(known[pk], known[request.pk], weights)
            if not found.refused:
                points[codes[request.pk], codes[pk]] = found.points
    return Outcome(judged(part), points, weights.fewest)


def _known(
    codes: dict[int, str], techniques: frozenset[Technique], without: Collection[str]
) -> dict[int, Any]:
    """The traits of all, with the words as these techniques hear them and without what is left out."""
    from django.utils import timezone

    from marketplace.language import Thesaurus
    from marketplace.matching import said_in
    from marketplace.matching.gathering import traits_of
    from marketplace.models import Listing, Synonym

    thesaurus = Thesaurus.of(Synonym.objects.values_list("words", flat=True))
    known = {}
    for pk, (row, traits) in traits_of(Listing.objects.filter(pk__in=codes), at=timezone.now()).items():
        said = said_in(row.title, row.text, thesaurus=thesaurus, techniques=techniques)
        known[pk] = replace(
            traits,
            said=said,
            category_id=-pk if "category" in without else traits.category_id,
            point=None if "nearness" in without else traits.point,
        )
    return known


def table(part: str, codes: dict[int, str]) -> Iterator[str]:
    """Markdown: recall of each kind of pair, then recall, precision and order of all."""
    yield f"| {part} | {' | '.join(f'{kind} recall' for kind in KINDS)} | recall | precision | look-alikes left out | order |"
    yield f"| --- |{' ---: |' * (len(KINDS) + 4)}"
    for name, techniques, without in STEPS if part == TUNED else STEPS[-1:]:
        yield _row(name, judge(part, codes, techniques=techniques, without=without))
    outcome = judge(part, codes)
    from marketplace.matching.weights import STARTING

    yield _row(f"all, from {STARTING.told_from} points (told)", replace(outcome, fewest=STARTING.told_from))


def _row(name: str, outcome: Outcome) -> str:
    figures = [
        *(outcome.recall_of(kind) for kind in KINDS),
        outcome.recall,
        outcome.precision,
        outcome.turned_down,
        outcome.order,
    ]
    return f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def main() -> None:
    from benchmarks.million import network

    os.environ["PGOPTIONS"] = "-c transaction_timeout=0"  # a page is stopped after a minute; this is no page
    with network("matcher"):
        from tests.factories import make_community, make_member
        from weconomics.tenancy.scope import scope

        for part in (TUNED, HELD):
            community = make_community(slug=part)
            provider, requester = make_member(community), make_member(community)
            with scope(community):
                codes = publish_all(part, provider, requester)
            with scope(community):
                for row in table(part, codes):
                    print(row, flush=True)
                outcome = judge(part, codes)
            print(
                "missed: " + "; ".join(f"{one.request} → {one.other} ({one.kind})" for one in outcome.missed)
            )
            print(f"{len(judged(part))} pairs, load {os.getloadavg()[0]:.1f}\n")


def _publish(row: dict[str, str], owner: Any, category: Any) -> Any:
    from marketplace.models import AvailabilityRule
    from tests.api.rows import make_listing

    lat, lon = PLACES[row["place"]]
    kept = ("side", "kind", "title", "text", "place")
    listing = make_listing(
        owner.community, owner, category=category, lat=lat, lon=lon, quantity=None,
        **{name: row[name] for name in kept}, **_price(row["price"]),
    )  # fmt: skip
    for weekday, start, until in _hours(row["hours"]):
        AvailabilityRule.objects.create(
            listing=listing, weekday=weekday, from_time=time(start), until_time=time(until)
        )
    return listing


def _price(said: str) -> dict[str, Any]:
    """ "free", "open", "25" for the whole, "25/hour" by the unit."""
    if said in ("free", "open"):
        return {
            "price_type": "free" if said == "free" else "negotiable",
            "price_minor": None,
            "unit": "piece",
        }
    amount, _, unit = said.partition("/")
    kind = "per_unit" if unit else "fixed"
    return {"price_type": kind, "price_minor": 100 * int(amount), "unit": unit or "piece"}


def _hours(said: str) -> Iterable[tuple[int, int, int]]:
    """ "ma-vr7-9": Monday to Friday from seven to nine."""
    if not said:
        return
    first = WEEKDAYS.index(said[:2])
    last = WEEKDAYS.index(said[3:5]) if said[2] == "-" else first
    start, until = said[5 if said[2] == "-" else 2 :].split("-")
    for weekday in range(first, last + 1):
        yield weekday, int(start), int(until)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
