"""Words that mean the same here: who keeps the categories keeps these too."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.actions.synonyms import add_synonym, change_synonym, delete_synonym
from marketplace.finding.examples import effect_of
from marketplace.forms import SynonymForm
from marketplace.models import Synonym
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.forms import refuse
from weconomics.web.rows import page_of
from weconomics.web.views import role_page


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def synonym_list(request: Any) -> HttpResponse:
    """All groups, and the form for a new one; after adding, what it does to a search."""
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_synonym(words=form.cleaned_data["words"], by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Each of these words now finds the others."))
            return redirect("marketplace:synonym", request.community.slug, added.public_id)
    rows = page_of(request, Synonym.objects.select_related("community"))
    return render(request, "marketplace/synonym_list.html", {"form": form, "page_obj": rows})


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def synonym_edit(request: Any, public_id: UUID) -> HttpResponse:
    synonym = get_object_or_404(Synonym, public_id=public_id)
    form = SynonymForm(request.POST or None, initial={"words": ", ".join(synonym.words)})
    if request.method == "POST" and form.is_valid():
        try:
            change_synonym(synonym=synonym, words=form.cleaned_data["words"], by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The words are changed."))
            return redirect("marketplace:synonym", request.community.slug, public_id)
    about = {"form": form, "synonym": synonym, "effects": effect_of(synonym, by=request.actor)}
    return render(request, "marketplace/synonym_form.html", about)


@require_POST
@role_page(Role.COORDINATOR)
def synonym_delete(request: Any, public_id: UUID) -> HttpResponse:
    delete_synonym(synonym=get_object_or_404(Synonym, public_id=public_id), by=request.actor)
    messages.success(request, _("These words find each other no longer."))
    return redirect("marketplace:synonyms", request.community.slug)
