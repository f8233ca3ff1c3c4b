"""Looking around: the list, the map, and what fits what I placed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from marketplace import queries
from marketplace.actions.matches import dismiss_match
from marketplace.finding.understanding import understand
from marketplace.forms import SearchForm, search_form
from marketplace.forms.finding import OWN
from marketplace.models import Listing, Match
from marketplace.searching import Cards, Filters, find, ordered
from weconomics.money import format_money
from weconomics.web.views import member_page, public_page

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


@member_page
def for_you(request: Any) -> HttpResponse:
    """What fits what the member placed, best first, with the reasons."""
    mine = {listing.pk for listing in queries.listings_of(request.actor)}
    page = Paginator(queries.matches_for(request.actor), CARDS_A_PAGE).get_page(request.GET.get("page"))
    match: Any
    for match in page:
        match.mine, match.other = (
            (match.offer, match.request) if match.offer_id in mine else (match.request, match.offer)
        )
    return render(request, "marketplace/match_list.html", {"page_obj": page, "has_listings": bool(mine)})


@require_POST
@member_page
def match_dismiss(request: Any, public_id: UUID) -> HttpResponse:
    match = get_object_or_404(Match.objects.select_related("offer", "request"), public_id=public_id)
    dismiss_match(match=match, by=request.actor)
    return redirect("marketplace:for_you", request.community.slug)


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
