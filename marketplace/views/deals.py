"""Deals: the inbox, the page of one, and the steps that people take on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.interface import party_cards
from marketplace import queries, rules
from marketplace.actions import deals as verbs
from marketplace.agreements import agreement_shown
from marketplace.cancelling import in_words
from marketplace.enums import DealState
from marketplace.errors import TermsChanged
from marketplace.facts import quote_of
from marketplace.forms import DeliveryForm, ReasonForm
from marketplace.models import Deal
from marketplace.transitions import side_of, steps_for
from marketplace.views.answering import say_what_is_wrong
from marketplace.views.deal_steps import choices_for, milestones_of
from marketplace.views.threads import talk_of_deal
from weconomics.errors import NotFound
from weconomics.web.forms import Form
from weconomics.web.views import member_page

DEALS_A_PAGE = 25
NOBODY = 0
VERBS: dict[str, Callable[..., Deal]] = {
    "accept": verbs.accept_deal,
    "decline": verbs.decline_deal,
    "start": verbs.start_deal,
    "deliver": verbs.deliver_deal,
    "confirm": verbs.confirm_deal,
    "cancel": verbs.cancel_deal,
    "report_no_show": verbs.report_no_show,
}
WITH_REASON = ("decline", "cancel", "report_no_show")


@member_page
def deal_list(request: Any) -> HttpResponse:
    """The inbox: what waits for me first, then what runs, then what has ended."""
    actor = request.actor
    mine = queries.deals_of(actor).prefetch_related("disputes")
    rows: Any = queries.with_unread(mine, actor.membership_id or NOBODY)
    show = request.GET.get("show", "running")
    rows = queries.ended(rows) if show == "ended" else queries.running(rows)
    page = Paginator(rows.order_by("-unread", "-proposed_at"), DEALS_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    deal: Any
    for deal in queries.with_others(page, actor):
        names = {step.name for step in steps_for(deal, by=actor, at=now)}
        deal.waits_for_me = bool(names & {"accept", "confirm"}) or (
            deal.state == DealState.INQUIRY and "decline" in names
        )
    return render(request, "marketplace/deal_list.html", {"page_obj": page, "show": show})


@member_page
def deal(request: Any, public_id: UUID) -> HttpResponse:
    """Where the deal stands, what each side pays, and what both say. Opening it reads the thread."""
    found = visible_deal(request, public_id)
    talk = talk_of_deal(request, found)
    if isinstance(talk, HttpResponse):
        return talk
    return render(request, "marketplace/deal_detail.html", _about(request, found) | {"talk": talk})


@require_POST
@member_page
def deal_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """One of VERBS: the step that a button on the deal's page takes."""
    if verb not in VERBS:
        raise NotFound
    found = visible_deal(request, public_id)
    form = _form_of(verb, request, found)
    if not form.is_valid():
        say_what_is_wrong(request, form)
        return redirect("marketplace:deal", request.community.slug, public_id)
    try:
        found = VERBS[verb](deal=found, by=request.actor, **form.cleaned_data, **_version(verb, request))
    except TermsChanged as changed:  # the page shows the terms of now
        messages.error(request, str(changed))
    else:
        messages.success(request, _("The deal is now: %s.") % found.get_state_display())
    return redirect("marketplace:deal", request.community.slug, public_id)


def visible_deal(request: Any, public_id: UUID) -> Deal:
    """The deal for one of its two. Raises NotFound for everybody else."""
    rows = Deal.objects.select_related("offer", "request", "category", "community", "standing")
    found = get_object_or_404(rows, public_id=public_id)
    if not rules.may_see_deal(found, by=request.actor):
        raise NotFound
    return found


def _form_of(verb: str, request: Any, found: Deal) -> Form:
    if verb == "deliver" and "quantity" in request.POST:
        left = found.quantity - verbs.delivered_of(found)
        return DeliveryForm(request.POST, left=left, unit=found.get_unit_display())
    return ReasonForm(request.POST) if verb in WITH_REASON else Form(request.POST)


def _version(verb: str, request: Any) -> dict[str, int]:
    """Of the terms that the page showed: a yes counts for what was read, and without it for nothing."""
    version = request.POST.get("version", "")
    return {"version": int(version) if version.isdecimal() else 0} if verb == "accept" else {}


def _about(request: Any, found: Deal) -> dict[str, Any]:
    actor, now = request.actor, timezone.now()
    cards = party_cards(found.refs)
    versions = list(found.versions.select_related("by"))
    parties = {"provider": cards[found.provider_ref], "requester": cards[found.requester_ref]}
    return {
        "deal": found,
        **parties,
        "agreement": agreement_shown(found, versions[-1], **parties) if versions else None,
        "quote": quote_of(found),
        "steps": found.steps.select_related("by"),
        "milestones": milestones_of(found),
        "versions": versions,
        "terms": versions[-1] if versions else None,
        "deliveries": found.deliveries.all(),
        "side": side_of(found, actor),
        "is_provider": side_of(found, actor) == "provider",
        "choices": choices_for(found, by=actor, at=now),
        "cancellation_words": in_words(found.cancellation) if found.price_minor else [],
    }
