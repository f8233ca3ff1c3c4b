"""The seven factors on one page, and each on its own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import factors as field
from governance import queries, rules
from governance.actions.factors import discard_factor_draft, save_factor_draft, start_factor_draft
from governance.enums import Factor, FactorState
from governance.errors import ContentWrong, DraftChanged
from governance.forms import FactorForm
from governance.models import FactorVersion
from governance.views.request import CommunityRequest, to
from governance.views.showing import shown
from governance.wings import wings
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.registry import panels
from weconomics.web.forms import refuse
from weconomics.web.views import member_page, public_page


@require_safe
@public_page
def factors(request: CommunityRequest) -> HttpResponse:
    """What connects the community: demand side, hinge, supply side."""
    return render(request, "governance/factor_list.html", {"wings": wings()})


@require_safe
@public_page
def factor(request: CommunityRequest, factor: str) -> HttpResponse:
    """What holds now, and for who takes part: what is being written and decided, and what held before."""
    kind = _factor(factor)
    card = next(card for card in wings().cards if card.factor == kind)
    about = {
        "card": card,
        "parts": shown(kind, card.adopted.content) if card.adopted else [],
        "missing": field.missing(kind, card.draft.content) if card.draft else [],
        "proposal": _proposal_about(card.proposed),
        "versions": queries.versions_of(kind) if _takes_part(request) else [],
        "takes_part": _takes_part(request),
        "may_write": rules.may_write_factor(by=request.actor),
        "may_propose": rules.may_propose(by=request.actor),
        "panels": panels.render_all("factor_page", request, factor=kind.value),
    }
    return render(request, "governance/factor_detail.html", about)


@require_safe
@public_page
def factor_version(request: CommunityRequest, factor: str, number: int) -> HttpResponse:
    """One version as it was, or as it is proposed. Visitors see what was decided only."""
    version = _version(factor, number)
    if not (_takes_part(request) or version.decision_id):
        raise NotFound
    kind = Factor(version.factor)
    about = {
        "version": version,
        "about": field.ABOUT[kind],
        "parts": shown(kind, version.content),
        "proposal": _proposal_about(version),
    }
    return render(request, "governance/factor_version.html", about)


@require_POST
@member_page
def factor_start(request: CommunityRequest, factor: str) -> HttpResponse:
    """Begin the next version, or go on with the draft that is there."""
    start_factor_draft(factor=_factor(factor), by=request.actor)
    return to(request, "factor_edit", factor)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def factor_edit(request: CommunityRequest, factor: str) -> HttpResponse:
    """Write in the draft. `add` asks for one row more and saves nothing."""
    if not rules.may_write_factor(by=request.actor):
        raise NotAllowed
    draft = _draft(factor)
    kind = Factor(draft.factor)
    if request.method == "POST" and "add" in request.POST:
        return _edit_page(request, draft, FactorForm.one_row_more(kind, request.POST))
    initial = {"review_on": draft.review_on, "revision": draft.revision}
    form = FactorForm(kind, request.POST or None, content=draft.content, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, draft, form):
        messages.success(request, _("The draft was saved."))
        return to(request, "factor", factor)
    return _edit_page(request, draft, form)


@require_POST
@member_page
def factor_discard(request: CommunityRequest, factor: str) -> HttpResponse:
    """Put the draft away."""
    discard_factor_draft(version=_draft(factor), by=request.actor)
    messages.success(request, _("The draft was put away. You find it among the versions."))
    return to(request, "factor", factor)


def _save(request: CommunityRequest, draft: FactorVersion, form: FactorForm) -> bool:
    try:
        save_factor_draft(
            version=draft,
            content=form.content,
            by=request.actor,
            review_on=form.cleaned_data["review_on"],
            revision=form.cleaned_data["revision"],
        )
    except ContentWrong as error:
        form.show(error.data["problems"])
    except DraftChanged as error:
        # The next save is meant: the person has now read that somebody else saved.
        form.data = {**request.POST.dict(), "revision": error.data["revision"]}
        refuse(form, error)
    except DomainError as error:
        refuse(form, error)
    else:
        return True
    return False


def _edit_page(request: CommunityRequest, draft: FactorVersion, form: FactorForm) -> HttpResponse:
    about = {"draft": draft, "form": form, "about": field.ABOUT[Factor(draft.factor)]}
    return render(request, "governance/factor_form.html", about)


def _factor(name: str) -> Factor:
    try:
        return Factor(name)
    except ValueError:
        raise NotFound from None


def _version(factor: str, number: int) -> FactorVersion:
    version = queries.versions_of(_factor(factor)).filter(number=number).first()
    if version is None:
        raise NotFound
    return version


def _draft(factor: str) -> FactorVersion:
    draft = queries.versions_of(_factor(factor)).filter(state=FactorState.DRAFT).first()
    if draft is None:
        raise NotFound
    return draft


def _proposal_about(version: FactorVersion | None):  # type: ignore[no-untyped-def]
    if version is None:
        return None
    return queries.live_proposal_about("governance.adopt_factor", version.pk)


def _takes_part(request: CommunityRequest) -> bool:
    return request.actor.is_member or request.actor.leads
