"""Where what is asked: open requests that wait, by place and by category. Only those that the reader may see themselves."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, FloatField, Func, Max, QuerySet
from django.db.models.functions import Round

from communities.interface import LocalGroupRef, local_groups
from marketplace.enums import Side
from marketplace.figures.queries import unmet_requests
from marketplace.figures.spans import span_until
from marketplace.models import Category, Listing
from marketplace.queries import listings_visible_to
from weconomics.actor import Actor

CELLS_A_DEGREE = 20  # about five by three kilometres: a part of a town, nobody's street
MOST_PLACES = 60


@dataclass(slots=True)
class Wanted:
    """How many requests of one category wait somewhere."""

    category: Category
    number: int


@dataclass(slots=True)
class UnmetPlace:
    """A local group, or a cell of the map where a listing belongs to none. Without a point it is on no map."""

    name: str
    lat: float | None
    lon: float | None
    group: LocalGroupRef | None = None
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(row.number for row in self.wanted)


def unmet_places(actor: Actor, today: Any, zone: ZoneInfo) -> list[UnmetPlace]:
    """The places with the most requests first, each with its categories. Four queries whatever waits."""
    groups = {group.id: group for group in local_groups()}
    rows = list(_counted(actor, today, zone))
    categories = Category.objects.in_bulk({row["category_id"] for row in rows})
    places: dict[Any, UnmetPlace] = {}
    for row in rows:
        group = groups.get(row["local_group_id"])
        key = group.id if group else (row["cell_lat"], row["cell_lon"])
        place = places.setdefault(key, _place(group, row))
        _add(place, categories[row["category_id"]], row["number"])
    for place in places.values():
        place.wanted.sort(key=lambda row: (-row.number, row.category.slug))
    return sorted(places.values(), key=lambda place: (-place.total, place.name))[:MOST_PLACES]


def by_category(places: list[UnmetPlace]) -> list[Wanted]:
    """The same requests over all places, the most wanted first."""
    found: dict[int, Wanted] = {}
    for row in (row for place in places for row in place.wanted):
        found.setdefault(row.category.pk, Wanted(row.category, 0)).number += row.number
    return sorted(found.values(), key=lambda row: (-row.number, row.category.slug))


def _counted(actor: Actor, today: Any, zone: ZoneInfo) -> QuerySet[Any, Any]:
    seen = listings_visible_to(actor).filter(side=Side.REQUEST, hidden_at=None)
    waiting = unmet_requests(seen, span_until(today, 1, zone)).order_by().values("pk")
    rows = Listing.objects.filter(pk__in=waiting).order_by()
    rows = rows.annotate(cell_lat=_cell("lat"), cell_lon=_cell("lon"))
    grouped = rows.values("local_group_id", "category_id", "cell_lat", "cell_lon")
    return grouped.annotate(number=Count("pk"), name=Max("place"))


def _cell(name: str) -> Func:
    """The middle of the cell: floats of PostgreSQL round to whole numbers only."""
    return Round(F(name) * CELLS_A_DEGREE, output_field=FloatField()) / CELLS_A_DEGREE  # type: ignore[return-value]


def _place(group: LocalGroupRef | None, row: dict[str, Any]) -> UnmetPlace:
    if group:
        return UnmetPlace(group.name, group.lat, group.lon, group)
    return UnmetPlace(row["name"] or "", row["cell_lat"], row["cell_lon"])


def _add(place: UnmetPlace, category: Category, number: int) -> None:
    for row in place.wanted:
        if row.category.pk == category.pk:
            row.number += number
            return
    place.wanted.append(Wanted(category, number))
