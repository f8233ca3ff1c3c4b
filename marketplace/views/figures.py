"""The figures of the market: as tiles, each on a page of its own, as a table to take along, and as a map of what is asked."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.figures.definitions import FEWEST_PEOPLE, FIGURES
from marketplace.figures.exporting import as_csv
from marketplace.figures.rules import may_see_all_figures
from marketplace.figures.series import kept_days, trend_until
from marketplace.figures.showing import (
    Reader,
    leaning_of,
    look_back_of,
    tile_of,
    tiles_of,
    values_of,
    weeks_of,
)
from marketplace.figures.unmet import UnmetPlace, Wanted, by_category, unmet_places
from marketplace.standing.repeating import today_in
from weconomics.errors import NotFound
from weconomics.web.views import member_page

YEARS_EXPORTED = timedelta(days=3 * 366)


@member_page
def figures(request: Any) -> HttpResponse:
    """Every figure now, with its trend and what it was a month ago; where the market leans; what is asked and not met."""
    today, zone, reader = _today(request), _zone(request), reader_of(request)
    trend = trend_until(today, zone)
    places = unmet_places(request.actor, today, zone)
    about = {
        "groups": tiles_of(trend, today, reader),
        "leaning": leaning_of(trend[today], reader),
        "sees_all": reader.sees_all,
        "fewest": FEWEST_PEOPLE,
        "places": [_listed(place, request) for place in places],
        "categories": [_linked(row, None, request) for row in by_category(places)],
        "waiting": sum(place.total for place in places),
        "has_points": any(place.lat is not None for place in places),
    }
    return render(request, "marketplace/figure_list.html", about)


@member_page
def figure(request: Any, code: str) -> HttpResponse:
    """One figure: what it means, its trend as a line and as a table."""
    found = FIGURES.get(code)
    if found is None:
        raise NotFound
    today, reader = _today(request), reader_of(request)
    trend = trend_until(today, _zone(request))
    values = values_of(found, trend, reader)
    about = {
        "tile": tile_of(found, trend, today, reader),
        "figure": found,
        "look_back": look_back_of(found),
        "weeks": [(day, reader.in_words(found, value)) for day, value in weeks_of(values)],
        "first": values[0][0],
        "last": values[-1][0],
        "fewest": FEWEST_PEOPLE,
    }
    return render(request, "marketplace/figure_detail.html", about)


@member_page
def export(request: Any) -> HttpResponse:
    """Every kept day of the last years as a CSV file, as far as the reader may see it."""
    today = _today(request)
    text = as_csv(kept_days(today - YEARS_EXPORTED, today), reader_of(request))
    name = f"{request.community.slug}-{_('figures')}-{today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@member_page
def unmet_points(request: Any) -> JsonResponse:
    """The places of the map. Never nearer than a local group or a part of a town."""
    places = unmet_places(request.actor, _today(request), _zone(request))
    return JsonResponse({"points": [_point(place, request) for place in places if place.lat is not None]})


def reader_of(request: Any) -> Reader:
    return Reader(may_see_all_figures(by=request.actor), request.community.currency)


def _today(request: Any) -> date:
    return today_in(request.community.time_zone, timezone.now())


def _zone(request: Any) -> ZoneInfo:
    return ZoneInfo(request.community.time_zone)


def _listed(place: UnmetPlace, request: Any) -> dict[str, Any]:
    return {
        "name": _name_of(place),
        "total": place.total,
        "wanted": [_linked(row, place, request) for row in place.wanted],
    }


def _linked(row: Wanted, place: UnmetPlace | None, request: Any) -> dict[str, Any]:
    """A category with its number, and the search that shows these requests."""
    asked = {"side": "request", "category": row.category.slug}
    if place and place.group:
        asked |= {"near": str(place.group.public_id)}
    url = f"{reverse('marketplace:listings', args=[request.community.slug])}?{urlencode(asked)}"
    return {"category": row.category, "number": row.number, "url": url}


def _point(place: UnmetPlace, request: Any) -> dict[str, Any]:
    about = {
        "lat": place.lat,
        "lon": place.lon,
        "title": _name_of(place),
        "kind": "request",
        "detail": _in_one_line(place),
        "url": _linked(place.wanted[0], place, request)["url"],
    }
    return {**about, "radius_km": place.group.radius_km} if place.group else about


def _in_one_line(place: UnmetPlace) -> str:
    words = ngettext("%(number)s request waits", "%(number)s requests wait", place.total) % {
        "number": place.total
    }
    return f"{words}: " + ", ".join(f"{row.category} ({row.number})" for row in place.wanted[:3])


def _name_of(place: UnmetPlace) -> str:
    if place.group:
        return place.name
    return _("Around %(place)s") % {"place": place.name} if place.name else _("Without a place")
