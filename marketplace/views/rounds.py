"""Matching rounds, for coordinators: begin one, look at its plan, mend it, send it."""

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

from communities.interface import local_groups
from marketplace.actions import rounds as verbs
from marketplace.enums import RoundState
from marketplace.facts import facts_of_line, quotes_of
from marketplace.forms.rounds import RoundForm
from marketplace.models import Allocation, MatchingRound
from marketplace.quantities import in_units
from marketplace.rounds.queries import lines_of, outcome_of, unmet_requests
from weconomics.actor import Role
from weconomics.errors import NotFound
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import role_page

LINES_A_PAGE = 50
UNMET_SHOWN = 12
VERBS: dict[str, Callable[..., MatchingRound]] = {
    "again": verbs.replan_round,
    "drop": verbs.drop_round,
    "send": verbs.send_round,
}
LINE_VERBS: dict[str, tuple[Callable[..., Allocation], dict[str, bool]]] = {
    "pin": (verbs.pin_line, {"is_pinned": True}),
    "unpin": (verbs.pin_line, {"is_pinned": False}),
    "take-out": (verbs.take_out_line, {"is_taken_out": True}),
    "put-back": (verbs.take_out_line, {"is_taken_out": False}),
}
SAID = {
    "again": _("The round is planned again."),
    "drop": _("The round was dropped. Nothing was sent."),
    "send": _("The proposals are on their way to both sides."),
}


@role_page(Role.COORDINATOR)
def round_list(request: Any) -> HttpResponse:
    """The rounds so far, and the start of a new one."""
    form = RoundForm(request.POST or None, groups=local_groups())
    if request.method == "POST" and form.is_valid():
        made = verbs.start_round(by=request.actor, **form.cleaned_data)
        return redirect("marketplace:round", request.community.slug, made.public_id)
    rows = MatchingRound.objects.select_related("local_group", "made_by")
    return render(request, "marketplace/round_list.html", {"form": form, "page_obj": page_of(request, rows)})


@role_page(Role.COORDINATOR)
def round_detail(request: Any, public_id: UUID) -> HttpResponse:
    """The plan: who gives how much to whom and why, what it gains, and what stays unmet."""
    found = get_or_refuse(MatchingRound.objects.select_related("local_group"), public_id)
    page = page_of(request, lines_of(found), LINES_A_PAGE)
    line: Any
    for line, quote in zip(page, quotes_of([line.deal or facts_of_line(line) for line in page]), strict=True):
        line.quote = quote
    about = {
        "round": found,
        "page_obj": page,
        "figures": found.figures,
        "more": _more_of(found),
        "share": _share_of_bound(found),
        "outcome": outcome_of(found) if found.state == RoundState.SENT else None,
        "unmet": unmet_requests(found, at=timezone.now())[:UNMET_SHOWN]
        if found.state == RoundState.READY
        else [],
        "is_waiting": found.state == RoundState.PLANNING,
    }
    template = (
        "marketplace/_round_waiting.html"
        if request.htmx and about["is_waiting"]
        else "marketplace/round_detail.html"
    )
    return render(request, template, about)


def _more_of(found: MatchingRound) -> list[str]:
    """What the plan meets above first come, first served: `3 hours`."""
    gain = found.figures.get("gain", {}).get("by_unit", {})
    return [in_units(Decimal(quantity), unit) for unit, quantity in gain.items()]


def _share_of_bound(found: MatchingRound) -> str:
    """How near the plan comes to what no plan can pass: `98%`."""
    return f"{100 * found.plan_points // found.bound_points}%" if found.bound_points else "100%"


@require_POST
@role_page(Role.COORDINATOR)
def round_verb(request: Any, public_id: UUID, verb: str) -> HttpResponse:
    """again, drop or send."""
    if verb not in VERBS:
        raise NotFound
    found = get_or_refuse(MatchingRound.objects.all(), public_id)
    VERBS[verb](round_=found, by=request.actor)
    messages.success(request, SAID[verb])
    return redirect("marketplace:round", request.community.slug, public_id)


@require_POST
@role_page(Role.COORDINATOR)
def round_line(request: Any, public_id: UUID, line_id: UUID, verb: str) -> HttpResponse:
    """pin, unpin, take-out or put-back."""
    if verb not in LINE_VERBS:
        raise NotFound
    found = get_or_refuse(MatchingRound.objects.all(), public_id)
    line = get_or_refuse(Allocation.objects.filter(round=found).select_related("round"), line_id)
    act, about = LINE_VERBS[verb]
    act(line=line, by=request.actor, **about)
    return redirect("marketplace:round", request.community.slug, public_id)
