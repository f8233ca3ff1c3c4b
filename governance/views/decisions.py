"""The decision log, and what stands between the community and its next step."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance import queries
from governance.models import Decision
from governance.views.request import ROWS_A_PAGE, CommunityRequest
from weconomics.errors import DomainError, NotFound
from weconomics.registry import effects, gates
from weconomics.web.rows import page_of
from weconomics.web.views import member_page, public_page


@require_safe
@public_page
def decisions(request: CommunityRequest) -> HttpResponse:
    """What was decided, the newest first. `q` looks for words, `year` narrows it down."""
    words = request.GET.get("q", "").strip()[:100]
    rows = queries.decisions_matching(words)
    year = request.GET.get("year", "")
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(year=int(year))
    years = Decision.objects.order_by("-year").values_list("year", flat=True).distinct()
    about = {
        "page_obj": page_of(request, rows, ROWS_A_PAGE),
        "words": words,
        "year": year,
        "years": [str(y) for y in years],
    }
    return render(request, "governance/decision_list.html", about)


@require_safe
@public_page
def decision(request: CommunityRequest, number: str) -> HttpResponse:
    """One decision: what, why, who were asked, which objections were raised and how they were met."""
    found = queries.decision_numbered(number)
    if found is None:
        raise NotFound
    about = {
        "decision": found,
        "effect_url": _effect_url(found),
        "silent": found.electors - found.without_objection - found.with_concern,
        "takes_part": request.actor.is_member or request.actor.leads,
    }
    return render(request, "governance/decision_detail.html", about)


@require_safe
@member_page
def readiness(request: CommunityRequest) -> HttpResponse:
    """The steps of the community: each check, what is missing and where to mend it."""
    states = gates.status(request.community)
    coming = next((state for state in states if not state.reached), None)
    return render(
        request, "governance/readiness.html", {"states": [_step(s, coming) for s in states], "coming": coming}
    )


def _step(state: gates.GateState, coming: gates.GateState | None) -> dict[str, Any]:
    done = sum(line.done for line in state.checks)
    return {
        "gate": state,
        "done": done,
        "total": len(state.checks),
        "percent": 100 * done // len(state.checks) if state.checks else 100,
        "is_coming": state is coming,
    }


def _effect_url(decision: Decision) -> str:
    """Where the thing that was decided on can be read; nothing where that is gone."""
    if not decision.effect_kind or decision.effect_id is None:
        return ""
    try:
        effect = effects.get(decision.effect_kind)
        return effect.url(decision.effect_id) if effect.url else ""
    except (KeyError, DomainError):
        return ""
