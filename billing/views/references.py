"""How an organisation's own books know our documents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from billing import queries
from billing.actions.references import set_references
from billing.document_forms import ReferenceForm
from communities.interface import PartyCard, PartyRef, financed_organisation_ids, party_cards
from weconomics.actor import Actor
from weconomics.errors import NotFound
from weconomics.web.views import member_page


@member_page
def references(request: Any) -> HttpResponse:
    """The organisations whose finances the member does, each with its references."""
    cards = _organisations(request.actor)
    now = queries.references_now(card.ref.id for card in cards)
    rows = [(card, now.get(card.ref.id)) for card in cards]
    return render(request, "billing/references.html", {"rows": rows})


@member_page
def reference_edit(request: Any, public_id: UUID) -> HttpResponse:
    card = next((card for card in _organisations(request.actor) if card.public_id == public_id), None)
    if card is None:
        raise NotFound
    now = queries.references_now([card.ref.id]).get(card.ref.id)
    said = {name: getattr(now, name) for name in ReferenceForm.base_fields} if now else None
    form = ReferenceForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        set_references(organisation_id=card.ref.id, by=request.actor, **form.cleaned_data)
        messages.success(request, _("New documents for %s will say so.") % card.name)
        return redirect("billing:references", request.community.slug)
    return render(request, "billing/reference_form.html", {"form": form, "card": card})


def _organisations(actor: Actor) -> list[PartyCard]:
    refs = [PartyRef("organisation", organisation_id) for organisation_id in financed_organisation_ids(actor)]
    return sorted(party_cards(refs).values(), key=lambda card: card.name)
