"""Chances and threats."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import checks, queries, rules
from governance.actions.context import (
    add_context_item,
    change_context_item,
    rate_context_item,
    remove_context_item,
)
from governance.enums import ContextKind
from governance.forms import ContextItemForm, RatingForm
from governance.models import ContextItem
from governance.ratings import Opinion, opinion
from governance.views.request import CommunityRequest, to
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import member_page


@dataclass(frozen=True)
class ItemCard:
    """An item with my rating, and those of all once I gave mine."""

    item: ContextItem
    form: RatingForm
    is_mine: bool
    is_rated: bool
    impact: Opinion | None
    likelihood: Opinion | None

    @property
    def weight(self) -> float:
        """Impact times likelihood, 0 to 25: what weighs most comes first."""
        return self.impact.median * self.likelihood.median if self.impact and self.likelihood else 0


@require_safe
@member_page
def context(request: CommunityRequest) -> HttpResponse:
    """What we see around us. Others' items appear after one's own."""
    cards = [
        _card(item, request.actor.membership_id) for item in queries.context_items_visible_to(request.actor)
    ]
    cards.sort(key=lambda card: (card.is_rated, -card.weight, card.item.created_at))
    figures = checks.figures_today()
    about = {
        "columns": [(kind, [card for card in cards if card.item.kind == kind]) for kind in ContextKind],
        "is_hidden": request.actor.is_member and not queries.has_contributed(request.actor.membership_id),
        "figures": figures,
        "percent": checks.contributed_percent(figures),
        "form": ContextItemForm(),
    }
    return render(request, "governance/context_list.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def context_new(request: CommunityRequest) -> HttpResponse:
    """Write down a chance or a threat."""
    if not rules.may_contribute(by=request.actor):
        raise NotAllowed
    form = ContextItemForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        add_context_item(**form.cleaned_data, by=request.actor)
        messages.success(request, _("Thank you. Add another one, or weigh those of the others."))
        return to(request, "context")
    return render(request, "governance/context_form.html", {"form": form, "item": None})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def context_edit(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Better words for one's own item."""
    item = get_or_refuse(queries.context_items(), public_id)
    if not rules.may_change_item(item, by=request.actor):
        raise NotAllowed
    words = ("kind", "title", "theme", "description", "evidence_url")
    form = ContextItemForm(request.POST or None, initial={name: getattr(item, name) for name in words})
    if request.method == "POST" and form.is_valid():
        try:
            change_context_item(item=item, **form.cleaned_data, by=request.actor)
            return to(request, "context")
        except DomainError as error:
            refuse(form, error)
    return render(request, "governance/context_form.html", {"form": form, "item": item})


@require_POST
@member_page
def context_remove(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    remove_context_item(item=get_or_refuse(queries.context_items(), public_id), by=request.actor)
    messages.success(request, _("It was taken off the list."))
    return to(request, "context")


@require_POST
@member_page
def context_rate(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Weigh one item. htmx gets the card back; without it the page comes again."""
    item = get_or_refuse(queries.context_items_visible_to(request.actor), public_id)
    form = RatingForm(request.POST, item=item)
    is_kept = form.is_valid()
    if is_kept:
        rate_context_item(item=item, **form.cleaned_data, by=request.actor)
        item = get_or_refuse(queries.context_items_visible_to(request.actor), public_id)
    elif not request.htmx:
        messages.error(request, _("Choose two numbers: how much it matters and how likely it is."))
    if not request.htmx:
        return to(request, "context")
    card = _card(item, request.actor.membership_id, None if is_kept else form)
    return render(request, "governance/_context_card.html", {"card": card})


def _card(item: ContextItem, membership_id: int | None, form: RatingForm | None = None) -> ItemCard:
    ratings = list(item.ratings.all())
    mine = next((rating for rating in ratings if rating.membership_id == membership_id), None)
    # Who has no voice sees what the others say; who has one gives it first.
    is_open = mine is not None or membership_id is None
    given = {"impact": mine.impact, "likelihood": mine.likelihood} if mine else None
    return ItemCard(
        item=item,
        form=form or RatingForm(initial=given, item=item),
        is_mine=item.author_id == membership_id,
        is_rated=mine is not None,
        impact=opinion([rating.impact for rating in ratings]) if is_open else None,
        likelihood=opinion([rating.likelihood for rating in ratings]) if is_open else None,
    )
