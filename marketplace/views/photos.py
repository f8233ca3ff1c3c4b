"""The pictures of a listing: adding, ordering, describing, taking away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions import photos as verbs
from marketplace.forms.photos import COVER, PhotosForm
from marketplace.models import Listing
from marketplace.views.listings import visible_listing
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page


@member_page
def listing_photos(request: Any, public_id: UUID) -> HttpResponse:
    """Every button keeps what was typed and adds what was chosen; `up`, `cover` and `remove` name a picture."""
    found = visible_listing(request, public_id)
    if not rules.may_change_listing(found, by=request.actor):
        raise NotAllowed(_("Only whose listing it is changes it."))
    form = PhotosForm(
        request.POST or None, request.FILES or None, listing=found, photos=list(found.photos.all())
    )
    if form.is_bound and form.is_valid():
        try:
            _keep(request, found, form)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your photos are saved."))
            return redirect("marketplace:listing_photos", request.community.slug, public_id)
    about = {"listing": found, "form": form, "most": verbs.MOST_PHOTOS}
    return render(request, "marketplace/listing_photos.html", about)


def _keep(request: Any, listing: Listing, form: PhotosForm) -> None:
    by = request.actor
    verbs.describe_photos(listing=listing, cover=form.cover_alt(), alts=form.alts(), by=by)
    if form.cleaned_data["photo"]:
        verbs.add_photos(listing=listing, files=form.cleaned_data["photo"], by=by)
    if "up" in request.POST:
        verbs.move_photo_up(listing=listing, photo_id=_named(request.POST["up"]), by=by)
    if "cover" in request.POST:
        verbs.make_cover(listing=listing, photo_id=_named(request.POST["cover"]), by=by)
    if "remove" in request.POST:
        key = request.POST["remove"]
        verbs.remove_photo(listing=listing, photo_id=None if key == COVER else _named(key), by=by)


def _named(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError as error:
        raise NotFound from error
