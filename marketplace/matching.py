"""How well an offer and a request fit: points with a reason each, from 0 to 100. Pure; reads no database."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

# Tuned on the pairs that the three demo communities name as fitting; tests/demo asks for every one of them.
CATEGORY, RELATED_CATEGORY = 30, 15
IN_BOTH_TITLES, IN_ONE_TITLE, IN_BOTH_TEXTS, WORDS_MOST = 20, 12, 6, 40
LONG_WORD, LONG_WORD_MORE = 8, 10  # a long word is a precise one: "warmtepomp" says more than "huis"
SHORTEST_PART = 4  # of a compound: "eieren" fits "uitloopeieren"
MOST_WORDS = 5
NEAR, GROUP, PRICE, KIND, PERIOD = 13, 4, 6, 6, 3
FEWEST_POINTS = 40
FAR_KM = 25.0
# Stems that stand in many listings and do not say what is exchanged. PostgreSQL drops the smallest Dutch words itself.
SAYING_LITTLE = """
aanbod acht allen and ander are avond bied bijna buurt can dag dagdel dertig dinsdag doe donderdag drie een eerst
elf elk elkar for gat genoeg gezocht gra graag grag groep groot hal half heel help honderd hulp iedereen iemand jar
keer klar klein laatst maand maandag man mee mens middag minut need neem neg nieuw nodig nuw ochtend per person
persoon precies sam samen stuk the tien tuss twal twe twee twintig uur vast veertig vier vijf vijftig vraag vrag
vrijdag want week wek wel wij wil with woensdag you your zaterdag zes zestig zev zoek zondag
"""
EMPTY_STEMS = frozenset(SAYING_LITTLE.split())

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Traits:
    """What matching looks at of a listing. `stems` are the words of title and text without endings and small words;
    `written` is that text itself, so that a reason names a word as people wrote it."""

    category_id: int
    parent_id: int | None
    kind: str
    stems: frozenset[str]
    title_stems: frozenset[str] = field(default_factory=frozenset)
    written: str = ""
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
    """Common words, most telling first: a word of both titles counts more than one that is deep in the texts."""
    points = _points_by_word(offer, request)
    if not points:
        return None
    best = sorted(points, key=lambda word: (-points[word], word))[:MOST_WORDS]
    written = re.findall(r"[\w-]+", f"{request.written} {offer.written}".lower())
    return {
        "code": "words",
        "points": min(WORDS_MOST, sum(points.values())),
        "words": list(dict.fromkeys(_as_written(word, written) for word in best)),
    }


def _points_by_word(offer: Traits, request: Traits) -> dict[str, int]:
    offered, asked = _telling(offer.stems), _telling(request.stems)
    in_offer, in_request = _telling(offer.title_stems), _telling(request.title_stems)
    points = dict.fromkeys(offered & asked, IN_BOTH_TEXTS)
    points |= dict.fromkeys((in_offer & asked) | (offered & in_request), IN_ONE_TITLE)
    points |= dict.fromkeys(_shared_parts(in_offer, in_request), IN_BOTH_TITLES)
    return {
        word: worth + (LONG_WORD_MORE if len(word) >= LONG_WORD and worth > IN_BOTH_TEXTS else 0)
        for word, worth in points.items()
    }


def _telling(stems: frozenset[str]) -> set[str]:
    return {stem for stem in stems if len(stem) > 2 and not stem[0].isdigit() and stem not in EMPTY_STEMS}


def _shared_parts(one: set[str], other: set[str]) -> set[str]:
    """Words of both, also where one is a part of the other: Dutch writes compounds as one word."""
    return (one & other) | _parts(one, other) | _parts(other, one)


def _parts(short: set[str], long: set[str]) -> set[str]:
    parts = [word for word in short if len(word) >= SHORTEST_PART]
    return {part for part in parts if any(whole.startswith(part) or whole.endswith(part) for whole in long)}


def _as_written(stem: str, written: list[str]) -> str:
    """The word that begins most like the stem: "boodschapp" → "boodschappen", "brod" → "broden"."""
    likeness = {word: _common_beginning(word, stem) for word in written if word[:2] == stem[:2]}
    best = max(likeness, key=lambda word: (likeness[word], -len(word)), default=stem)
    return best if likeness.get(best, 0) > len(stem) // 2 else stem


def _common_beginning(one: str, other: str) -> int:
    """In letters."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


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
