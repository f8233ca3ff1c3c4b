"""One offer or request: looking at it, writing it, ending it; and bringing in many at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.interface import local_groups, parties_of, party_card
from marketplace import importing, queries, rules
from marketplace.actions import listings as verbs
from marketplace.availability.queries import pattern_of
from marketplace.availability.showing import shown
from marketplace.enums import Language, ListingState, Side
from marketplace.forms import ImportForm, ListingForm, initial_of
from marketplace.holding import left_of, with_held
from marketplace.listing_words import facts_of, rights_in_words
from marketplace.models import Listing
from marketplace.settings import market_settings
from marketplace.translating import languages_for, words_for
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.registry import gates
from weconomics.web.forms import refuse
from weconomics.web.views import member_page, public_page

MATCHES_SHOWN = 6
VERBS: dict[str, Callable[..., Listing]] = {
    "publish": verbs.publish_listing,
    "pause": verbs.pause_listing,
    "close": verbs.close_listing,
    "renew": verbs.renew_listing,
}


@public_page
def listing(request: Any, public_id: UUID) -> HttpResponse:
    found = visible_listing(request, public_id)
    owner = party_card(found.owner_ref)
    is_mine = rules.may_change_listing(found, by=request.actor)
    left = left_of(found)
    terms = market_settings()
    about = {
        "listing": found,
        "owner": owner,
        "left": left,
        "is_mine": is_mine,
        "may_take_down": rules.may_take_down_listing(found, by=request.actor),
        "matches": queries.matches_of(found)[:MATCHES_SHOWN] if is_mine else [],
        "is_open": found.is_published and (left is None or left > 0),
        "hours": shown(pattern_of(found), ZoneInfo(request.community.time_zone), timezone.now()),
        "photos": found.photos.filter(hidden_at=None),
        **_in_words(request, found),
        "facts": facts_of(found, usual_cancellation=terms.cancellation),
        "rights": rights_in_words(found, is_trader=owner.is_trader, withdrawal_days=terms.withdrawal_days),
    }
    return render(request, "marketplace/listing_detail.html", about)


def _in_words(request: Any, found: Listing) -> dict[str, Any]:
    """Title and text in the reader's language, or as they were written where the reader asks for that."""
    translations = list(found.translations.all())
    reads = found.language if "original" in request.GET else (get_language() or "")[:2]
    others = languages_for(found, request.community.languages)
    return {
        "words": words_for(found, reads, translations),
        "has_translation": any(one.language == (get_language() or "")[:2] for one in translations),
        "other_languages": [(code, Language(code).label) for code in others],
    }


@member_page
def my_listings(request: Any) -> HttpResponse:
    rows = with_held(queries.listings_of(request.actor)).order_by("state", "-created_at")
    return render(request, "marketplace/my_listings.html", {"listings": rows, "states": ListingState})


@member_page
def listing_new(request: Any, side: str) -> HttpResponse:
    """Post an offer or a request: the button publishes at once, or keeps a draft. `switch` takes what was typed along
    to the other side."""
    if side not in Side.values:
        raise NotFound
    form = _form(request, side)
    if form.is_bound and form.is_valid():
        try:
            made = verbs.draft_listing(
                side=side,
                owner=form.owner_ref(),
                photos=form.cleaned_data["photo"],
                by=request.actor,
                **form.values(),
            )
        except DomainError as error:
            refuse(form, error)
        else:
            return _after_writing(request, made)
    about = {"form": form, "side": side, "closed": _closed_gate(request)}
    return render(request, "marketplace/listing_form.html", about)


@member_page
def listing_edit(request: Any, public_id: UUID) -> HttpResponse:
    found = visible_listing(request, public_id)
    if not rules.may_change_listing(found, by=request.actor):
        raise NotAllowed(_("Only whose listing it is changes it."))
    form = _form(request, found.side, found)
    if form.is_bound and form.is_valid():
        try:
            verbs.change_listing(listing=found, by=request.actor, **form.values())
        except DomainError as error:
            refuse(form, error)
        else:
            return _after_writing(request, found)
    return render(
        request, "marketplace/listing_form.html", {"form": form, "side": found.side, "listing": found}
    )


@require_POST
@member_page
def listing_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """publish, pause, close or renew."""
    if verb not in VERBS:
        raise NotFound
    found = VERBS[verb](listing=visible_listing(request, public_id), by=request.actor)
    if verb == "publish":
        return redirect("marketplace:listing_posted", request.community.slug, public_id)
    messages.success(
        request,
        _("“%(title)s” is now: %(state)s.") % {"title": found.title, "state": found.get_state_display()},
    )
    return redirect("marketplace:listing", request.community.slug, public_id)


@member_page
def listing_import(request: Any) -> HttpResponse:
    """Many offers and requests at once: first a preview with what is wrong, row by row; then all good rows."""
    form = ImportForm(request.POST or None, request.FILES or None, parties=parties_of(request.actor))
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            preview = importing.read(form.cleaned_data["file"].read(importing.LARGEST_BYTES + 1))
            if "apply" in request.POST and preview.good:
                made = importing.apply(preview, owner=form.cleaned_data["owner"], by=request.actor)
                messages.success(
                    request,
                    _("%s drafts are ready. Publish them when they are as you want them.") % len(made),
                )
                return redirect("marketplace:my_listings", request.community.slug)
        except DomainError as error:
            refuse(form, error)
    about = {"form": form, "preview": preview, "columns": importing.COLUMNS}
    return render(request, "marketplace/listing_import.html", about)


def visible_listing(request: Any, public_id: UUID) -> Listing:
    """Raises NotFound for what the actor may not see."""
    found = get_object_or_404(queries.with_what_cards_show(Listing.objects.all()), public_id=public_id)
    if not rules.may_see_listing(found, by=request.actor, group_ids=queries.group_ids_of(request.actor)):
        raise NotFound
    return found


def _form(request: Any, side: str, found: Listing | None = None) -> ListingForm:
    start: dict[str, Any] = initial_of(found) if found else _beginning(request)
    is_sent = request.method == "POST" and "switch" not in request.POST
    form = ListingForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial=start,
        side=side,
        parties=[party_card(found.owner_ref)] if found else parties_of(request.actor),
        groups=local_groups(),
        languages=request.community.languages,
    )
    if found:
        del form.fields["photo"]  # photos have a page of their own
    return form


def _beginning(request: Any) -> dict[str, Any]:
    """The member's own group and language; after a switch, what was typed on the other side."""
    start = {
        "local_group_id": next(iter(queries.group_ids_of(request.actor)), None),
        "language": (get_language() or request.community.default_language)[:2],
    }
    return start | {name: value for name, value in request.POST.items() if value}


def _after_writing(request: Any, made: Listing) -> HttpResponse:
    """Publish when asked. A closed gate keeps the draft and says what is missing."""
    page = "listing"
    if "publish" in request.POST:
        try:
            verbs.publish_listing(listing=made, by=request.actor)
            page = "listing_posted"
        except DomainError as error:
            messages.warning(request, _("It is kept as a draft. %s") % error)
    else:
        messages.success(request, _("Saved."))
    return redirect(f"marketplace:{page}", request.community.slug, made.public_id)


def _closed_gate(request: Any) -> gates.GateClosed | None:
    try:
        gates.require("G2", request.community)
    except gates.GateClosed as closed:
        return closed
    return None
