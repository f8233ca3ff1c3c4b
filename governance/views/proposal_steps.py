"""What people do with a proposal: open, answer, meet objections, conclude, take back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance import queries, rules
from governance.actions.decisions import adopt_proposal
from governance.actions.proposals import open_proposal, revise_proposal, withdraw_proposal
from governance.actions.responses import dismiss_objection, respond
from governance.enums import ObjectionState, ResponseKind
from governance.errors import OtherText, WrongProposalState
from governance.forms import AnswerForm, JudgeForm, ReviseForm, WithdrawForm
from governance.models import Proposal
from governance.views.proposal_page import proposal_page
from governance.views.proposals import find_proposal
from governance.views.request import CommunityRequest, to
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import member_page


@require_POST
@member_page
def proposal_open(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Ask the members."""
    proposal = find_proposal(request, public_id)
    try:
        open_proposal(proposal=proposal, by=request.actor)
        messages.success(request, _("The members were asked for their answer."))
    except DomainError as error:
        messages.error(request, str(error))
    return to(request, "proposal", public_id)


@require_POST
@member_page
def proposal_answer(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Give or change one's answer."""
    proposal = find_proposal(request, public_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "kind": ResponseKind(form.cleaned_data["kind"])}
        try:
            respond(proposal=proposal, **given, by=request.actor)
            messages.success(request, _("Your answer was kept. You can change it until the decision."))
            return to(request, "proposal", public_id)
        except OtherText as error:
            # The next answer is for the text that now stands on the page.
            form.data = {**request.POST.dict(), "text_version": proposal.text_version}
            refuse(form, error)
        except DomainError as error:
            refuse(form, error)
    return proposal_page(request, proposal, refused=form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def proposal_revise(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """A new text that meets the objections."""
    proposal = find_proposal(request, public_id)
    if not rules.may_facilitate(proposal, by=request.actor):
        raise NotAllowed
    if not proposal.is_live:
        raise WrongProposalState
    standing = list(queries.objections_to(proposal).filter(state=ObjectionState.OPEN))
    form = ReviseForm(
        request.POST or None, proposal=proposal, objections=standing, initial={"text": proposal.text}
    )
    if request.method == "POST" and form.is_valid() and _revise(request, proposal, form):
        messages.success(request, _("The new text is there. Everybody is asked again."))
        return to(request, "proposal", public_id)
    return render(request, "governance/proposal_revise.html", {"form": form, "proposal": proposal})


@require_POST
@member_page
def objection_judge(request: CommunityRequest, public_id: UUID, objection_id: UUID) -> HttpResponse:
    """Find an objection not valid, with the reason."""
    proposal = find_proposal(request, public_id)
    objection = get_or_refuse(queries.objections_to(proposal), objection_id)
    form = JudgeForm(request.POST, auto_id=f"objection_{objection.pk}_%s")
    if form.is_valid():
        try:
            dismiss_objection(objection=objection, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, _("Your judgement and its reason are in the record."))
            return to(request, "proposal", public_id)
        except DomainError as error:
            refuse(form, error)
    return proposal_page(request, proposal, refused=form)


@require_POST
@member_page
def proposal_conclude(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Adopt: number the decision and make its change."""
    proposal = find_proposal(request, public_id)
    try:
        decision = adopt_proposal(proposal=proposal, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return to(request, "proposal", public_id)
    messages.success(request, _("Decided: %(number)s. Thank you all.") % {"number": decision.number})
    return to(request, "decision", decision.number)


@require_POST
@member_page
def proposal_withdraw(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """Take one's proposal back."""
    proposal = find_proposal(request, public_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_proposal(proposal=proposal, by=request.actor, reason=form.cleaned_data["reason"])
            messages.success(request, _("The proposal was taken back."))
            return to(request, "proposal", public_id)
        except DomainError as error:
            refuse(form, error)
    return proposal_page(request, proposal, refused=form)


def _revise(request: CommunityRequest, proposal: Proposal, form: ReviseForm) -> bool:
    try:
        revise_proposal(
            proposal=proposal,
            text=form.cleaned_data["text"],
            resolutions=form.resolutions,
            effect_id=form.cleaned_data.get("effect_id"),
            by=request.actor,
        )
    except DomainError as error:
        refuse(form, error)
        return False
    return True
