"""From what the database counted to the value of a figure. Pure: no rows, no clock."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from marketplace.figures.definitions import FEWEST_PEOPLE, Figure

TENTH, CENT = Decimal("0.1"), Decimal("0.01")
SECONDS_AN_HOUR = 3600
NN_FEWEST_DEALS = 20
NN_MOST_SHARE = Decimal(50)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A value in the figure's unit, None where there is nothing to reckon from; and how many people are behind it."""

    value: Decimal | None
    people: int

    def as_json(self) -> dict[str, Any]:
        return {"value": None if self.value is None else str(self.value), "people": self.people}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Reckoned":
        value = kept.get("value")
        return cls(None if value is None else Decimal(value), int(kept.get("people", 0)))


NOTHING = Reckoned(None, 0)


@dataclass(frozen=True, slots=True)
class PartyTotal:
    """What one party has on one side: a number of deals and the money in them, in minor units."""

    party: int
    deals: int
    minor: int


def is_shown(figure: Figure, reckoned: Reckoned, *, sees_all: bool = False) -> bool:
    """Whether the value may be shown: a protected one with a few people behind it only to who sees all."""
    return sees_all or not figure.is_protected or not 0 < reckoned.people < FEWEST_PEOPLE


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    return rounded(100 * Decimal(part) / Decimal(whole)) if whole else None


def hours(duration: timedelta | None) -> Decimal | None:
    if duration is None:
        return None
    microseconds = duration // timedelta(microseconds=1)
    return rounded(Decimal(microseconds) / (SECONDS_AN_HOUR * 10**6))


def rounded(value: Decimal, step: Decimal = TENTH) -> Decimal:
    return value.quantize(step, ROUND_HALF_UP)


def spread(providers: list[PartyTotal], requesters: list[PartyTotal]) -> dict[str, Reckoned]:
    """How the deals of a span lie over people: the figures of the group SPREAD."""
    both = {row.party for row in providers} & {row.party for row in requesters}
    all_of_them = {row.party for row in providers} | {row.party for row in requesters}
    fewest = min(len(providers), len(requesters))
    indices = [index for side in (providers, requesters) if (index := _differing(side)) is not None]
    return {
        "agreed_deals": Reckoned(Decimal(sum(row.deals for row in providers)), fewest),
        "active_providers": Reckoned(Decimal(len(providers)), len(providers)),
        "active_requesters": Reckoned(Decimal(len(requesters)), len(requesters)),
        "both_sides": Reckoned(percent(len(both), len(all_of_them)), len(all_of_them)),
        **_top("provider", providers),
        **_top("requester", requesters),
        "nn_index": Reckoned(min(indices, default=None), fewest),
    }


def leans_on(deals: Decimal, top_provider: Decimal | None, top_requester: Decimal | None) -> list[str]:
    """The sides on which more than half of at least twenty deals lie with one party: provider, requester, both or none."""
    if deals < NN_FEWEST_DEALS:
        return []
    shares = {"provider": top_provider, "requester": top_requester}
    return [side for side, share in shares.items() if share is not None and share > NN_MOST_SHARE]


def _top(side: str, rows: list[PartyTotal]) -> dict[str, Reckoned]:
    paying = [row for row in rows if row.minor]
    return {
        f"top_{side}_deals": Reckoned(_largest(row.deals for row in rows), len(rows)),
        f"top_{side}_value": Reckoned(_largest(row.minor for row in paying), len(paying)),
    }


def _largest(numbers: Iterable[int]) -> Decimal | None:
    counted = Counter(dict(enumerate(numbers)))
    return percent(max(counted.values(), default=0), counted.total())


def _differing(rows: list[PartyTotal]) -> Decimal | None:
    """100 × (1 − Σ share²), reckoned in whole numbers until the last division."""
    deals = sum(row.deals for row in rows)
    if not deals:
        return None
    same = sum(row.deals * row.deals for row in rows)
    return percent(deals * deals - same, deals * deals)
