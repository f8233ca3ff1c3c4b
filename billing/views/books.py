"""Statements of account, for who pays and for the treasurer; the books; and the closing of a month as it would be."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import queries, rules, statements
from billing.actions.checking import check_books
from billing.actions.closing import next_period_to_close, retry_parked
from billing.actions.preview import preview_month
from billing.months import year_of
from communities.interface import PartyRef, local_groups, party_cards
from weconomics.actor import Role
from weconomics.errors import NotFound
from weconomics.web.views import member_page, role_page

PAYERS_A_PAGE = 50
PAYERS_FOR_A_PAGE = 5_000


@member_page
def account_statement(request: Any) -> HttpResponse:
    """What a payer owed, was asked and paid in a year: one's own, that of an organisation, any for the treasurer."""
    ref = _asked_for(request)
    year = _year(request)
    found = statements.statement_of([ref], *_bounds(request, year), request.community.currency)
    if request.GET.get("format") == "csv":
        return _file(statements.as_csv(found), f"{year}-{ref.kind}-{ref.id}")
    choices = party_cards(rules.payers_of(request.actor)).values()
    about = {"statement": found, "payer": party_cards([ref])[ref], "choices": choices, "year": year}
    return render(request, "billing/account_statement.html", {**about, "years": _years(request)})


@role_page(Role.TREASURER)
def desk_ledger(request: Any) -> HttpResponse:
    """The books of the community and its operator in a year, and what each payer owes now."""
    year, group = _year(request), _group(request)
    owed = statements.balances(group.id if group else None)
    if request.GET.get("format") == "csv":
        return _file(statements.balances_as_csv(owed), group.name if group else str(_("payers")))
    about = {
        "accounts": statements.accounts(*_bounds(request, year)),
        "page_obj": Paginator(owed, PAYERS_A_PAGE).get_page(request.GET.get("page")),
        "group": group,
        "groups": local_groups(),
        "year": year,
        "years": _years(request),
        "checked": "check" in request.GET,
        "broken": check_books() if "check" in request.GET else [],
    }
    return render(request, "billing/desk_ledger.html", about)


@role_page(Role.TREASURER)
def preview_close(request: Any) -> HttpResponse:
    """What closing the next month would make now. Nothing stays of it."""
    period = next_period_to_close()
    is_small = queries.payer_count() <= PAYERS_FOR_A_PAGE
    about: dict[str, Any] = {"period": period, "preview": preview_month(period=period) if is_small else None}
    about["can_close"] = period.to_at <= timezone.now() and rules.may_close_month(by=request.actor)
    return render(request, "billing/desk_preview.html", about)


@require_POST
@role_page(Role.TREASURER)
def retry(request: Any, label: str) -> HttpResponse:
    """Bill once more who was left out of a month."""
    run = queries.run_of_month(label)
    if run is None:
        raise NotFound
    job = retry_parked(run=run, by=request.actor)
    messages.success(request, _("They are billed once more."))
    return redirect("jobs:job", request.community.slug, job.public_id)


def _asked_for(request: Any) -> PartyRef:
    """The payer of `?of=member:12`, else the one who asks. Raises NotFound for whom the actor may not see."""
    try:
        ref = PartyRef.parse(request.GET["of"]) if "of" in request.GET else rules.payers_of(request.actor)[0]
    except (ValueError, IndexError):
        raise NotFound from None
    if not rules.may_see_statement(ref, by=request.actor) or ref not in party_cards([ref]):
        raise NotFound
    return ref


def _group(request: Any) -> Any:
    wanted = request.GET.get("group", "")
    return next((group for group in local_groups() if str(group.public_id) == wanted), None)


def _year(request: Any) -> int:
    wanted = request.GET.get("year", "")
    years = _years(request)
    return int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) in years else years[0]


def _years(request: Any) -> list[int]:
    """From this year back to that of the first booking."""
    zone = ZoneInfo(request.community.time_zone)
    now, first = timezone.now(), queries.first_booking()
    return list(range(now.astimezone(zone).year, (first or now).astimezone(zone).year - 1, -1)) or [now.year]


def _bounds(request: Any, year: int) -> tuple[datetime, datetime]:
    zone = request.community.time_zone
    return year_of(datetime(year, 7, 1, tzinfo=ZoneInfo(zone)), zone)


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
