"""Standing deals: mine, the page of one with its next dates, and the form to propose one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from communities.interface import PartyRef, parties_of, party_cards
from marketplace.actions import standing as verbs
from marketplace.cancelling import in_words
from marketplace.enums import ExchangeType, StandingState
from marketplace.errors import DealWithSelf, NotOpenForDeals
from marketplace.facts import facts_of_standing, quote_of_standing, quotes_of
from marketplace.forms import ReasonForm
from marketplace.forms.standing import SkipForm, StandingForm, start_of_deal, start_of_listing
from marketplace.models import Deal, Listing, StandingDeal
from marketplace.settings import market_settings
from marketplace.standing import queries
from marketplace.standing.repeating import today_in
from marketplace.standing.rules import may_answer_standing, may_resume_standing, sides_of_standing
from marketplace.views.answering import say_what_is_wrong, written
from marketplace.views.deals import visible_deal
from marketplace.views.listings import visible_listing
from marketplace.views.previews import preview_of_deal, preview_of_listing, with_preview
from weconomics.errors import NotFound
from weconomics.web.forms import Form
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page

DEALS_SHOWN = 12
WITH_MONEY = (ExchangeType.PAID, ExchangeType.LOAN)
VERBS: dict[str, tuple[Callable[..., Any], type[Form], Any]] = {
    "accept": (verbs.accept_standing_deal, Form, _("It is agreed. Each time becomes a deal by itself.")),
    "decline": (verbs.decline_standing_deal, ReasonForm, _("You said no. The other side hears of it.")),
    "pause": (verbs.pause_standing_deal, ReasonForm, _("It is paused. You resume it when you like.")),
    "resume": (verbs.resume_standing_deal, Form, _("It goes on.")),
    "skip": (verbs.skip_date, SkipForm, _("This time is skipped. The other side hears of it.")),
    "unskip": (verbs.unskip_date, SkipForm, _("This time goes on as usual.")),
    "end": (verbs.end_standing_deal, ReasonForm, _("It has ended. Deals that are made already stay.")),
}


@member_page
def standing_list(request: Any) -> HttpResponse:
    """What runs or waits for an answer, or what has ended."""
    rows = queries.standing_deals_of(request.actor)
    show = "ended" if request.GET.get("show") == "ended" else "running"
    page = page_of(
        request, queries.ended_standing(rows) if show == "ended" else queries.running_standing(rows)
    )
    cards = party_cards([ref for row in page for ref in (row.provider_ref, row.requester_ref)])
    today = today_in(request.community.time_zone, timezone.now())
    quotes = quotes_of([facts_of_standing(row) for row in page])
    shown = [
        _row(row, cards, today, request.actor) | {"quote": quote}
        for row, quote in zip(page, quotes, strict=True)
    ]
    about = {"page_obj": page, "rows": shown, "show": show}
    return render(request, "marketplace/standing_list.html", about)


@member_page
def standing_deal(request: Any, public_id: UUID) -> HttpResponse:
    """What was agreed, the next dates with what can be done about each, and the deals so far."""
    return render(request, "marketplace/standing_detail.html", _about(request, _own(request, public_id)))


@member_page
def standing_propose(request: Any, public_id: UUID) -> HttpResponse:
    """The same each period, of an offer or for a request."""
    listing = visible_listing(request, public_id)
    if request.method == "GET" and not listing.is_published:
        raise NotOpenForDeals
    parties = [card for card in parties_of(request.actor) if card.ref != listing.owner_ref]
    if not parties:
        raise DealWithSelf
    form = _form(request, listing, start_of_listing(listing), listing.price_of(Decimal(1)) is None, parties)

    def write() -> StandingDeal:
        party = PartyRef.parse(form.cleaned_data["party"])
        return verbs.propose_standing_deal(
            listing=listing, party=party, terms=form.arrangement(), by=request.actor
        )

    about = {"form": form, "listing": listing, "cancellation_words": _words_of(listing)}
    about["quote"] = preview_of_listing(form, listing)
    return _proposed(request, form, write) or with_preview(request, "marketplace/standing_form.html", about)


@member_page
def deal_repeat(request: Any, public_id: UUID) -> HttpResponse:
    """The same again each period, asked of the other side of a deal."""
    deal = visible_deal(request, public_id)
    form = _form(request, deal, start_of_deal(deal), deal.exchange_type in WITH_MONEY, [])

    def write() -> StandingDeal:
        return verbs.repeat_deal(deal=deal, terms=form.arrangement(), by=request.actor)

    about = {"form": form, "deal": deal, "cancellation_words": _words_of(deal)}
    about["quote"] = preview_of_deal(form, deal)
    return _proposed(request, form, write) or with_preview(request, "marketplace/standing_form.html", about)


@require_POST
@member_page
def standing_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """One of VERBS."""
    if verb not in VERBS:
        raise NotFound
    found = _own(request, public_id)
    act, form_class, said = VERBS[verb]
    form = form_class(request.POST)
    if form.is_valid():
        act(standing=found, by=request.actor, **form.cleaned_data)
        messages.success(request, said)
    else:
        say_what_is_wrong(request, form)
    return redirect("marketplace:standing_deal", request.community.slug, public_id)


def _own(request: Any, public_id: UUID) -> StandingDeal:
    return get_or_refuse(queries.standing_deals_of(request.actor), public_id)


def _form(
    request: Any, about: Listing | Deal, start: dict[str, Any], asks_price: bool, parties: list[Any]
) -> StandingForm:
    return StandingForm(
        request.POST or None,
        initial=start,
        unit=about.get_unit_display(),
        asks_price=asks_price,
        parties=parties,
    )


def _proposed(request: Any, form: StandingForm, write: Callable[[], StandingDeal]) -> HttpResponse | None:
    said = _("Your proposal is sent. You hear when there is an answer.")
    return written(request, form, write, said=said, page="marketplace:standing_deal")


def _words_of(about: Listing | Deal) -> list[str]:
    """What calling one of the times off costs, where there is a price."""
    if about.exchange_type not in WITH_MONEY:
        return []
    return in_words(about.cancellation or market_settings().cancellation)


def _row(row: StandingDeal, cards: dict[Any, Any], today: Any, actor: Any) -> dict[str, Any]:
    is_provider = "provider" in sides_of_standing(row, actor)
    return {
        "standing": row,
        "is_provider": is_provider,
        "other": cards.get(row.requester_ref if is_provider else row.provider_ref),
        "next_on": queries.next_date_of(row, today) if row.state == StandingState.ACTIVE else None,
        "waits_for_me": row.state == StandingState.PROPOSED and may_answer_standing(row, by=actor),
    }


def _about(request: Any, found: StandingDeal) -> dict[str, Any]:
    actor = request.actor
    cards = party_cards([found.provider_ref, found.requester_ref])
    today = today_in(request.community.time_zone, timezone.now())
    over = found.state in queries.OVER
    return {
        "standing": found,
        "provider": cards[found.provider_ref],
        "requester": cards[found.requester_ref],
        "quote": None if over else quote_of_standing(found),
        "dates": [] if over else queries.coming_dates(found, today),
        "deals": Deal.objects.filter(standing=found).order_by("-standing_on")[:DEALS_SHOWN],
        "is_over": over,
        "may_answer": found.state == StandingState.PROPOSED and may_answer_standing(found, by=actor),
        "may_resume": found.state == StandingState.PAUSED and may_resume_standing(found, by=actor),
        "cancellation_words": in_words(found.cancellation),
        "my_ids": {actor.membership_id, None},
        "reason_form": ReasonForm(),
    }
