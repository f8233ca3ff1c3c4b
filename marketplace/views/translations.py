"""The page on which whose listing it is says it in another language."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions import translations as verbs
from marketplace.enums import Language
from marketplace.forms.translations import TranslationForm
from marketplace.models import Listing
from marketplace.translating import is_old, languages_for, translator
from marketplace.views.listings import visible_listing
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page


@member_page
def listing_translation(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """Beside the original. `draft` asks the machine, `remove` takes the translation out."""
    found = visible_listing(request, public_id)
    if not rules.may_change_listing(found, by=request.actor):
        raise NotAllowed(_("Only whose listing it is changes it."))
    if language not in languages_for(found, request.community.languages):
        raise NotFound
    kept = found.translations.filter(language=language).first()
    start = {"title": kept.title, "text": kept.text} if kept else {}
    is_writing = request.method == "POST" and not {"draft", "remove"} & request.POST.keys()
    form = TranslationForm(request.POST if is_writing else None, initial=start)
    if request.method == "POST" and (not is_writing or form.is_valid()):
        try:
            said = _act(request, found, language, form)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, said)
            return redirect(request.path if "draft" in request.POST else _page_of(request, public_id))
    about = {
        "listing": found,
        "form": form,
        "kept": kept,
        "is_old": kept is not None and is_old(kept, found),
        "target": Language(language).label,
        "has_machine": translator() is not None and (kept is None or kept.is_machine_draft),
    }
    return render(request, "marketplace/listing_translation.html", about)


def _act(request: Any, listing: Listing, language: str, form: TranslationForm) -> str:
    by = request.actor
    if "draft" in request.POST:
        verbs.ask_for_draft(listing=listing, language=language, by=by)
        return _("A draft is being made. Look again in a moment.")
    if "remove" in request.POST:
        verbs.remove_translation(listing=listing, language=language, by=by)
        return _("The translation is taken out.")
    verbs.write_translation(listing=listing, language=language, by=by, **form.cleaned_data)
    return _("Your translation is saved.")


def _page_of(request: Any, public_id: UUID) -> str:
    return reverse("marketplace:listing", args=[request.community.slug, public_id])
