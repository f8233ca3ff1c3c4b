"""The searches that I keep, and the address in a letter that ends such letters."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.actions.saved_searches import change_saved_search, delete_saved_search, save_search
from marketplace.finding.silencing import searches_of, silence
from marketplace.forms import SavedSearchForm, search_form
from marketplace.models import SavedSearch
from marketplace.views.finding import chips_of
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page

LONGEST_NAME = 80


@require_safe
@member_page
def saved_list(request: Any) -> HttpResponse:
    return render(request, "marketplace/saved_list.html", {"searches": list(_own(request))})


@require_http_methods(["GET", "POST"])
@member_page
def saved_new(request: Any) -> HttpResponse:
    """Keep the search in the address bar; the form proposes a name from its filters."""
    filters = search_form(request.GET)
    filters.is_valid()
    chips = chips_of(filters, request.GET, request.community.currency)
    form = SavedSearchForm(request.POST or None, initial={"name": _name_of(chips)})
    if request.method == "POST" and form.is_valid():
        try:
            save_search(**form.cleaned_data, query=_kept(request.GET), by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The search is kept."))
            return redirect("marketplace:saved_searches", request.community.slug)
    return render(
        request,
        "marketplace/saved_form.html",
        {"form": form, "chips": chips, "query": request.GET.urlencode()},
    )


@require_http_methods(["GET", "POST"])
@member_page
def saved_edit(request: Any, public_id: UUID) -> HttpResponse:
    saved = get_object_or_404(_own(request), public_id=public_id)
    form = SavedSearchForm(request.POST or None, initial={"name": saved.name, "alert": saved.alert})
    if request.method == "POST" and form.is_valid():
        try:
            change_saved_search(saved=saved, **form.cleaned_data, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The search is changed."))
            return redirect("marketplace:saved_searches", request.community.slug)
    filters = search_form(QueryDict(saved.query))
    filters.is_valid()
    about = {
        "form": form,
        "saved": saved,
        "chips": chips_of(filters, QueryDict(saved.query), request.community.currency),
        "query": saved.query,
    }
    return render(request, "marketplace/saved_form.html", about)


@require_POST
@member_page
def saved_delete(request: Any, public_id: UUID) -> HttpResponse:
    delete_saved_search(saved=get_object_or_404(_own(request), public_id=public_id), by=request.actor)
    messages.success(request, _("The search is deleted."))
    return redirect("marketplace:saved_searches", request.community.slug)


@csrf_exempt  # a mail program presses the button (RFC 8058); the signed address is what lets it
@require_http_methods(["GET", "POST"])
def silence_search(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail programs open every address. The button does."""
    if searches_of(token) is None:
        raise NotFound
    names = silence(token) if request.method == "POST" else None
    return render(request, "marketplace/saved_silence.html", {"names": names})


def _own(request: Any) -> Any:
    rows = SavedSearch.objects.filter(membership_id=request.actor.membership_id)
    return rows.select_related("community")


def _kept(query: QueryDict) -> str:
    """Without the page one stands on, and without what is empty."""
    kept = query.copy()
    for name in list(kept):
        if name in ("page", "view") or not any(kept.getlist(name)):
            kept.pop(name)
    return kept.urlencode()


def _name_of(chips: list[dict[str, str]]) -> str:
    words = " · ".join(chip["value"] or chip["label"] for chip in chips)
    return words[:LONGEST_NAME] or _("Everything new")
