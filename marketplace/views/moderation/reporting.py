"""Reporting something, and what became of one's own reports and of measures about oneself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.actions.moderation import Reporter, appeal_refusal, report
from marketplace.forms.moderation import AppealForm, ReportForm
from marketplace.models import Notice
from marketplace.moderation import queries, rules
from marketplace.moderation.addresses import status_path
from marketplace.moderation.subjects import Subject, subject_of
from marketplace.moderation.visitors import count_visitor
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, public_page


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def moderation_report(request: Any, kind: str, public_id: UUID) -> HttpResponse:
    """Say which rule a thing breaks; members and visitors alike, about what they see."""
    subject = subject_of(kind, public_id, by=request.actor)
    if subject is None:
        raise NotFound
    form = ReportForm(request.POST or None, is_visitor=not request.actor.is_member)
    if request.method == "POST" and request.POST.get("website"):
        # A field that people do not see: only robots fill it in. They are told that all is well.
        return redirect("marketplace:moderation_log", request.community.slug)
    if request.method == "POST" and form.is_valid():
        try:
            notice = _report(request, subject, form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return _received(request, notice)
    about = {
        "subject": subject,
        "form": form,
        "is_own": not rules.may_report(subject.membership_id, by=request.actor),
        "back": request.GET.get("back", ""),
    }
    return render(request, "marketplace/moderation_report.html", about)


@require_safe
@member_page
def moderation_mine(request: Any) -> HttpResponse:
    """What I reported, and what was decided about me."""
    show = "about" if request.GET.get("show") == "about" else "reports"
    rows = queries.notices_of(request.actor) if show == "reports" else queries.measures_about(request.actor)
    return render(
        request, "marketplace/moderation_mine.html", {"page_obj": page_of(request, rows), "show": show}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def moderation_notice(request: Any, public_id: UUID) -> HttpResponse:
    """One's own report: how it stands, what was decided and why, and the way to appeal."""
    notice = get_or_refuse(queries.notices_of(request.actor), public_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal_refusal(notice=notice, text=form.cleaned_data["text"])
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your appeal is in. Another person looks at it again."))
            return redirect(request.path)
    return render(request, "marketplace/moderation_notice.html", about_notice(notice) | {"form": form})


def about_notice(notice: Notice) -> dict[str, Any]:
    """What the page of a report shows, with and without an account."""
    return {
        "notice": notice,
        "measure": notice.measure,
        "may_appeal": rules.may_appeal_refusal(notice, at=timezone.now()),
        "appeal": notice.appeals.first(),
    }


def _report(request: Any, subject: Subject, given: dict[str, Any]) -> Notice:
    reporter = None
    if not request.actor.is_member:
        count_visitor(request)
        reporter = Reporter(given["name"], given["email"])
    return report(
        subject=subject,
        rule=given["rule"],
        text=given["text"],
        in_good_faith=given["in_good_faith"],
        reporter=reporter,
        by=request.actor,
    )


def _received(request: Any, notice: Notice) -> HttpResponse:
    """The receipt: members find it under their reports, others on their signed page."""
    said = _("We received your report %(number)s. You hear what comes of it.") % {"number": notice.number}
    messages.success(request, said)
    if request.actor.is_member:
        return redirect("marketplace:moderation_notice", request.community.slug, notice.public_id)
    return redirect(status_path(notice))
