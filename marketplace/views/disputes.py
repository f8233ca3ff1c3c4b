"""Disputes: opening one, its page for both sides and for who judges, and the queue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communities.interface import party_cards
from marketplace.actions import disputes as verbs
from marketplace.disputing import queries, rules
from marketplace.disputing.timeline import moments_of
from marketplace.forms.disputes import DecisionForm, DisputeAnswerForm, DisputeForm, EvidenceForm
from marketplace.models import Dispute, DisputeEvidence
from marketplace.settings import market_settings
from marketplace.transitions import check, side_of
from marketplace.views.answering import to_keep
from marketplace.views.deals import visible_deal
from weconomics.actor import Role
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import Form, refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, role_page


@role_page(Role.MODERATOR)
def dispute_list(request: Any) -> HttpResponse:
    """The queue of who judges: what must be decided, the most urgent first; then what was."""
    rows = queries.disputes_to_judge(request.actor)
    show = request.GET.get("show", "open")
    page = page_of(request, queries.ended(rows) if show == "ended" else queries.undecided(rows))
    cards = party_cards([ref for dispute in page for ref in dispute.deal.refs])
    now = timezone.now()
    dispute: Any
    for dispute in page:
        dispute.provider = cards.get(dispute.deal.provider_ref)
        dispute.requester = cards.get(dispute.deal.requester_ref)
        dispute.can_be_decided = rules.can_be_decided(dispute, now)
        dispute.is_late = dispute.state in rules.UNDECIDED and dispute.decide_until < now
    return render(request, "marketplace/dispute_list.html", {"page_obj": page, "show": show})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def dispute_open(request: Any, public_id: UUID) -> HttpResponse:
    """Say what is wrong. Before it is sent, the page tells what happens then."""
    deal = visible_deal(request, public_id)
    if request.method != "POST":
        check(deal, "dispute", by=request.actor, at=timezone.now())
    side = side_of(deal, request.actor)
    form = DisputeForm(request.POST or None, deal=deal, side=side)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.open_dispute(deal=deal, by=request.actor, **form.values())
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("The dispute is open. Now show what you have: pictures, papers, words.")
            )
            return redirect("marketplace:dispute", request.community.slug, public_id)
    about = {"deal": deal, "form": form, "settings": market_settings()}
    return render(request, "marketplace/dispute_open.html", about)


@require_GET
@member_page
def dispute(request: Any, public_id: UUID) -> HttpResponse:
    """What both say and show, and what was decided."""
    return _page(request, _visible(request, public_id))


@require_POST
@member_page
def dispute_answer(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(request, public_id)
    form = DisputeAnswerForm(request.POST)
    return _take(request, found, form, "answer_form", verbs.answer_dispute, _("Your answer is in."))


@require_POST
@member_page
def dispute_evidence(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(request, public_id)
    form = EvidenceForm(request.POST, request.FILES)
    return _take(request, found, form, "evidence_form", verbs.add_evidence, _("It is added."))


@require_POST
@member_page
def dispute_take_back(request: Any, public_id: UUID) -> HttpResponse:
    """The deal goes on where it stood."""
    verbs.take_back_dispute(dispute=_visible(request, public_id), by=request.actor)
    messages.success(request, _("The dispute is taken back. The deal goes on where it stood."))
    return redirect("marketplace:deal", request.community.slug, public_id)


@require_POST
@member_page
def dispute_decide(request: Any, public_id: UUID) -> HttpResponse:
    found = _visible(request, public_id)
    form = DecisionForm(request.POST, deal=found.deal)
    return _take(
        request, found, form, "decision_form", verbs.decide_dispute, _("It is decided. Both are told.")
    )


@require_GET
@member_page
def evidence_file(request: Any, public_id: UUID) -> HttpResponse:
    """A file that was shown, for who may see the dispute: to keep, never run by the browser."""
    rows = DisputeEvidence.objects.select_related(
        "dispute__deal__provider_organisation", "dispute__deal__requester_organisation"
    )
    found = get_or_refuse(rows.exclude(file=""), public_id)
    if not rules.may_see_dispute(found.dispute, by=request.actor):
        raise NotFound
    return to_keep(found)


def _visible(request: Any, public_id: UUID) -> Dispute:
    """The dispute of this deal, for its two and for who judges. Raises NotFound for everybody else."""
    rows = queries.with_deal(Dispute.objects.filter(deal__public_id=public_id))
    found = rows.order_by("-opened_at", "-pk").first()
    if found is None or not rules.may_see_dispute(found, by=request.actor):
        raise NotFound
    return found


def _take(
    request: Any, found: Dispute, form: Form, name: str, verb: Callable[..., Any], said: str
) -> HttpResponse:
    """A step on the page of the dispute: what was typed stays where it is refused."""
    if form.is_valid():
        try:
            verb(dispute=found, by=request.actor, **_values(form))
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, said)
            return redirect("marketplace:dispute", request.community.slug, found.deal.public_id)
    return _page(request, found, **{name: form})


def _values(form: Form) -> dict[str, Any]:
    return form.values() if isinstance(form, DecisionForm) else form.cleaned_data


def _page(request: Any, found: Dispute, **forms: Form) -> HttpResponse:
    deal, actor, now = found.deal, request.actor, timezone.now()
    cards = party_cards(deal.refs)
    is_open = found.state in rules.UNDECIDED
    is_party = rules.is_party(found, by=actor)
    about = {
        "dispute": found,
        "deal": deal,
        "provider": cards[deal.provider_ref],
        "requester": cards[deal.requester_ref],
        "moments": moments_of(found),
        "terms": deal.versions.order_by("-version").first(),
        "deal_steps": deal.steps.select_related("by"),
        "is_party": is_party,
        "is_open": is_open,
        "is_late": is_open and found.decide_until < now,
        "answer_is_due": found.state == "open" and now < found.answer_until,
        "may_answer": found.state == "open" and rules.may_answer_dispute(found, by=actor),
        "may_take_back": is_open and rules.may_take_back(found, by=actor),
        "may_decide": is_open and rules.may_judge(found, by=actor),
        "can_be_decided": rules.can_be_decided(found, now),
        "answer_form": DisputeAnswerForm(),
        "evidence_form": EvidenceForm(),
        "decision_form": DecisionForm(deal=deal),
    }
    return render(request, "marketplace/dispute_detail.html", about | forms)
