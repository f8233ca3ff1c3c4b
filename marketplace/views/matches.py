"""What fits what I placed, with the reasons; what is put aside, and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace import queries, rules
from marketplace.actions.matches import dismiss_match, restore_match
from marketplace.matching.queries import dismissed_of
from marketplace.models import Match
from weconomics.errors import DomainError, NotFound
from weconomics.web.views import member_page

CARDS_A_PAGE = 24
MOST_DISMISSED = 20


@require_GET
@member_page
def for_you(request: Any) -> HttpResponse:
    """What fits what the member placed, best first, with the reasons."""
    listings = queries.listings_of(request.actor)
    page = Paginator(queries.matches_for(request.actor), CARDS_A_PAGE).get_page(request.GET.get("page"))
    queries.with_sides(page, request.actor)
    about = {
        "page_obj": page,
        "has_listings": listings.exists(),
        "dismissed": dismissed_of(listings)[:MOST_DISMISSED],
    }
    return render(request, "marketplace/match_list.html", about)


@require_POST
@member_page
def match_dismiss(request: Any, public_id: UUID) -> HttpResponse:
    return _answer(request, public_id, dismiss_match, _("Put aside. Below you can suggest it again."))


@require_POST
@member_page
def match_restore(request: Any, public_id: UUID) -> HttpResponse:
    return _answer(request, public_id, restore_match, _("It is suggested again."))


def _answer(request: Any, public_id: UUID, verb: Any, sentence: str) -> HttpResponse:
    """Of others it is not even known that it exists."""
    match = get_object_or_404(
        Match.objects.select_related("offer", "request", "community"), public_id=public_id
    )
    sides = (match.offer, match.request)
    if not any(rules.may_change_listing(listing, by=request.actor) for listing in sides):
        raise NotFound
    try:
        verb(match=match, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, sentence)
    return redirect(reverse("marketplace:for_you", args=[request.community.slug]))
