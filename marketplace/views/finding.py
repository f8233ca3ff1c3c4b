"""Looking around: the list, the map, and what fits what I placed."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from communities.interface import local_groups
from marketplace import queries
from marketplace.actions.matches import dismiss_match
from marketplace.forms import SearchForm
from marketplace.models import Listing, Match
from marketplace.searching import Cards, Filters, Near, find, ordered
from weconomics.money import format_money
from weconomics.web.views import member_page, public_page

CARDS_A_PAGE = 24
MOST_PINS = 500
DEFAULT_KM = 10.0


@public_page
def listing_list(request: Any) -> HttpResponse:
    """Offers and requests as cards or on a map; the address bar holds every filter."""
    form = SearchForm(request.GET, groups=local_groups())
    filters = _filters(form)
    found = ordered(
        find(queries.listings_visible_to(request.actor), filters), request.GET.get("sort", ""), filters
    )
    page = Cards(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
    query = _query(request.GET, without=("page", "view"))
    about = {
        "form": form,
        "page_obj": page,
        "chips": _chips(form, request.GET),
        "on_map": request.GET.get("view") == "map",
        "points_url": f"{reverse('marketplace:points', args=[request.community.slug])}?{query}",
        "query": query,
    }
    return render(request, "marketplace/listing_list.html", about)


@public_page
def points(request: Any) -> JsonResponse:
    """The pins of the same search. Never nearer than the local group or a point rounded to a kilometre."""
    form = SearchForm(request.GET, groups=local_groups())
    found = find(queries.listings_visible_to(request.actor), _filters(form)).exclude(lat=None)
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


def _filters(form: SearchForm) -> Filters:
    """What is wrong in a filter counts as not filled in; the form says so beside the field."""
    form.is_valid()
    values = form.cleaned_data
    group = next((g for g in form.groups if str(g.public_id) == values.get("near")), None)
    return Filters(
        words=values.get("q") or "",
        side=values.get("side") or "",
        category=values.get("category"),
        kind=values.get("kind") or "",
        near=Near(group.lat, group.lon, values.get("km") or DEFAULT_KM) if group else None,
        least_minor=values.get("least"),
        most_minor=values.get("most"),
        without_money=bool(values.get("free")),
    )


def _chips(form: SearchForm, query: QueryDict) -> list[dict[str, str]]:
    """Each filter that counts, in words, with the address without it."""
    chips = []
    for name, value in form.cleaned_data.items():
        if value in (None, "", False) or name in ("sort", "km") or name not in query:
            continue
        field = form.fields[name]
        words = dict(getattr(field, "choices", [])).get(str(value), value) if name != "category" else value
        shown = format_money(value, "EUR") if name in ("least", "most") else str(words)
        chips.append(
            {
                "label": str(field.label),
                "value": "" if value is True else shown,
                "url": f"?{_query(query, without=(name, 'page'))}",
            }
        )
    return chips


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
