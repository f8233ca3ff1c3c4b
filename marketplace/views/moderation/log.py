"""The page on which everybody sees how moderation goes here: numbers, a log without names, and how it works."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.moderation import rules
from marketplace.moderation.figures import figures_between, log, years_with_figures
from marketplace.moderation.rulebook import agreements, laws
from weconomics.web.rows import page_of
from weconomics.web.views import public_page

LOG_SIZE = 25


@require_safe
@public_page
def moderation_log(request: Any) -> HttpResponse:
    years = years_with_figures()
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else this_year)
    zone = timezone.get_current_timezone()
    start, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    about = {
        "year": year,
        "years": years,
        "figures": figures_between(start, end),
        "page_obj": page_of(request, log(), size=LOG_SIZE),
        "agreements": agreements(),
        "laws": laws(),
        "moderates": rules.moderates(request.actor),
    }
    return render(request, "marketplace/moderation_log.html", about)
