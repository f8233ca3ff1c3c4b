"""Laying terms on the table: a first proposal on a listing, and another one on a deal."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.interface import PartyCard, PartyRef, parties_of
from marketplace import queries
from marketplace.actions.deals import ask_for_quote, counter_deal, propose_deal
from marketplace.errors import DealWithSelf, NotOpenForDeals
from marketplace.forms import CounterForm, ProposalForm
from marketplace.holding import left_of
from marketplace.models import Deal, Listing
from marketplace.transitions import steps_for
from marketplace.units import share_a_family
from marketplace.views.deals import visible_deal
from marketplace.views.listings import visible_listing
from marketplace.views.previews import is_preview, preview_of_deal, preview_of_listing, with_preview
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.views import member_page


@member_page
def deal_propose(request: Any, public_id: UUID) -> HttpResponse:
    """Propose a deal on a listing, or ask what it would be. The page shows what each side would pay."""
    listing = visible_listing(request, public_id)
    own = _own_listing(request)
    counterpart = own if own and share_a_family(own.unit, listing.unit) else None
    parties = _parties(request, listing, own)
    left = left_of(listing)
    # Who was typing when the last piece went reads so in the form, with what they typed.
    if request.method == "GET" and (not listing.is_published or left == 0):
        raise NotOpenForDeals
    form = _proposal_form(request, listing, counterpart, parties, left)
    if request.method == "POST" and not is_preview(request) and form.is_valid():
        try:
            return _send(request, listing, counterpart, form)
        except DomainError as error:
            refuse(form, error)
    about = {"listing": listing, "form": form, "own": own, "left": left, "counterpart": counterpart}
    about["quote"] = preview_of_listing(form, listing)
    return with_preview(request, "marketplace/deal_propose.html", about)


@member_page
def deal_counter(request: Any, public_id: UUID) -> HttpResponse:
    """Another proposal on a deal, or the first one on an inquiry."""
    deal = visible_deal(request, public_id)
    steps = {step.name for step in steps_for(deal, by=request.actor, at=timezone.now())}
    if not steps & {"propose", "counter"}:
        raise NotFound
    form = CounterForm(request.POST or None, deal=deal)
    if request.method == "POST" and not is_preview(request) and form.is_valid():
        try:
            return _counter(request, deal, form)
        except DomainError as error:
            refuse(form, error)
    about = {"deal": deal, "form": form, "quote": preview_of_deal(form, deal)}
    return with_preview(request, "marketplace/deal_counter.html", about)


def _parties(request: Any, listing: Listing, own: Listing | None) -> list[PartyCard]:
    parties = [card for card in parties_of(request.actor) if card.ref != listing.owner_ref]
    if own:
        parties = [card for card in parties if card.ref == own.owner_ref]
    if not parties:
        raise DealWithSelf
    return parties


def _own_listing(request: Any) -> Listing | None:
    """The member's own listing that a match named in the address. Where the units do not convert, the deal leaves it."""
    wanted = request.GET.get("with")
    if not wanted:
        return None
    try:
        return queries.listings_of(request.actor).filter(public_id=UUID(wanted)).first()
    except ValueError:
        raise NotFound from None


def _proposal_form(
    request: Any,
    listing: Listing,
    counterpart: Listing | None,
    parties: list[PartyCard],
    left: Decimal | None,
) -> ProposalForm:
    """A request is met as a whole, an offer is tried for one, unless people say otherwise."""
    whole = Decimal(1) if listing.is_offer or left is None else left
    return ProposalForm(
        request.POST or None,
        initial={"quantity": Decimal(f"{whole.normalize():f}")},  # 10, not 1E+1
        parties=parties,
        asks_price=listing.price_of(Decimal(1)) is None,
        may_ask=listing.is_offer,
        is_quote=not listing.is_offer,
        needs_date=any(one.is_per_day for one in (listing, counterpart) if one),
        unit=listing.get_unit_display(),
    )


def _send(request: Any, listing: Listing, counterpart: Listing | None, form: ProposalForm) -> HttpResponse:
    values = form.cleaned_data
    shared = {
        "listing": listing,
        "counterpart": counterpart,
        "party": PartyRef.parse(values["party"]),
        "by": request.actor,
        **{name: values[name] for name in ("quantity", "planned_on", "message")},
    }
    if _asks(listing, form):
        made = ask_for_quote(**shared)
        messages.success(request, _("Your question is sent. You hear when there is a proposal."))
    else:
        made = propose_deal(**shared, price_minor=values.get("price_minor"), **form.terms())
        messages.success(request, _("Your proposal is sent. You hear when there is an answer."))
    return redirect("marketplace:deal", request.community.slug, made.public_id)


def _asks(listing: Listing, form: ProposalForm) -> bool:
    """Of an offer with an open price, without a price: what would it be?"""
    return listing.is_offer and "price_minor" in form.fields and form.cleaned_data["price_minor"] is None


def _counter(request: Any, deal: Deal, form: CounterForm) -> HttpResponse:
    made = counter_deal(deal=deal, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Your proposal is sent. You hear when there is an answer."))
    return redirect("marketplace:deal", request.community.slug, made.public_id)
