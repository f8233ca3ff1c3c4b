"""The moderators' side: the queue, a case, a measure, an appeal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.actions.moderation import appeal, decide_notice, judge_appeal, lift_measure
from marketplace.forms.moderation import AppealForm, JudgementForm, MeasureForm, RefusalJudgementForm
from marketplace.models import Appeal, Measure, Notice
from marketplace.moderation import queries, rules
from marketplace.moderation.subjects import path_of
from weconomics.actor import Role
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, role_page

TABS = {
    "cases": queries.cases_to_decide,
    "appeals": queries.appeals_to_judge,
    "decided": queries.decided_measures,
}
HISTORY = 20


@require_safe
@role_page(Role.MODERATOR)
def moderation_queue(request: Any) -> HttpResponse:
    """What waits, the oldest first; and what was decided."""
    show = request.GET.get("show", "cases")
    show = show if show in TABS else "cases"
    page = page_of(request, TABS[show](request.actor))
    about = {
        "page_obj": page,
        "show": show,
        "case_count": queries.cases_to_decide(request.actor).order_by().count(),
        "appeal_count": queries.appeals_to_judge(request.actor).order_by().count(),
    }
    return render(request, "marketplace/moderation_queue.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.MODERATOR)
def moderation_case(request: Any, public_id: UUID) -> HttpResponse:
    """All reports of one thing, the thing as it was and as it is, what came before; and the decision."""
    notice = _case(request, public_id)
    if notice.measure is not None:
        return redirect("marketplace:moderation_measure", request.community.slug, notice.measure.public_id)
    form = MeasureForm(request.POST or None, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            decision = form.decision(timezone.now())
            measure = decide_notice(notice=notice, decision=decision, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(
                request,
                _("Your decision is made. The person it is about and the people who reported it are told."),
            )
            return redirect("marketplace:moderation_measure", request.community.slug, measure.public_id)
    about = {
        "notice": notice,
        "notices": list(queries.same_case(notice)),
        "form": form,
        "url": path_of(notice, request.community.slug),
        "history": queries.history_of(notice.membership_id)[:HISTORY],
    }
    return render(request, "marketplace/moderation_case.html", about)


@require_safe
@role_page(Role.MODERATOR)
def moderation_picture(request: Any, public_id: UUID) -> HttpResponse:
    """The picture that was reported, as it was; only for who may decide about it."""
    notice = get_or_refuse(queries.with_subject(Notice.objects.exclude(kept_photo="")), public_id)
    if rules.has_part(notice, by=request.actor):
        raise NotFound
    with notice.kept_photo.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def moderation_measure(request: Any, public_id: UUID) -> HttpResponse:
    """The statement of reasons: for whom it concerns, who can appeal here, and for who moderates."""
    measure = _measure(request, public_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal(measure=measure, text=form.cleaned_data["text"], membership_id=request.actor.membership_id)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your appeal is in. Another person looks at it again."))
            return redirect(request.path)
    return render(
        request, "marketplace/moderation_measure.html", about_measure(measure, request) | {"form": form}
    )


@require_POST
@role_page(Role.MODERATOR)
def moderation_lift(request: Any, public_id: UUID) -> HttpResponse:
    measure = _measure(request, public_id)
    lift_measure(measure=measure, by=request.actor)
    messages.success(request, _("The measure is ended: what it hid shows again."))
    return redirect("marketplace:moderation_measure", request.community.slug, public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@role_page(Role.MODERATOR)
def moderation_appeal(request: Any, public_id: UUID) -> HttpResponse:
    """An appeal with what was decided and why; judged by another person than who decided."""
    row = _appeal(request, public_id)
    form = _judgement_form(row)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _judge(row, form, request)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The appeal is judged. Who appealed and who decided are told."))
            return redirect(request.path)
    measure = queries.with_subject(Measure.objects.all()).get(pk=row.measure_id)
    about = {
        "appeal": row,
        "measure": measure,
        "notices": list(measure.notices.all()),
        "form": form,
        "may_judge": rules.may_judge(row, by=request.actor),
    }
    return render(request, "marketplace/moderation_appeal.html", about)


def about_measure(measure: Measure, request: Any) -> dict[str, Any]:
    """What the page of a measure shows, inside the community."""
    me = request.actor.membership_id
    is_mine = measure.membership_id == me
    return {
        "measure": measure,
        "is_mine": is_mine,
        "may_appeal": is_mine and rules.may_appeal(measure, membership_id=me, at=timezone.now()),
        "may_lift": rules.may_lift(measure, by=request.actor),
        "appeals": list(measure.appeals.all()),
        "notices": [] if is_mine else list(measure.notices.select_related("reporter")),
        "url": path_of(measure, request.community.slug),
    }


def _judge(row: Appeal, form: JudgementForm, request: Any) -> None:
    given = form.cleaned_data
    instead = None
    if isinstance(form, RefusalJudgementForm) and given["is_reversed"] and given["kind"]:
        instead = form.decision(timezone.now())
    judge_appeal(
        appeal=row,
        is_reversed=given["is_reversed"],
        judgement=given["judgement"],
        instead=instead,
        by=request.actor,
    )


def _judgement_form(row: Appeal) -> type[JudgementForm]:
    return RefusalJudgementForm if row.notice_id is not None else JudgementForm


def _case(request: Any, public_id: UUID) -> Notice:
    """Raises NotFound for who reported it or has a part in it."""
    notice = get_or_refuse(queries.with_subject(Notice.objects.select_related("measure")), public_id)
    reporters = set(queries.same_case(notice).values_list("reporter_id", flat=True)) | {notice.reporter_id}
    if not rules.may_decide(notice, reporters, by=request.actor):
        raise NotFound
    return notice


def _measure(request: Any, public_id: UUID) -> Measure:
    rows = queries.with_subject(Measure.objects.select_related("decided_by", "lifted_by"))
    measure = get_or_refuse(rows, public_id)
    if not rules.may_see_measure(measure, by=request.actor):
        raise NotFound
    return measure


def _appeal(request: Any, public_id: UUID) -> Appeal:
    """For who moderates without a part in it; who decided reads it too, and does not judge."""
    rows = Appeal.objects.select_related("notice", "appellant", "decided_by", "judged_by", "outcome")
    row = get_or_refuse(rows, public_id)
    row.measure = queries.with_subject(Measure.objects.all()).get(pk=row.measure_id)
    is_appellant = row.appellant_id is not None and row.appellant_id == request.actor.membership_id
    if is_appellant or not rules.moderates(request.actor) or rules.has_part(row.measure, by=request.actor):
        raise NotFound
    return row
