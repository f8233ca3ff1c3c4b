"""What this app shows on the pages of others."""

from typing import Any

from django.template.loader import render_to_string

from governance import queries, rules, wings
from weconomics.registry import effects

AT_MOST = 3


def open_decisions(request: Any, **_about: object) -> str | None:
    """What the community is deciding on, whether my answer is missing, and the newest decision."""
    actor = request.actor
    takes_part = actor.is_member or actor.leads
    proposals = list(queries.with_progress(queries.live_proposals(), actor)[:AT_MOST]) if takes_part else []
    newest = queries.decisions().first()
    if not (proposals or newest or takes_part):
        return None
    return render_to_string(
        "governance/_panel_decisions.html", {"proposals": proposals, "newest": newest}, request=request
    )


def factor_wings(request: Any, **_about: object) -> str | None:
    """The seven factors at a glance, once one of them was adopted or one takes part."""
    drawn = wings.wings()
    if not (drawn.adopted_count or request.actor.is_member or request.actor.leads):
        return None
    return render_to_string("governance/_panel_wings.html", {"wings": drawn}, request=request)


def decision_on(request: Any, *, change: tuple[str, int] | None = None, **_about: object) -> str | None:
    """The way from a page to the decision on what it shows: the running proposal, else the button that begins one."""
    if change is None or not rules.may_propose(by=request.actor):
        return None
    kind, key = change
    if key not in dict(effects.get(kind).candidates()):
        return None
    running = queries.live_proposals().filter(effect_kind=kind, effect_id=key).first()
    about = {"effect": f"{kind}:{key}", "proposal": running}
    return render_to_string("governance/_panel_change.html", about, request=request)
