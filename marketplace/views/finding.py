"""Looking around: the list and the map."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from marketplace import queries
from marketplace.finding.understanding import understand
from marketplace.forms import SearchForm, search_form
from marketplace.forms.finding import OWN
from marketplace.models import Listing
from marketplace.searching import Cards, Filters, find, ordered
from weconomics.money import format_money
from weconomics.web.views import public_page

CARDS_A_PAGE = 24
MOST_PINS = 500


@public_page
def listing_list(request: Any) -> HttpResponse:
    """Offers and requests as cards or on a map; the address bar holds every filter."""
    form = search_form(request.GET)
    filters = _understood(form, request)
    found = ordered(
        find(queries.listings_visible_to(request.actor), filters), request.GET.get("sort", ""), filters
    )
    page = Cards(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
    query = _query(request.GET, without=("page", "view"))
    about = {
        "form": form,
        "page_obj": page,
        "chips": chips_of(form, request.GET),
        "forgiven": filters.wanted.forgiven if filters.wanted else [],
        "exactly_url": f"?{query}&exact=on",
        "on_map": request.GET.get("view") == "map",
        "points_url": f"{reverse('marketplace:points', args=[request.community.slug])}?{query}",
        "query": query,
    }
    return render(request, "marketplace/listing_list.html", about)


@public_page
def points(request: Any) -> JsonResponse:
    """The pins of the same search. Never nearer than the local group or a point rounded to a kilometre."""
    filters = _understood(search_form(request.GET), request)
    found = find(queries.listings_visible_to(request.actor), filters).exclude(lat=None)
    slug = request.community.slug
    return JsonResponse(
        {"points": [_point(listing, slug) for listing in found.order_by("-published_at")[:MOST_PINS]]}
    )


def _understood(form: SearchForm, request: Any) -> Filters:
    """The words as this community means them. A visitor's slip shows no word that is for members."""
    filters = form.filters()
    wanted = understand(filters.words, exactly=filters.exactly, only_public=not request.actor.is_member)
    return replace(filters, wanted=wanted)


def chips_of(form: SearchForm, query: QueryDict) -> list[dict[str, str]]:
    """Each filter that counts, in words, with the address without it."""
    return [
        {
            "label": str(form.fields[name].label),
            "value": _in_words(form, name, value),
            "url": f"?{_query(query, without=(name, 'page'))}",
        }
        for name, value in form.cleaned_data.items()
        if value not in (None, "", False, []) and name not in ("sort", "km") and name in query
    ]


def _in_words(form: SearchForm, name: str, value: Any) -> str:
    """Empty for what its label says already."""
    if value is True:
        return ""
    if name in ("least", "most"):
        return format_money(value, "EUR")
    if name == "category":
        return str(value)
    choices = dict(getattr(form.fields[name], "choices", []))
    given = value if isinstance(value, list) else [value]
    words = ", ".join(str(choices.get(str(one), one)) for one in given)
    return f"{form.fields[name].label}: {words}" if name.startswith(OWN) else words


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
