"""Deals: proposing one, its page with the thread, and the inbox."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.interface import PartyCard, PartyRef, parties_of, party_cards
from marketplace import queries, rules
from marketplace.actions import deals as verbs
from marketplace.actions.messages import read_thread, send_message
from marketplace.facts import quote_of, quote_of_listing
from marketplace.forms import MessageForm, ProposalForm, ReasonForm
from marketplace.models import Deal, Listing
from marketplace.views.listings import visible_listing
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page

DEALS_A_PAGE = 25
VERBS: dict[str, Callable[..., Deal]] = {
    "accept": verbs.accept_deal,
    "decline": verbs.decline_deal,
    "deliver": verbs.deliver_deal,
    "confirm": verbs.confirm_deal,
    "cancel": verbs.cancel_deal,
}
NOBODY = 0
WITH_REASON = ("decline", "cancel")


@member_page
def deal_list(request: Any) -> HttpResponse:
    """The inbox: what waits for me first, then what runs, then what has ended."""
    actor = request.actor
    rows: Any = queries.with_unread(queries.deals_of(actor), actor.membership_id or NOBODY)
    show = request.GET.get("show", "running")
    rows = (
        rows.exclude(state__in=["proposed", "agreed", "delivered"])
        if show == "ended"
        else queries.running(rows)
    )
    page = Paginator(rows.order_by("-unread", "-proposed_at"), DEALS_A_PAGE).get_page(request.GET.get("page"))
    cards = party_cards([ref for deal in page for ref in (deal.provider_ref, deal.requester_ref)])
    deal: Any
    for deal in page:
        deal.is_provider = rules.acts_for(deal.provider_ref, by=request.actor)
        deal.other = cards.get(deal.requester_ref if deal.is_provider else deal.provider_ref)
        deal.waits_for_me = deal.state == "proposed" and rules.may_answer(deal, by=request.actor)
    return render(request, "marketplace/deal_list.html", {"page_obj": page, "show": show})


@member_page
def deal(request: Any, public_id: UUID) -> HttpResponse:
    """Where the deal stands, what each side pays, and what both say. Opening it reads the thread."""
    found = _visible(request, public_id)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(deal=found, text=form.cleaned_data["text"], by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("marketplace:deal", request.community.slug, public_id)
    read_thread(deal=found, by=request.actor)
    return render(request, "marketplace/deal_detail.html", _about(request, found) | {"form": form})


@member_page
def deal_propose(request: Any, public_id: UUID) -> HttpResponse:
    """Propose a deal on a listing. Before it is sent, the page shows what each side would pay."""
    listing = visible_listing(request, public_id)
    counterpart = _counterpart(request)
    parties = [card for card in parties_of(request.actor) if card.ref != listing.owner_ref]
    if counterpart:
        parties = [card for card in parties if card.ref == counterpart.owner_ref]
    left = queries.left_of(listing)
    if not parties:
        raise verbs.DealWithSelf
    # Who was typing when the last piece went reads so in the form, with what they typed.
    if request.method == "GET" and (not listing.is_published or left == 0):
        raise verbs.NotOpenForDeals
    form = _proposal_form(request, listing, parties, left)
    quote = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" not in request.POST:
                return _send(request, listing, counterpart, form)
            quote = _quote(listing, form)
        except DomainError as error:
            refuse(form, error)
    about = {
        "listing": listing,
        "form": form,
        "quote": quote,
        "counterpart": counterpart,
        "left": left,
    }
    return render(request, "marketplace/deal_propose.html", about)


@require_POST
@member_page
def deal_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """accept, decline, deliver, confirm or cancel."""
    if verb not in VERBS:
        raise NotFound
    form = ReasonForm(request.POST)
    reason = {"reason": form.cleaned_data["reason"]} if form.is_valid() and verb in WITH_REASON else {}
    if verb == "cancel":
        reason.setdefault("reason", "")
    found = VERBS[verb](deal=_visible(request, public_id), by=request.actor, **reason)
    messages.success(request, _("The deal is now: %s.") % found.get_state_display())
    return redirect("marketplace:deal", request.community.slug, public_id)


def _visible(request: Any, public_id: UUID) -> Deal:
    rows = Deal.objects.select_related("offer", "request", "category", "community")
    found = get_object_or_404(rows, public_id=public_id)
    if not rules.may_see_deal(found, by=request.actor):
        raise NotFound
    return found


def _about(request: Any, found: Deal) -> dict[str, Any]:
    actor = request.actor
    cards = party_cards([found.provider_ref, found.requester_ref])
    return {
        "deal": found,
        "provider": cards[found.provider_ref],
        "requester": cards[found.requester_ref],
        "quote": quote_of(found),
        "steps": found.steps.select_related("by"),
        "thread": queries.messages_of(found),
        "is_provider": rules.acts_for(found.provider_ref, by=actor),
        "may_answer": found.state == "proposed" and rules.may_answer(found, by=actor),
        "may_deliver": found.state == "agreed" and rules.may_deliver(found, by=actor),
        "may_confirm": found.state == "delivered" and rules.may_confirm(found, by=actor),
        "may_cancel": rules.may_cancel(found, by=actor),
        "reason_form": ReasonForm(),
    }


def _counterpart(request: Any) -> Listing | None:
    """The member's own listing that a match named in the address."""
    wanted = request.GET.get("with")
    if not wanted:
        return None
    try:
        return queries.listings_of(request.actor).filter(public_id=UUID(wanted)).first()
    except ValueError:
        raise NotFound from None


def _proposal_form(
    request: Any, listing: Listing, parties: list[PartyCard], left: Decimal | None
) -> ProposalForm:
    """A request is met as a whole, an offer is tried for one, unless people say otherwise."""
    whole = Decimal(1) if listing.is_offer or left is None else left
    return ProposalForm(
        request.POST or None,
        initial={"quantity": Decimal(f"{whole.normalize():f}")},  # 10, not 1E+1
        parties=parties,
        asks_price=listing.price_of(Decimal(1)) is None,
        unit=listing.get_unit_display(),
    )


def _send(request: Any, listing: Listing, counterpart: Listing | None, form: ProposalForm) -> HttpResponse:
    values = form.cleaned_data
    made = verbs.propose_deal(
        listing=listing,
        counterpart=counterpart,
        party=PartyRef.parse(values["party"]),
        quantity=values["quantity"],
        price_minor=values.get("price_minor"),
        planned_on=values["planned_on"],
        message=values["message"],
        by=request.actor,
    )
    messages.success(request, _("Your proposal is sent. You hear when there is an answer."))
    return redirect("marketplace:deal", request.community.slug, made.public_id)


def _quote(listing: Listing, form: ProposalForm) -> Any:
    values = form.cleaned_data
    own = listing.price_of(values["quantity"])
    price = own if own is not None else values.get("price_minor")
    if price is None:
        raise verbs.PriceMissing(data={"field": "price_minor"})
    return quote_of_listing(listing, PartyRef.parse(values["party"]), values["quantity"], price)
