"""The wizard in which a network leader founds a community. What was typed waits in the session."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from communities import queries
from communities.actions.community import found_community, found_domain
from communities.actions.invitation import invite_people
from communities.forms.founding import DomainForm, IdentityForm, PeopleForm
from communities.models import Community, Domain, NetworkLeader
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.tenancy.scope import scope
from weconomics.web.forms import refuse

KEY = "founding"
STEPS = ["domain", "identity", "people"]
TITLES = {
    "domain": gettext_lazy("Purpose and target group"),
    "identity": gettext_lazy("Name and looks"),
    "people": gettext_lazy("People"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Any) -> HttpResponse:
    """Three steps; only the last one changes anything."""
    leaders = queries.network_leaders_of(request.user)
    if not leaders:
        raise NotAllowed(_("Only a network leader founds communities."))
    step = _step(request)
    form = _form(step, request, leaders)
    if request.method == "POST" and form.is_valid():
        request.session[KEY] = {**request.session.get(KEY, {}), step: _plain(form.cleaned_data)}
        if step != STEPS[-1]:
            return redirect(f"{request.path}?step={STEPS[STEPS.index(step) + 1]}")
        if response := _found(request, form):
            return response
    return render(request, "communities/community_found.html", _about(step, form))


def _step(request: Any) -> str:
    """The step asked for, but not past the first one that nobody filled in."""
    filled = request.session.get(KEY, {})
    asked = request.GET.get("step", STEPS[0])
    first_open = next((step for step in STEPS if step not in filled), STEPS[-1])
    if asked not in STEPS or STEPS.index(asked) > STEPS.index(first_open):
        return first_open
    return asked


def _form(step: str, request: Any, leaders: Any) -> forms.Form:
    typed = request.POST if request.method == "POST" else None
    initial = request.session.get(KEY, {}).get(step)
    if step == "domain":
        return DomainForm(typed, initial=initial, network_leaders=leaders)
    if step == "identity":
        return IdentityForm(typed, initial=initial)
    return PeopleForm(typed, initial=initial)


def _plain(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What a session can keep: rows become their ids."""
    return {
        name: value.pk if isinstance(value, Model) else ", ".join(value) if name == "emails" else value
        for name, value in cleaned.items()
    }


def _found(request: Any, form: forms.Form) -> HttpResponse | None:
    typed = request.session[KEY]
    actor = Actor(user_id=request.user.pk)
    try:
        with transaction.atomic():
            community = _make(typed, form.cleaned_data, actor)
    except DomainError as error:
        refuse(form, error)
        return None
    del request.session[KEY]
    messages.success(request, _("%(name)s is founded.") % {"name": community.name})
    return redirect("communities:home", community.slug)


def _make(typed: dict[str, Any], people: dict[str, Any], by: Actor) -> Community:
    leader = NetworkLeader.objects.get(pk=typed["domain"]["network_leader"])
    community = found_community(
        network_leader=leader,
        domain=_domain(typed["domain"], leader, by),
        by=by,
        leader_email=people["leader_email"],
        **typed["identity"],
    )
    others = [address for address in people["emails"] if address != people["leader_email"].lower()]
    if others:
        with scope(community):
            inviter = Actor(by.user_id, community.pk, is_network_leader=True, sees_community=True)
            invite_people(emails=others, message=people["message"], by=inviter)
    return community


def _domain(typed: dict[str, Any], leader: NetworkLeader, by: Actor) -> Domain:
    if typed["domain"]:
        return Domain.objects.get(pk=typed["domain"])
    return found_domain(
        network_leader=leader,
        name=typed["domain_name"],
        slug=typed["domain_slug"],
        purpose=typed["purpose"],
        target_group=typed["target_group"],
        by=by,
    )


def _about(step: str, form: forms.Form) -> dict[str, Any]:
    now = STEPS.index(step)
    states = ["done" if place < now else "current" if place == now else "todo" for place in range(len(STEPS))]
    return {
        "form": form,
        "step": step,
        "title": TITLES[step],
        "steps": [{"label": TITLES[name], "state": state} for name, state in zip(STEPS, states, strict=True)],
        "previous": STEPS[now - 1] if now else "",
        "is_last": step == STEPS[-1],
    }
