"""The types of listings, kept by who runs the market."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.actions import listing_types as verbs
from marketplace.forms.listing_types import ListingTypeForm
from marketplace.listing_types.queries import all_types
from marketplace.models import ListingType
from weconomics.actor import Role
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import role_page

VERBS: dict[str, Callable[..., Any]] = {
    "up": partial(verbs.move_listing_type, up=True),
    "down": partial(verbs.move_listing_type, up=False),
    "retire": partial(verbs.retire_listing_type, is_open=False),
    "reopen": partial(verbs.retire_listing_type, is_open=True),
}


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def listing_types(request: Any) -> HttpResponse:
    """All of them in order; `usual` begins with one for each kind."""
    if request.method == "POST":
        made = verbs.open_usual_types(by=request.actor)
        messages.success(request, _("%s types are ready. Change what does not fit here.") % len(made))
        return redirect("marketplace:listing_types", request.community.slug)
    return render(request, "marketplace/listing_type_list.html", {"types": all_types()})


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def listing_type_new(request: Any) -> HttpResponse:
    form = ListingTypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.open_listing_type(**form.cleaned_data, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            return _back(request, _("Members can choose it now."))
    return render(request, "marketplace/listing_type_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def listing_type(request: Any, public_id: UUID) -> HttpResponse:
    found = get_or_refuse(ListingType.objects.all(), public_id)
    form = ListingTypeForm(
        request.POST or None, initial={name: getattr(found, name) for name in verbs.FIELDS}
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_listing_type(listing_type=found, **form.cleaned_data, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            return _back(request, _("Changed. It counts for what is placed or changed from now on."))
    return render(request, "marketplace/listing_type_form.html", {"form": form, "listing_type": found})


@require_POST
@role_page(Role.COORDINATOR)
def listing_type_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """One of VERBS."""
    if verb not in VERBS:
        raise NotFound
    VERBS[verb](listing_type=get_or_refuse(ListingType.objects.all(), public_id), by=request.actor)
    return redirect("marketplace:listing_types", request.community.slug)


def _back(request: Any, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("marketplace:listing_types", request.community.slug)
