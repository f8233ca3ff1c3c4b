"""Group orders: the list, the page of one, and the form to open one on an offer."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.interface import Quote
from communities.interface import PartyRef, local_groups, parties_of, party_cards
from marketplace.actions import group_orders as verbs
from marketplace.enums import GroupOrderState
from marketplace.facts import facts_of_listing, quotes_of
from marketplace.forms import ReasonForm
from marketplace.forms.group_orders import GroupOrderForm, JoinForm, SupplyForm
from marketplace.group_orders import queries
from marketplace.group_orders.progress import Progress, progress_of, steps_of
from marketplace.group_orders.rules import (
    may_cancel_group_order,
    may_open_group_order,
    may_see_lines,
    organises,
)
from marketplace.group_orders.sharing import price_at, step_of
from marketplace.models import GroupOrder, GroupOrderLine
from marketplace.views.answering import say_what_is_wrong, written
from marketplace.views.listings import visible_listing
from marketplace.views.previews import is_preview, preview_of_join, with_preview
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.web.forms import Form, refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, public_page

ORDERS_A_PAGE = 20
PAGE = "marketplace:group_order"


@public_page
def group_order_list(request: Any) -> HttpResponse:
    """What runs now, the first to close on top; or what was decided."""
    seen = queries.group_orders_visible_to(request.actor)
    show = "ended" if request.GET.get("show") == "ended" else "open"
    page = page_of(
        request, queries.decided(seen) if show == "ended" else queries.open_first(seen), ORDERS_A_PAGE
    )
    mine = {line.group_order_id for line in queries.lines_of_actor(request.actor)}
    rows = [(order, progress_of(order), order.pk in mine) for order in page]
    return _render(request, "group_order_list", {"page_obj": page, "rows": rows, "show": show})


@public_page
def group_order(request: Any, public_id: UUID) -> HttpResponse:
    """How far it is, what one pays now, and the form to take part; afterwards who got how much."""
    found = _visible(request, public_id)
    lines = list(queries.lines_in(found).select_related("deal"))
    mine = [line for line in lines if request.actor.may_act_for(line.ref.kind, line.ref.id)]
    form = _join_form(request, found, mine)
    if request.method == "POST" and not is_preview(request) and form is not None and form.is_valid():
        try:
            return _join(request, found, form)
        except DomainError as error:
            refuse(form, error)
    quote = (
        preview_of_join(form, found.offer, lambda wanted: _price_with(found, mine, wanted)) if form else None
    )
    about = _about(request, found, lines, mine) | {"form": form, "quote": quote}
    return _render(request, "group_order_detail", about)


@member_page
def group_order_open(request: Any, public_id: UUID) -> HttpResponse:
    """Open a group order on an offer of one's own."""
    offer = visible_listing(request, public_id)
    if not may_open_group_order(offer, by=request.actor):
        raise NotAllowed(_("Only whose offer it is opens a group order on it."))
    form = GroupOrderForm(request.POST or None, offer=offer, groups=local_groups())

    def write() -> GroupOrder:
        return verbs.open_group_order(offer=offer, terms=form.terms(), by=request.actor)

    said = _("The group order is open. Tell your neighbours.")
    return written(request, form, write, said=said, page=PAGE) or _render(
        request, "group_order_form", {"form": form, "offer": offer}
    )


@member_page
def group_order_change(request: Any, public_id: UUID) -> HttpResponse:
    """Other terms, as long as nobody takes part."""
    found = _visible(request, public_id)
    if not organises(found, by=request.actor):
        raise NotAllowed(_("Only who organises this group order does this."))
    form = GroupOrderForm(request.POST or None, offer=found.offer, groups=local_groups(), order=found)

    def write() -> GroupOrder:
        return verbs.change_group_order(order=found, terms=form.terms(), by=request.actor)

    about = {"form": form, "offer": found.offer, "order": found}
    made = written(request, form, write, said=_("Saved."), page=PAGE)
    return made or _render(request, "group_order_form", about)


@require_POST
@member_page
def group_order_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """leave, decide, cancel or supply."""
    if verb not in VERBS:
        raise NotFound
    found = _visible(request, public_id)
    form_class, act = VERBS[verb]
    form = form_class(request.POST)
    if form.is_valid():
        messages.success(request, act(request, found, form.cleaned_data))
    else:
        say_what_is_wrong(request, form)
    return redirect("marketplace:group_order", request.community.slug, public_id)


def _leave(request: Any, found: GroupOrder, values: dict[str, Any]) -> str:
    for line in queries.lines_of_actor(request.actor).filter(group_order=found):
        if request.POST.get("line") in (None, str(line.public_id)):
            verbs.leave_group_order(order=found, party=line.ref, by=request.actor)
    return _("You stepped out. Nothing is kept aside for you any more.")


def _decide(request: Any, found: GroupOrder, values: dict[str, Any]) -> str:
    decided = verbs.decide_group_order(order=found, by=request.actor)
    if decided.state == GroupOrderState.CONFIRMED:
        return _("It is confirmed. Everybody has a deal and hears of it.")
    return _("It did not come about. Everybody hears of it.")


def _cancel(request: Any, found: GroupOrder, values: dict[str, Any]) -> str:
    verbs.cancel_group_order(order=found, by=request.actor, **values)
    return _("It is called off. Everybody who took part hears why.")


def _supply(request: Any, found: GroupOrder, values: dict[str, Any]) -> str:
    verbs.say_supply(order=found, by=request.actor, **values)
    return _("Saved. What there is, is shared out when the group order closes.")


VERBS: dict[str, tuple[type[Form], Callable[..., str]]] = {
    "leave": (Form, _leave),
    "decide": (Form, _decide),
    "cancel": (ReasonForm, _cancel),
    "supply": (SupplyForm, _supply),
}


def _visible(request: Any, public_id: UUID) -> Any:
    return get_or_refuse(queries.group_orders_visible_to(request.actor), public_id)


def _join_form(request: Any, found: GroupOrder, mine: list[GroupOrderLine]) -> JoinForm | None:
    """None for who cannot take part: a visitor, the provider, or anybody once it is closed."""
    if found.state != GroupOrderState.OPEN or timezone.now() >= found.closes_at:
        return None
    parties = [card for card in parties_of(request.actor) if card.ref != found.offer.owner_ref]
    if not parties:
        return None
    line = mine[0] if len(mine) == 1 and len(parties) == 1 else None
    unit = found.offer.get_unit_display()
    return JoinForm(request.POST or None, parties=parties, unit=unit, line=line)


def _join(request: Any, found: GroupOrder, form: JoinForm) -> HttpResponse:
    values = form.cleaned_data
    verbs.join_group_order(
        order=found,
        party=PartyRef.parse(values["party"]),
        wanted=values["wanted"],
        least=values["least"],
        by=request.actor,
    )
    messages.success(request, _("You take part. You hear what becomes of it when it closes."))
    return redirect("marketplace:group_order", request.community.slug, found.public_id)


def _about(
    request: Any, found: Any, lines: list[GroupOrderLine], mine: list[GroupOrderLine]
) -> dict[str, Any]:
    actor, progress = request.actor, progress_of(found)
    shows = may_see_lines(found, by=actor, takes_part=bool(mine))
    refs = [found.offer.owner_ref, *(line.ref for line in lines if shows)]
    cards = party_cards(refs)
    quotes = dict(zip(lines, _quotes_of(found, lines, progress), strict=True))
    shown = [(line, cards[line.ref], quotes[line]) for line in lines] if shows else []
    room = queries.room_in(found, found.offer, at=timezone.now())
    return {
        "order": found,
        "offer": found.offer,
        "progress": progress,
        "steps": found.steps.all(),
        "lines": shown,
        "provider": cards[found.offer.owner_ref],
        "mine": [(line, quotes[line]) for line in mine],
        "is_organiser": organises(found, by=actor),
        "may_cancel": may_cancel_group_order(found, by=actor),
        "is_full": room is not None and room < step_of(found.offer.unit),
        "room": room,
        "is_closed": timezone.now() >= found.closes_at,
        "supply_form": SupplyForm(),
        "cancel_form": ReasonForm(),
    }


def _quotes_of(found: GroupOrder, lines: list[GroupOrderLine], progress: Progress) -> list[Quote | None]:
    """What each line costs both sides: as its deal has it, or at the price of now."""
    price = progress.price_minor
    return quotes_of(
        [
            line.deal or facts_of_listing(found.offer, line.ref, line.wanted, int(line.wanted * price))
            for line in lines
        ]
    )


def _price_with(found: Any, mine: list[GroupOrderLine], wanted: Decimal) -> int:
    """What one costs when the member's own part becomes this much."""
    others = found.wanted_total - (mine[0].wanted if len(mine) == 1 else 0)
    return price_at(steps_of(found.steps.all()), others + wanted).price_minor


def _render(request: Any, name: str, about: dict[str, Any]) -> HttpResponse:
    """Moments as the clocks of the community say them."""
    with timezone.override(ZoneInfo(request.community.time_zone)):
        return with_preview(request, f"marketplace/{name}.html", about)
