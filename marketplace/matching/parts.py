"""The parts of a match: each from 0 to 1, with the facts that its sentence tells. Pure.

What nobody said is neither for nor against: half.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.enums import WITHOUT_MONEY, PriceType
from marketplace.geometry import km_between
from marketplace.matching import hours
from marketplace.matching.traits import Price, Traits
from marketplace.matching.words import shared
from marketplace.units import base_of, convert, share_a_family

UNKNOWN = 0.5
FAR_KM = 25.0
SAME_CATEGORY, RELATED_CATEGORY, SAME_KIND = 0.8, 0.4, 0.2
TOO_DEAR = 0.5  # so much above what is asked, and nothing of the price fits any more
MOST_WORDS = 5
MOST_DATES = 3
MANY_DEALS = 4  # half of the part is left for who was chosen this often


@dataclass(frozen=True, slots=True)
class Part:
    """`how` names the sentence; `facts` fill it."""

    code: str
    how: str
    fit: float
    facts: dict[str, Any] = field(default_factory=dict)


def parts_of(offer: Traits, request: Traits) -> list[Part]:
    """All of them, in the order in which they are explained."""
    each = (words, category, distance, price, time, quantity, fairness, group)
    return [part(offer, request) for part in each]


def words(offer: Traits, request: Traits) -> Part:
    found = shared(request.said, offer.said)
    told = list(found.words[:MOST_WORDS])
    return Part("words", "shared" if told else "none", found.fit, {"words": told} if told else {})


def category(offer: Traits, request: Traits) -> Part:
    kind = SAME_KIND if offer.kind == request.kind else 0.0
    if offer.category_id == request.category_id:
        return Part("category", "same_all" if kind else "same", SAME_CATEGORY + kind)
    families = {offer.category_id, offer.parent_id} & {request.category_id, request.parent_id} - {None}
    if families:
        return Part("category", "related", RELATED_CATEGORY + kind)
    return Part("category", "kind" if kind else "other", kind)


def distance(offer: Traits, request: Traits) -> Part:
    if offer.point is None or request.point is None:
        return Part("distance", "unknown", UNKNOWN)
    km = km_between(offer.point, request.point)
    return Part("distance", "apart", max(0.0, 1 - km / FAR_KM), {"km": round(km, 1)})


def price(offer: Traits, request: Traits) -> Part:
    """What is asked for it within what is given for it, both for one of the same unit."""
    if offer.price.type in WITHOUT_MONEY:
        return Part("price", "free", 1.0)
    lowest, most = _for_one(offer, offer.price.low), _for_one(request, request.price.high)
    if lowest is None or most is None or not _comparable(offer, request):
        return Part("price", "unknown", UNKNOWN)
    if lowest <= most:
        return Part("price", "within", 1.0)
    above = (lowest - most) / max(most, Decimal(1))
    fit = max(0.0, 1 - float(above) / TOO_DEAR)
    return Part("price", "above", fit, {"percent": min(999, round(100 * float(above)))})


def _for_one(side: Traits, minor: int | None) -> Decimal | None:
    """For one of the smallest unit of the family; a fixed price is for the whole."""
    if minor is None:
        return None
    if side.price.type == PriceType.FIXED:
        return Decimal(minor)
    return Decimal(minor) / base_of(side.amount.unit)[1]


def _comparable(offer: Traits, request: Traits) -> bool:
    """Prices for the whole with prices for the whole, prices for one with prices for one of the same."""
    whole = {_is_whole(offer.price), _is_whole(request.price)}
    if len(whole) > 1:
        return False
    return whole == {True} or share_a_family(offer.amount.unit, request.amount.unit)


def _is_whole(given: Price) -> bool:
    return given.type == PriceType.FIXED


def time(offer: Traits, request: Traits) -> Part:
    """Days in common of the shorter period, and hours of the week with their exceptions where both say them."""
    first, last = _overlap(offer, request)
    first = max((day for day in (first, offer.as_of, request.as_of) if day), default=None)
    if hours.says_hours(offer) and hours.says_hours(request):
        return _by_hours(offer, request, hours.in_common(offer, request, first, last))
    if _never_open(offer, request, first, last):
        return Part("time", "other_hours", 0.0)
    if not (any(offer.period) and any(request.period)):
        return Part("time", "unknown", UNKNOWN)
    return Part("time", "period", _of_period(offer, request), _in_common(offer, request))


def _by_hours(offer: Traits, request: Traits, found: hours.InCommon) -> Part:
    if not found:
        return Part("time", "other_hours", 0.0)
    fit = max(UNKNOWN, _of_period(offer, request))
    if found.weekdays:
        return Part("time", "hours", fit, {"weekdays": list(found.weekdays)})
    return Part("time", "dates", fit, {"dates": [day.isoformat() for day in found.dates[:MOST_DATES]]})


def _never_open(offer: Traits, request: Traits, first: date | None, last: date | None) -> bool:
    """A few days are asked, and on each of them one of the two is away."""
    if last is None or not (offer.dates or request.dates):
        return False
    return not hours.in_common(offer, request, first, last)


def _of_period(offer: Traits, request: Traits) -> float:
    """At least half where they touch: the two agree on a day."""
    lengths = [_days(*side.period) for side in (offer, request)]
    known = [length for length in lengths if length is not None]
    starts, ends = _overlap(offer, request)
    days = _days(starts, ends)
    if not known or days is None:
        return 1.0
    return max(UNKNOWN, min(1.0, days / min(known)))


def _overlap(offer: Traits, request: Traits) -> tuple[date | None, date | None]:
    starts = [side.period[0] for side in (offer, request) if side.period[0]]
    ends = [side.period[1] for side in (offer, request) if side.period[1]]
    return max(starts, default=None), min(ends, default=None)


def _in_common(offer: Traits, request: Traits) -> dict[str, str]:
    starts, ends = _overlap(offer, request)
    return {name: day.isoformat() for name, day in (("from", starts), ("until", ends)) if day}


def _days(starts: date | None, ends: date | None) -> int | None:
    return (ends - starts).days + 1 if starts and ends else None


def quantity(offer: Traits, request: Traits) -> Part:
    """As much of what is asked as there is; in another unit nobody can say."""
    offered, asked = offer.amount, request.amount
    if offered.left is None or asked.left is None:
        return Part("quantity", "unknown", UNKNOWN)
    if not share_a_family(offered.unit, asked.unit):
        return Part("quantity", "units", 0.0)
    if asked.left <= 0:
        return Part("quantity", "some", 0.0, {"percent": 0})
    there = convert(offered.left, offered.unit, asked.unit)
    if offered.least and convert(offered.least, offered.unit, asked.unit) > asked.left:
        return Part("quantity", "least", 0.0)
    fit = min(1.0, float(max(there, Decimal(0)) / asked.left))
    return Part("quantity", "enough" if fit == 1.0 else "some", fit, {"percent": int(100 * fit)})


def fairness(offer: Traits, request: Traits) -> Part:
    """Who was rarely chosen gets a little, never more than this part weighs, and by a rule that everybody can reckon."""
    fit = sum(1 / (1 + side.chosen / MANY_DEALS) for side in (offer, request)) / 2
    return Part("fairness", "rarely" if fit >= UNKNOWN else "often", fit)


def group(offer: Traits, request: Traits) -> Part:
    same = offer.local_group_id is not None and offer.local_group_id == request.local_group_id
    return Part("group", "same" if same else "other", 1.0 if same else 0.0)
