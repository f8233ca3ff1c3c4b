"""How well an offer and a request fit: points with a reason each, from 0 to 100. Pure; reads no database."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

CATEGORY, RELATED_CATEGORY = 35, 18
WORDS_EACH, WORDS_MOST = 9, 30
NEAR, GROUP, PRICE, KIND, PERIOD = 15, 5, 7, 5, 3
FEWEST_POINTS = 40
FAR_KM = 25.0

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Traits:
    """What matching looks at of a listing. `stems` are the words of title and text without endings and small words."""

    category_id: int
    parent_id: int | None
    kind: str
    stems: frozenset[str]
    title_stems: frozenset[str] = field(default_factory=frozenset)
    point: tuple[float, float] | None = None
    local_group_id: int | None = None
    price_minor: int | None = None
    is_without_money: bool = False
    available: tuple[date | None, date | None] = (None, None)
    left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    reasons: tuple[Reason, ...]

    @property
    def is_worth_telling(self) -> bool:
        return self.points >= FEWEST_POINTS


def score(offer: Traits, request: Traits, km: float | None) -> Score:
    """All reasons that count for this pair, strongest first. A pair that cannot be has none."""
    if _never_meet(offer, request):
        return Score(0, ())
    found = [
        _category(offer, request),
        _words(offer, request),
        _distance(km),
        _group(offer, request),
        _price(offer, request),
        _kind(offer, request),
        _period(offer, request),
    ]
    reasons = sorted((reason for reason in found if reason), key=lambda reason: -reason["points"])
    return Score(min(100, sum(reason["points"] for reason in reasons)), tuple(reasons))


def _never_meet(offer: Traits, request: Traits) -> bool:
    """Nothing left on one side, or periods that do not touch."""
    if any(side.left is not None and side.left <= 0 for side in (offer, request)):
        return True
    (offer_from, offer_until), (request_from, request_until) = offer.available, request.available
    too_late = offer_from and request_until and offer_from > request_until
    return bool(too_late or (offer_until and request_from and offer_until < request_from))


def _category(offer: Traits, request: Traits) -> Reason | None:
    if offer.category_id == request.category_id:
        return {"code": "category", "points": CATEGORY}
    family = {offer.category_id, offer.parent_id} & {request.category_id, request.parent_id} - {None}
    return {"code": "related_category", "points": RELATED_CATEGORY} if family else None


def _words(offer: Traits, request: Traits) -> Reason | None:
    """A word in both titles counts double."""
    common = offer.stems & request.stems
    if not common:
        return None
    in_titles = offer.title_stems & request.title_stems
    points = min(WORDS_MOST, WORDS_EACH * len(common) + WORDS_EACH * len(in_titles))
    return {
        "code": "words",
        "points": points,
        "words": sorted(common, key=lambda word: (word not in in_titles, word))[:5],
    }


def _distance(km: float | None) -> Reason | None:
    if km is None or km >= FAR_KM:
        return None
    points = round(NEAR * (1 - km / FAR_KM))
    return {"code": "distance", "points": points, "km": round(km, 1)} if points else None


def _group(offer: Traits, request: Traits) -> Reason | None:
    same = offer.local_group_id is not None and offer.local_group_id == request.local_group_id
    return {"code": "group", "points": GROUP} if same else None


def _price(offer: Traits, request: Traits) -> Reason | None:
    """What is asked fits what is offered; something free fits every request."""
    if offer.is_without_money:
        return {"code": "free", "points": PRICE}
    if offer.price_minor is None or request.price_minor is None:
        return None
    return {"code": "price", "points": PRICE} if offer.price_minor <= request.price_minor else None


def _kind(offer: Traits, request: Traits) -> Reason | None:
    return {"code": "kind", "points": KIND} if offer.kind == request.kind else None


def _period(offer: Traits, request: Traits) -> Reason | None:
    stated = any(offer.available) and any(request.available)
    return {"code": "period", "points": PERIOD} if stated else None
