"""The page of one proposal, which also comes again with a form that was refused."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance import queries, rules
from governance.actions.decisions import standing_of
from governance.counting import Tally
from governance.enums import ProposalState
from governance.forms import AnswerForm, JudgeForm, WithdrawForm
from governance.models import Decision, Objection, Proposal, Response
from governance.sentences import hindrance_sentence, needed_answers
from governance.views.request import CommunityRequest
from weconomics.errors import DomainError
from weconomics.registry import effects
from weconomics.web.forms import Form


@dataclass(frozen=True)
class ObjectionCard:
    objection: Objection
    may_judge: bool
    form: JudgeForm


def proposal_page(request: CommunityRequest, proposal: Proposal, refused: Form | None = None) -> HttpResponse:
    """`refused` is the form that was sent and not accepted; it keeps what was typed."""
    tally = queries.tally_of(proposal)
    responses = list(queries.responses_to(proposal))
    decision = Decision.objects.filter(proposal=proposal).first()
    about = {
        "proposal": proposal,
        "steps": steps_of(proposal),
        "tally": tally,
        "responses": responses,
        "objections": _objection_cards(request, proposal, refused),
        "texts": list(proposal.texts.select_related("written_by").order_by("-version")),
        "decision": decision,
        "effect_url": _effect_url(proposal),
        **_count(proposal, tally),
        **_my_part(request, proposal, responses, refused),
    }
    return render(request, "governance/proposal_detail.html", about)


def steps_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Written, answered, decided: where this proposal stands."""
    names = [_("Written"), _("Answers"), _("Decided")]
    if proposal.state in (ProposalState.WITHDRAWN, ProposalState.EXPIRED):
        names[2] = proposal.get_state_display()
    reached = 1 if proposal.is_draft else 2 if proposal.is_live else 3
    current = None if reached == 3 else reached - 1
    return [
        {"label": name, "state": "current" if place == current else "done" if place < reached else "todo"}
        for place, name in enumerate(names)
    ]


def _count(proposal: Proposal, tally: Tally) -> dict[str, Any]:
    if not proposal.is_live:
        return {"hindrances": [], "is_decidable": False}
    found = standing_of(proposal, tally, timezone.now())
    needed = needed_answers(proposal, tally)
    return {
        "hindrances": [hindrance_sentence(hindrance, proposal, tally) for hindrance in found],
        "is_decidable": not found,
        "needed": needed,
        "percent": min(100, 100 * tally.answered // needed),
    }


def _my_part(
    request: CommunityRequest, proposal: Proposal, responses: list[Response], refused: Form | None
) -> dict[str, Any]:
    """What this actor may do here."""
    actor = request.actor
    mine = next((row for row in responses if row.elector.membership_id == actor.membership_id), None)
    given = {"kind": mine.kind, "argument": mine.argument} if mine else {}
    answer = AnswerForm(initial={**given, "text_version": proposal.text_version})
    return {
        "mine": mine,
        "may_answer": proposal.is_live and queries.elector_of(proposal, actor.membership_id) is not None,
        "may_edit": proposal.is_draft and rules.may_edit_draft(proposal, by=actor),
        "may_revise": proposal.is_live and rules.may_facilitate(proposal, by=actor),
        "may_conclude": proposal.is_live and rules.may_facilitate(proposal, by=actor),
        "may_withdraw": (proposal.is_live or proposal.is_draft) and rules.may_withdraw(proposal, by=actor),
        "answer_form": refused if isinstance(refused, AnswerForm) else answer,
        "withdraw_form": refused if isinstance(refused, WithdrawForm) else WithdrawForm(),
    }


def _objection_cards(
    request: CommunityRequest, proposal: Proposal, refused: Form | None
) -> list[ObjectionCard]:
    return [
        ObjectionCard(
            objection=row,
            may_judge=row.is_open and proposal.is_live and rules.may_judge(row, proposal, by=request.actor),
            form=_judge_form(row, refused),
        )
        for row in queries.objections_to(proposal)
    ]


def _judge_form(objection: Objection, refused: Form | None) -> JudgeForm:
    if isinstance(refused, JudgeForm) and refused.auto_id == _ids(objection):
        return refused
    return JudgeForm(auto_id=_ids(objection))


def _ids(objection: Objection) -> str:
    return f"objection_{objection.pk}_%s"


def _effect_url(proposal: Proposal) -> str:
    """Where the thing that is decided on can be read; nothing where that is gone."""
    if not proposal.effect_kind or proposal.effect_id is None:
        return ""
    try:
        effect = effects.get(proposal.effect_kind)
        return effect.url(proposal.effect_id) if effect.url else ""
    except (KeyError, DomainError):
        return ""
