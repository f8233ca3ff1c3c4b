"""What is open now, as the numbers that a plan is made of, and the way back from numbers to listings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from communities.interface import PartyRef
from marketplace.blocking import blocked_pairs
from marketplace.enums import AllocationState, ListingState, MatchState, QuantityPer, Unit
from marketplace.holding import providers_by_request, with_held
from marketplace.models import Allocation, Listing, Match, MatchingRound
from marketplace.models.parties import ref_of
from marketplace.planning import FREE, Problem, problem
from marketplace.rounds.days import Days, Key, choose_days
from marketplace.units import base_of, in_smallest, is_counted, share_a_family

THOUSANDTHS = 1000
# In how many parts of its smallest unit a family is planned: of an hour's thousandth the whole number is 50ths of a minute.
PARTS: dict[str, int] = {Unit.MINUTE: 50}
ONCE = Decimal(1)  # what a request without a quantity asks for
Node = tuple[int, date | None]  # a listing, and the day where each has its own capacity


@dataclass(slots=True)
class Market:
    """Open offers and requests with the pairs that fit, in the order of their ids.

    `days` has a day for each pair with a capacity of each day; `givers` who gives to a request already.
    """

    offers: list[Any]
    requests: list[Any]
    matches: list[Match]
    pinned: dict[Key, Allocation] = field(default_factory=dict)
    days: Days = field(default_factory=Days)
    givers: dict[int, set[PartyRef]] = field(default_factory=dict)

    def problem(self) -> Problem:
        """In whole numbers: pieces of what is counted, thousandths of what is measured.

        What has a capacity of each day stands there once for each day that a pair takes of.
        """
        offers, at_offer = self._nodes(self.offers, "offer")
        requests, at_request = self._nodes(self.requests, "request")
        need = [max(1, self.need_of(request, day)) for request, day in requests]
        whole, number = sum(need), _numbers()
        pins = [self.pinned.get(_key(match)) for match in self.matches]
        return problem(
            capacity=[
                whole if offer.left is None else self._capacity(offer, day, offer.left)
                for offer, day in offers
            ],
            provider=[number(offer.owner_ref) for offer, _day in offers],
            need=need,
            most_providers=[request.most_providers or 0 for request, _day in requests],
            givers=[{number(ref) for ref in self.givers.get(one.pk, ())} for one, _day in requests],
            all_or_nothing=[request.all_or_nothing for request, _day in requests],
            pairs=[
                (at_offer[self._node(m, "offer")], at_request[self._node(m, "request")], max(1, m.score))
                for m in self.matches
            ],
            least=[self._least(match) for match in self.matches],
            pinned=[
                FREE if pin is None else _in_parts(pin.amount, match.offer.unit)
                for match, pin in zip(self.matches, pins, strict=True)
            ],
        )

    def amount_of(self, match: Match, amount: int) -> Decimal:
        """What was planned for a pair, in the smallest unit of its family."""
        return Decimal(amount) / _parts(match.offer.unit)

    def need_of(self, request: Any, day: date | None = None) -> int:
        return self._capacity(request, day, ONCE if request.left is None else request.left)

    def day_of(self, match: Match) -> date | None:
        return self.days.chosen.get(_key(match))

    def _nodes(self, listings: list[Any], side: str) -> tuple[list[tuple[Any, date | None]], dict[Node, int]]:
        """Each listing, and each day of it that a pair takes of, in order of id and day; and where it stands."""
        rows = {listing.pk: listing for listing in listings}
        nodes: set[Node] = {(pk, None) for pk in rows if not rows[pk].is_per_day}
        nodes |= {self._node(match, side) for match in self.matches}
        ordered = sorted(nodes, key=lambda node: (node[0], node[1] or date.min))
        return [(rows[pk], day) for pk, day in ordered], {node: place for place, node in enumerate(ordered)}

    def _node(self, match: Match, side: str) -> Node:
        listing = getattr(match, side)
        return listing.pk, self.day_of(match) if listing.is_per_day else None

    def _capacity(self, listing: Any, day: date | None, left: Decimal) -> int:
        if day is None:
            return units_in(left, listing.unit)
        return _in_parts(self.days.left[listing.pk, day], listing.unit)

    def _least(self, match: Match) -> int:
        least = match.offer.least_quantity
        return max(1, units_in(least, match.offer.unit)) if least else 1


def market_of(round_: MatchingRound, *, at: datetime) -> Market:
    """The open listings of the round's group, or of the whole community, with the matches between them.

    Left out: what people dismissed, pairs that a coordinator took out, people who are apart, units that do not convert,
    and pairs for which no day is found where one of the two has a capacity of each day.
    """
    offers, requests = _open(round_, "offer", at), _open(round_, "request", at)
    apart = blocked_pairs({listing.owner_membership_id for listing in (*offers.values(), *requests.values())})
    taken_out = set(_lines(round_).filter(is_taken_out=True).values_list("offer_id", "request_id"))
    matches = []
    for match in _matches(offers, requests):
        offer, request = match.offer, match.request = offers[match.offer_id], requests[match.request_id]
        owners = frozenset({offer.owner_membership_id, request.owner_membership_id})
        if (
            (match.offer_id, match.request_id) not in taken_out
            and owners not in apart
            and _converts(offer, request)
        ):
            matches.append(match)
    pins = _pins(round_, {_key(match) for match in matches})
    days = choose_days(matches, pins, at=at)
    left_out = set(days.without)
    return Market(
        list(offers.values()),
        list(requests.values()),
        [match for match in matches if _key(match) not in left_out],
        {key: pins[key] for key in pins if key not in left_out},
        days,
        _givers(list(requests), at),
    )


def units_in(quantity: Decimal, unit: str) -> int:
    """Whole numbers in which it is planned, rounded down."""
    return _in_parts(in_smallest(quantity, unit), unit)


def _in_parts(amount: Decimal, unit: str) -> int:
    return max(0, int(amount * _parts(unit)))


def _parts(unit: str) -> int:
    base, _factor = base_of(unit)
    return PARTS.get(base) or (1 if is_counted(base) else THOUSANDTHS)


def _key(match: Match) -> Key:
    return match.offer_id, match.request_id


def _pins(round_: MatchingRound, known: set[Key]) -> dict[Key, Allocation]:
    lines = _lines(round_).filter(is_pinned=True, state=AllocationState.SUGGESTED)
    found = {(line.offer_id or 0, line.request_id or 0): line for line in lines}
    return {key: found[key] for key in found if key in known}


def _givers(request_ids: list[int], at: datetime) -> dict[int, set[PartyRef]]:
    found = providers_by_request(request_ids, at=at)
    return {pk: {ref_of(member, organisation) for member, organisation in found[pk]} for pk in found}


def _open(round_: MatchingRound, side: str, at: datetime) -> dict[int, Any]:
    rows = Listing.objects.filter(side=side, state=ListingState.PUBLISHED, hidden_at=None)
    if round_.local_group_id:
        rows = rows.filter(local_group_id=round_.local_group_id)
    found: dict[int, Any] = {}
    for listing in with_held(rows.select_related("community"), at).order_by("pk"):
        listing.left = _left(listing)
        if listing.left is None or listing.left > 0:
            found[listing.pk] = listing
    return found


def _left(listing: Any) -> Decimal | None:
    """Of a capacity of each day, a day's whole: which day, is chosen for each pair."""
    if listing.quantity is None or listing.quantity_per == QuantityPer.DAY:
        return listing.quantity
    return listing.quantity - listing.held


def _matches(offers: dict[int, Any], requests: dict[int, Any]) -> QuerySet[Match]:
    rows = Match.objects.exclude(state=MatchState.DISMISSED)
    return rows.filter(offer_id__in=list(offers), request_id__in=list(requests)).order_by(
        "request_id", "offer_id"
    )


def _lines(round_: MatchingRound) -> QuerySet[Allocation]:
    return Allocation.objects.filter(round=round_)


def _converts(offer: Any, request: Any) -> bool:
    enough = offer.left is None or units_in(offer.left, offer.unit) > 0
    return enough and share_a_family(offer.unit, request.unit)


def _numbers() -> Callable[[PartyRef], int]:
    """A number for each party, so that two offers of one count as one provider."""
    seen: dict[PartyRef, int] = {}
    return lambda ref: seen.setdefault(ref, len(seen))
