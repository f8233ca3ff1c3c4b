"""On which day a line of a round takes of a capacity of each day anew.

Each pair gets the first day that suits both and has room, the best pairs first; what a pair would take counts for the next
one, so that pairs spread over the days instead of all wanting the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from marketplace.availability.days import Pattern, hours_on
from marketplace.availability.queries import patterns_of
from marketplace.enums import Side
from marketplace.holding import holding
from marketplace.models import Allocation, Match
from marketplace.units import in_smallest

LOOK_AHEAD_DAYS = 60
NOTHING = Decimal(0)
Key = tuple[int, int]  # offer, request


@dataclass(slots=True)
class Days:
    """The chosen day by pair, what is left of a listing on a day in the smallest unit, and who found no day."""

    chosen: dict[Key, date] = field(default_factory=dict)
    left: dict[tuple[int, date], Decimal] = field(default_factory=dict)
    without: list[Key] = field(default_factory=list)


def choose_days(matches: Iterable[Match], pinned: dict[Key, Allocation], *, at: datetime) -> Days:
    """For each pair with a capacity of each day. A pinned line keeps its day while that is to come. Four queries."""
    of_days = [match for match in matches if match.offer.is_per_day or match.request.is_per_day]
    found = Days()
    if not of_days:
        return found
    listings = {one.pk: one for match in of_days for one in (match.offer, match.request)}
    calendar = _Calendar(listings, at)
    for match in sorted(of_days, key=lambda one: (-one.score, one.request_id, one.offer_id)):
        key = (match.offer_id, match.request_id)
        pin = pinned.get(key)
        day = pin.on if pin and pin.on and pin.on >= calendar.today else calendar.first_day(match)
        if day is None:
            found.without.append(key)
            continue
        calendar.take(match, day)
        found.chosen[key] = day
    found.left = {(pk, day): calendar.room(listings[pk], day) for pk, day in calendar.asked()}
    return found


class _Calendar:
    """What is open and left on the coming days, and what pairs would take of it."""

    def __init__(self, listings: dict[int, Any], at: datetime) -> None:
        community = next(iter(listings.values())).community
        self.today = at.astimezone(ZoneInfo(community.time_zone)).date()
        self.patterns = patterns_of(listings.values())
        self.held = _held_by_day(listings, at)
        self.taken: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)

    def first_day(self, match: Match) -> date | None:
        """The first that has room for all of it beside the others, else the first that has room at all."""
        fitting = [day for day in self._coming() if self._suits(match, day)]
        free = [day for day in fitting if self._free(match, day)]
        return next(iter(free or fitting), None)

    def take(self, match: Match, day: date) -> None:
        for one in _of_days(match):
            self.taken[one.pk, day] += self._wanted(match)

    def asked(self) -> Iterable[tuple[int, date]]:
        return self.taken.keys()

    def room(self, listing: Any, day: date) -> Decimal:
        return in_smallest(listing.quantity, listing.unit) - self.held.get((listing.pk, day), NOTHING)

    def _coming(self) -> Iterator[date]:
        """From tomorrow on: both have to say yes first."""
        return (self.today + timedelta(days=number) for number in range(1, LOOK_AHEAD_DAYS + 1))

    def _suits(self, match: Match, day: date) -> bool:
        both_open = all(_is_open(self.patterns[pk], day) for pk in (match.offer_id, match.request_id))
        return both_open and all(self.room(one, day) > 0 for one in _of_days(match))

    def _free(self, match: Match, day: date) -> bool:
        wanted = self._wanted(match)
        return all(self.room(one, day) - self.taken[one.pk, day] >= wanted for one in _of_days(match))

    def _wanted(self, match: Match) -> Decimal:
        """What is asked, at most a whole day's."""
        request: Any = match.request
        asked = in_smallest(Decimal(1) if request.left is None else request.left, request.unit)
        return min([asked, *(in_smallest(one.quantity, one.unit) for one in _of_days(match))])


def _of_days(match: Match) -> list[Any]:
    return [one for one in (match.offer, match.request) if one.is_per_day]


def _is_open(pattern: Pattern, day: date) -> bool:
    """Within its period; and where it has hours, with hours on that day."""
    in_period = (pattern.first is None or day >= pattern.first) and (
        pattern.last is None or day <= pattern.last
    )
    return in_period and (pattern.is_empty or bool(hours_on(pattern, day)))


def _held_by_day(listings: dict[int, Any], at: datetime) -> dict[tuple[int, date], Decimal]:
    found: dict[tuple[int, date], Decimal] = {}
    for side in Side.values:
        ids = [pk for pk, listing in listings.items() if listing.side == side and listing.is_per_day]
        rows = Allocation.objects.filter(holding(side, at), Q(**{f"{side}__in": ids}), on__isnull=False)
        for pk, day, held in (
            rows.order_by().values(side, "on").annotate(held=Sum("amount")).values_list(side, "on", "held")
        ):
            found[pk, day] = held
    return found
