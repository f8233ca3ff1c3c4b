"""Finding listings: words in Dutch and English, category, distance, kind and price."""

import math
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    FloatField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from marketplace.enums import WITHOUT_MONEY
from marketplace.finding.answers import Answer, answered
from marketplace.finding.asking import HasWords, exact_query, rank, wide_query
from marketplace.finding.understanding import Wanted, understand
from marketplace.geometry import EARTH_RADIUS_KM, KM_PER_DEGREE, km_between
from marketplace.language import looked_for
from marketplace.models import Category, Listing
from marketplace.queries import rows_of

__all__ = ["Cards", "Filters", "Near", "find", "km_between", "km_to", "ordered", "with_words", "within"]


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many kilometres of a point."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for. Empty means: no matter. Amounts in minor units."""

    words: str = ""
    side: str = ""
    category: Category | None = None
    kind: str = ""
    near: Near | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    without_money: bool = False
    exactly: bool = False  # the words as they were typed, and nothing else
    answers: tuple[Answer, ...] = ()  # to the category's own questions
    wanted: Wanted | None = None  # what the words mean here, when the caller asked that already


def find(listings: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    """The listings that pass every filter; with words, annotated with `rank`, with a place, with `km`."""
    if filters.side:
        listings = listings.filter(side=filters.side)
    if filters.category:
        listings = listings.filter(Q(category=filters.category) | Q(category__parent=filters.category))
    if filters.kind:
        listings = listings.filter(kind=filters.kind)
    if filters.without_money:
        listings = listings.filter(price_type__in=WITHOUT_MONEY)
    if filters.least_minor is not None:
        listings = listings.filter(price_minor__gte=filters.least_minor)
    if filters.most_minor is not None:
        listings = listings.filter(Q(price_minor__lte=filters.most_minor) | Q(price_type__in=WITHOUT_MONEY))
    if filters.near:
        listings = within(listings, filters.near)
    listings = answered(listings, filters.answers)
    wanted = filters.wanted or understand(filters.words, exactly=filters.exactly)
    return with_words(listings, wanted) if wanted else listings


def with_words(listings: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """All words, each in one of its ways; annotated with `rank`: who says it exactly comes first."""
    exact = exact_query(wanted.needles)
    wide = None if wanted.exactly else wide_query(wanted.needles)
    return listings.filter(HasWords(F("pk"), wide or exact)).annotate(rank=rank(exact, wide))


def within(listings: QuerySet[Listing], near: Near) -> QuerySet[Listing]:
    """Annotated with `km` as the crow flies. A box comes first, so that the sines are few."""
    lat_span = near.km / KM_PER_DEGREE
    lon_span = lat_span / max(math.cos(math.radians(near.lat)), 0.01)
    box = Q(lat__range=(near.lat - lat_span, near.lat + lat_span))
    box &= Q(lon__range=(near.lon - lon_span, near.lon + lon_span))
    return listings.filter(box).annotate(km=km_to(near.lat, near.lon)).filter(km__lte=near.km)


def km_to(lat: float, lon: float) -> Combinable:
    """Great-circle distance in kilometres; the cosine is held within its bounds against rounding."""
    here, there = Radians(Value(lat, output_field=FloatField())), Radians(F("lat"))
    cosine = Cos(here) * Cos(there) * Cos(Radians(F("lon")) - Radians(Value(lon, output_field=FloatField())))
    cosine += Sin(here) * Sin(there)
    return Value(EARTH_RADIUS_KM, output_field=FloatField()) * ACos(
        Least(Greatest(cosine, Value(-1.0)), Value(1.0))
    )


FREE_FIRST = Case(
    When(price_type__in=WITHOUT_MONEY, then=Value(0)),
    default=F("price_minor"),
    output_field=BigIntegerField(),
)
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": ("-published_at", "-id"),
    "price": (FREE_FIRST.asc(nulls_last=True), "-id"),  # what is to be agreed has no price yet
    "near": ("km", "-id"),
    "best": ("-rank", "-id"),
}


def ordered(listings: QuerySet[Listing], order: str, filters: Filters) -> QuerySet[Listing]:
    """By what was asked, where it can be: the best words only with words, the nearest only with a place."""
    possible = (
        {"newest", "price"}
        | ({"best"} if looked_for(filters.words) else set())
        | ({"near"} if filters.near else set())
    )
    chosen = order if order in possible else ("best" if "best" in possible else "newest")
    return listings.order_by(*ORDERS[chosen])


class Cards(Paginator):
    """Pages that sort numbers and not rows: what a card shows is joined for the few that are shown."""

    def page(self, number: int | str) -> "Page[Listing]":
        page = super().page(number)
        page.object_list = rows_of(cast("QuerySet[Listing]", page.object_list))
        return page
