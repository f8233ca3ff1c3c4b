"""What waits for a coordinator's yes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.actions.looks.deciding import approve_listing, send_back_listing
from marketplace.looks.queries import waiting
from marketplace.models import Listing
from marketplace.settings import market_settings
from weconomics.actor import Role
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import role_page

A_PAGE = 12


@require_GET
@role_page(Role.COORDINATOR)
def approval(request: Any) -> HttpResponse:
    """Longest waiting first, each with all that is needed to decide."""
    rows = page_of(request, waiting(), A_PAGE)
    about = {"page_obj": rows, "is_asked": market_settings().needs_approval}
    return render(request, "marketplace/approval_list.html", about)


@require_POST
@role_page(Role.COORDINATOR)
def approval_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """One of VERBS."""
    if verb not in VERBS:
        raise NotFound
    listing, seen = get_or_refuse(Listing.objects.all(), public_id), _moment(request.POST.get("seen", ""))
    try:
        said = VERBS[verb](request, listing, seen)
        messages.success(request, said % listing.title)
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("marketplace:approval", request.community.slug)


def _approve(request: Any, listing: Listing, seen: datetime | None) -> str:
    approve_listing(listing=listing, by=request.actor, seen=seen)
    return _("“%s” is approved. Its owner hears of it.")


def _send_back(request: Any, listing: Listing, seen: datetime | None) -> str:
    send_back_listing(listing=listing, reason=request.POST.get("reason", ""), by=request.actor, seen=seen)
    return _("“%s” went back to its owner, with your reason.")


VERBS = {"approve": _approve, "send-back": _send_back}


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
