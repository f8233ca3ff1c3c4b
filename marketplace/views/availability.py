"""The page on which somebody says on which days and hours."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.availability import set_hours
from marketplace.availability.queries import pattern_of
from marketplace.availability.showing import shown
from marketplace.forms.availability import HoursForm
from marketplace.views.listings import visible_listing
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.views import member_page


@member_page
def listing_hours(request: Any, public_id: UUID) -> HttpResponse:
    """A week and the dates that differ from it. `more` keeps what was typed and gives another line."""
    found = visible_listing(request, public_id)
    if not rules.may_change_listing(found, by=request.actor):
        raise NotAllowed(_("Only whose listing it is changes it."))
    now, zone = timezone.now(), ZoneInfo(request.community.time_zone)
    pattern = pattern_of(found)
    form = HoursForm(request.POST or None, pattern=pattern, today=now.astimezone(zone).date())
    if form.is_bound and form.is_valid():
        try:
            set_hours(listing=found, week=form.week, exceptions=form.exceptions, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            return _after(request, public_id)
    about = {"listing": found, "form": form, "hours": shown(pattern, zone, now), "zone": zone.key}
    return render(request, "marketplace/listing_hours.html", about)


def _after(request: Any, public_id: UUID) -> HttpResponse:
    messages.success(request, _("Your days and hours are saved."))
    page = "listing_hours" if "more" in request.POST else "listing"
    return redirect(f"marketplace:{page}", request.community.slug, public_id)
