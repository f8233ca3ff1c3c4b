"""The page behind the signed address in a letter: without an account, or while one cannot log in here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.actions.moderation import appeal, appeal_refusal
from marketplace.forms.moderation import AppealForm
from marketplace.models import Measure, Notice
from marketplace.moderation import rules
from marketplace.moderation.addresses import Named, named_by
from marketplace.moderation.queries import with_subject
from marketplace.views.moderation.reporting import about_notice
from weconomics.errors import DomainError, NotFound
from weconomics.tenancy.scope import scope
from weconomics.web.forms import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def moderation_status(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands, the decision with its reasons, and an appeal. Who holds the address is who it was sent to."""
    named = named_by(token)
    if named is None:
        raise NotFound
    with scope(named.community_id):
        return _page(request, named)


def _page(request: HttpRequest, named: Named) -> HttpResponse:
    row = _row(named)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _appeal(row, form.cleaned_data["text"])
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your appeal is in. Another person looks at it again."))
            return redirect(request.path)
    about = about_notice(row) if isinstance(row, Notice) else _about_measure(row)
    about |= {"form": form, "home": row.community, "row": row}
    response = render(request, "marketplace/moderation_status.html", about)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _row(named: Named) -> Notice | Measure:
    model: Any = Notice if named.kind == "notice" else Measure
    rows = with_subject(model.objects.all())
    row = (rows.select_related("measure") if model is Notice else rows).filter(pk=named.pk).first()
    if row is None:
        raise NotFound
    return row


def _appeal(row: Notice | Measure, text: str) -> None:
    if isinstance(row, Notice):
        appeal_refusal(notice=row, text=text)
    else:
        appeal(measure=row, text=text, membership_id=row.membership_id)


def _about_measure(measure: Measure) -> dict[str, Any]:
    me = measure.membership_id
    return {
        "measure": measure,
        "may_appeal": rules.may_appeal(measure, membership_id=me, at=timezone.now()),
        "appeal": measure.appeals.filter(appellant_id=me).first(),
    }
