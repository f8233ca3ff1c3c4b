"""Looking around: the list and the map."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import queries
from marketplace.finding.understanding import understand
from marketplace.forms import SearchForm, search_form
from marketplace.forms.finding import OWN
from marketplace.models import Listing
from marketplace.searching import Cards, Filters, find, ordered
from weconomics.money import format_money
from weconomics.web.views import public_page

CARDS_A_PAGE = 24
PLACE = ("near", "at", "km")
MOST_PINS = 500  # more of them are slow on a phone, and nobody can tell them apart


@dataclass(frozen=True, slots=True)
class Pins:
    """How much of what was found is on the map: `placed` of `found` have a place."""

    placed: int
    found: int

    @property
    def shown(self) -> int:
        return min(self.placed, MOST_PINS)

    @property
    def are_too_many(self) -> bool:
        return self.placed > MOST_PINS

    @property
    def without_place(self) -> int:
        return self.found - self.placed


@public_page
def listing_list(request: Any) -> HttpResponse:
    """Offers and requests as cards or on a map; the address bar holds every filter."""
    form = search_form(request.GET)
    filters = _understood(form, request)
    found = ordered(
        find(queries.listings_visible_to(request.actor), filters), request.GET.get("sort", ""), filters
    )
    on_map = request.GET.get("view") == "map"
    page = Cards(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
    query = _query(request.GET, without=("page", "view"))
    about = {
        "form": form,
        "page_obj": page,
        "chips": chips_of(form, request.GET, request.community.currency),
        "forgiven": filters.wanted.forgiven if filters.wanted else [],
        "exactly_url": f"?{query}&exact=on",
        "on_map": on_map,
        "pins": Pins(found.exclude(lat=None).count(), page.paginator.count) if on_map else None,
        "points_url": f"{reverse('marketplace:points', args=[request.community.slug])}?{query}",
        "query": query,
    }
    return render(request, "marketplace/listing_list.html", about)


@public_page
def points(request: Any) -> JsonResponse:
    """The pins of the same search. Never nearer than the local group or a point rounded to a kilometre."""
    filters = _understood(search_form(request.GET), request)
    found = find(queries.listings_visible_to(request.actor), filters).exclude(lat=None)
    nearest_or_newest = ordered(found, "near" if filters.near else "newest", filters)[:MOST_PINS]
    near, slug = filters.near, request.community.slug
    return JsonResponse(
        {
            "points": [_point(listing, slug) for listing in nearest_or_newest],
            "around": asdict(near) if near else None,
        }
    )


def _understood(form: SearchForm, request: Any) -> Filters:
    """The words as this community means them. A visitor's slip shows no word that is for members."""
    filters = form.filters()
    wanted = understand(filters.words, exactly=filters.exactly, only_public=not request.actor.is_member)
    return replace(filters, wanted=wanted)


def chips_of(form: SearchForm, query: QueryDict, currency: str) -> list[dict[str, str]]:
    """Each filter that counts, in words, with the address without it."""
    return [
        {
            "label": str(form.fields[name].label),
            "value": _in_words(form, name, value, currency),
            "url": f"?{_query(query, without=(*(PLACE if name == 'near' else (name,)), 'page'))}",
        }
        for name, value in form.cleaned_data.items()
        if value not in (None, "", False, []) and name not in ("sort", "km", "at") and name in query
    ]


def _in_words(form: SearchForm, name: str, value: Any, currency: str) -> str:
    """Empty for what its label says already."""
    if value is True:
        return ""
    if name in ("least", "most"):
        return format_money(value, currency)
    if name == "category":
        return str(value)
    if name == "near":
        return _near_in_words(form, value)
    choices = dict(getattr(form.fields[name], "choices", []))
    given = value if isinstance(value, list) else [value]
    words = ", ".join(str(choices.get(str(one), one)) for one in given)
    return f"{form.fields[name].label}: {words}" if name.startswith(OWN) else words


def _near_in_words(form: SearchForm, value: str) -> str:
    near = form.around()
    place = str(dict(form.fields["near"].choices)[value])  # type: ignore[attr-defined]
    return _("%(place)s, within %(km)g km") % {"place": place, "km": near.km} if near else place


def _query(query: QueryDict, *, without: tuple[str, ...]) -> str:
    rest = query.copy()
    for name in without:
        rest.pop(name, None)
    return rest.urlencode()


def _point(listing: Listing, slug: str) -> dict[str, Any]:
    return {
        "lat": listing.lat,
        "lon": listing.lon,
        "title": listing.title,
        "kind": listing.side,
        "detail": f"{listing.get_side_display()} · {listing.place}",
        "url": reverse("marketplace:listing", args=[slug, listing.public_id]),
    }
