"""What is open now, as the numbers that a plan is made of, and the way back from numbers to listings."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from marketplace.blocking import blocked_pairs
from marketplace.enums import AllocationState, ListingState, MatchState, QuantityPer
from marketplace.holding import with_held
from marketplace.models import Allocation, Listing, Match, MatchingRound
from marketplace.planning import FREE, Problem, problem
from marketplace.units import base_of, convert, is_counted, share_a_family

THOUSANDTHS = 1000
ONCE = Decimal(1)  # what a request without a quantity asks for


@dataclass(slots=True)
class Market:
    """Open offers and requests with the pairs that fit, in the order of their ids."""

    offers: list[Any]
    requests: list[Any]
    matches: list[Match]
    pinned: dict[tuple[int, int], Allocation] = field(default_factory=dict)

    def problem(self) -> Problem:
        """In whole numbers: pieces of what is counted, thousandths of what is measured."""
        at_offer = {offer.pk: index for index, offer in enumerate(self.offers)}
        at_request = {request.pk: index for index, request in enumerate(self.requests)}
        need = [max(1, self._need(request)) for request in self.requests]
        whole = sum(need)
        pins = [self.pinned.get((match.offer_id, match.request_id)) for match in self.matches]
        return problem(
            capacity=[
                whole if offer.left is None else units_in(offer.left, offer.unit) for offer in self.offers
            ],
            provider=_providers(self.offers),
            need=need,
            most_providers=[request.most_providers or 0 for request in self.requests],
            all_or_nothing=[request.all_or_nothing for request in self.requests],
            pairs=[(at_offer[m.offer_id], at_request[m.request_id], max(1, m.score)) for m in self.matches],
            least=[self._least(match) for match in self.matches],
            pinned=[FREE if pin is None else self._given(pin) for pin in pins],
        )

    def quantities(self, match: Match, amount: int) -> tuple[Decimal, Decimal]:
        """The amount in the unit of the offer and in that of the request."""
        offer, request = match.offer, match.request
        base, _factor = base_of(offer.unit)
        measured = Decimal(amount) / (1 if is_counted(base) else THOUSANDTHS)
        return convert(measured, base, offer.unit), convert(measured, base, request.unit)

    def _need(self, request: Any) -> int:
        return units_in(ONCE if request.left is None else request.left, request.unit)

    def _least(self, match: Match) -> int:
        least = match.offer.least_quantity
        return max(1, units_in(least, match.offer.unit)) if least else 1

    def _given(self, pin: Allocation) -> int:
        assert pin.offer is not None  # noqa: S101 - by constraint
        assert pin.offer_quantity is not None  # noqa: S101 - by constraint
        return units_in(pin.offer_quantity, pin.offer.unit)


def market_of(round_: MatchingRound, *, at: datetime) -> Market:
    """The open listings of the round's group, or of the whole community, with the matches between them.

    Left out: what people dismissed, pairs that a coordinator took out, people who are apart, units that do not convert.
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
    pinned = _lines(round_).filter(is_pinned=True, state=AllocationState.SUGGESTED).select_related("offer")
    known = {(match.offer_id, match.request_id) for match in matches}
    pins = {(line.offer_id or 0, line.request_id or 0): line for line in pinned}
    return Market(
        list(offers.values()),
        list(requests.values()),
        matches,
        {key: pins[key] for key in pins if key in known},
    )


def units_in(quantity: Decimal, unit: str) -> int:
    """Whole numbers of the smallest unit of the family, rounded down."""
    base, factor = base_of(unit)
    return max(0, int(quantity * factor * (1 if is_counted(base) else THOUSANDTHS)))


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
    """Of a capacity of each day, a day's whole: the round names no day yet."""
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


def _providers(offers: list[Any]) -> list[int]:
    """A number for each party, so that two offers of one count as one provider."""
    seen: dict[Any, int] = {}
    return [seen.setdefault(offer.owner_ref, len(seen)) for offer in offers]
