"""Proposals: the list, writing one, and its page."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance import queries, rules
from governance.actions.proposals import draft_proposal, edit_proposal_draft, open_proposal
from governance.counting import answers_needed
from governance.enums import ENDED_STATES, ProposalState
from governance.forms import ProposalForm
from governance.forms.proposal import NO_CHANGE
from governance.models import Proposal
from governance.views.proposal_page import proposal_page
from governance.views.request import ROWS_A_PAGE, CommunityRequest, to
from weconomics.errors import DomainError, NotAllowed, NotFound
from weconomics.registry import effects
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page

DRAFT_FIELDS = ("title", "driver", "text", "evaluation", "review_on", "days")


@dataclass(frozen=True)
class ProposalLine:
    """A running proposal in a list, with how far its answers are."""

    proposal: Proposal
    needed: int
    percent: int
    waits_for_me: bool


@require_safe
@member_page
def proposals(request: CommunityRequest) -> HttpResponse:
    """What waits for my answer first, then what else is open, my drafts, and what has ended."""
    visible = queries.with_progress(queries.proposals_visible_to(request.actor), request.actor)
    lines = [_line(row) for row in visible.filter(pk__in=queries.live_proposals()).order_by("closes_at")]
    about = {
        "waiting": [line for line in lines if line.waits_for_me],
        "running": [line for line in lines if not line.waits_for_me],
        "drafts": visible.filter(state=ProposalState.DRAFT),
        "page_obj": page_of(
            request, visible.filter(state__in=ENDED_STATES).prefetch_related("decisions"), ROWS_A_PAGE
        ),
        "rule": queries.consent_rule(),
        "may_propose": rules.may_propose(by=request.actor),
    }
    return render(request, "governance/proposal_list.html", about)


@require_safe
@member_page
def proposal(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """One proposal: what is asked, who answered what, which objections there are and how they were met."""
    return proposal_page(request, find_proposal(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def proposal_new(request: CommunityRequest) -> HttpResponse:
    """Write a proposal. `?effect=kind:id` chooses what it changes; the button `open` asks the members at once."""
    if not rules.may_propose(by=request.actor):
        raise NotAllowed
    form = ProposalForm(request.POST or None, initial=_first_words(request))
    if request.method == "POST" and form.is_valid() and (saved := _write(request, form, None)):
        return to(request, "proposal", saved.public_id)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def proposal_edit(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Go on writing a draft."""
    draft = find_proposal(request, public_id)
    if not (rules.may_edit_draft(draft, by=request.actor) and draft.is_draft):
        raise NotAllowed
    initial = {name: getattr(draft, name) for name in DRAFT_FIELDS}
    initial["effect"] = f"{draft.effect_kind}:{draft.effect_id}" if draft.effect_kind else ""
    form = ProposalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (saved := _write(request, form, draft)):
        return to(request, "proposal", saved.public_id)
    return _form_page(request, form, draft)


def find_proposal(request: CommunityRequest, public_id: UUID) -> Proposal:
    """A proposal the actor may see, or NotFound."""
    found = get_or_refuse(queries.proposals_visible_to(request.actor).select_related("community"), public_id)
    if not rules.may_see(found, by=request.actor):
        raise NotFound
    return found


def _write(request: CommunityRequest, form: ProposalForm, draft: Proposal | None) -> Proposal | None:
    """Save, and open when that button was pressed. A refusal to open keeps the draft and says why."""
    try:
        if draft is None:
            draft = draft_proposal(**form.drafted, by=request.actor)
        else:
            draft = edit_proposal_draft(proposal=draft, by=request.actor, **form.drafted)
    except DomainError as error:
        refuse(form, error)
        return None
    if "open" not in request.POST:
        messages.success(request, _("Saved as a draft. Only you and the domain leader see it."))
        return draft
    return _open(request, draft)


def _open(request: CommunityRequest, draft: Proposal) -> Proposal:
    try:
        draft = open_proposal(proposal=draft, by=request.actor)
        messages.success(request, _("The members were asked for their answer."))
    except DomainError as error:
        messages.error(request, str(error))
        messages.info(request, _("Your proposal was kept as a draft."))
    return draft


def _first_words(request: CommunityRequest) -> dict[str, object]:
    """The change that a link brought along, with a title that says so."""
    first: dict[str, object] = {"days": queries.consent_rule().minimum_days}
    kind, _colon, number = request.GET.get("effect", "").rpartition(":")
    for effect in effects.all_effects():
        labels = {str(key): label for key, label in effect.candidates()} if effect.kind == kind else {}
        if number in labels:
            first |= {"effect": f"{kind}:{number}", "title": f"{effect.label}: {labels[number]}"[:160]}
    return first


def _form_page(request: CommunityRequest, form: ProposalForm, draft: Proposal | None) -> HttpResponse:
    nothing_to_change = form.fields["effect"].choices == [NO_CHANGE]  # type: ignore[attr-defined]
    about = {
        "form": form,
        "draft": draft,
        "rule": queries.consent_rule(),
        "nothing_to_change": nothing_to_change,
    }
    return render(request, "governance/proposal_form.html", about)


def _line(row: Proposal) -> ProposalLine:
    electors, answers = row.elector_count or 0, row.answer_count or 0  # type: ignore[attr-defined]
    needed = answers_needed(electors, quorum_percent=row.quorum_percent, minimum_people=row.minimum_people)
    return ProposalLine(
        proposal=row,
        needed=needed,
        percent=min(100, 100 * answers // needed),
        waits_for_me=row.i_may_answer and row.my_answer is None,  # type: ignore[attr-defined]
    )
