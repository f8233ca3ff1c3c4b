"""How the market of this community runs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.actions.market_settings import FIELDS, change_market_settings
from marketplace.forms.market_settings import MarketSettingsForm
from marketplace.settings import market_settings as settings_now
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.forms import refuse
from weconomics.web.views import role_page


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def market_settings(request: Any) -> HttpResponse:
    """All terms on one page, each with what it does."""
    now = settings_now()
    form = MarketSettingsForm(request.POST or None, initial={name: getattr(now, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            change_market_settings(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("From now on the market runs by these terms."))
            return redirect("marketplace:market_settings", request.community.slug)
    return render(request, "marketplace/market_settings.html", {"form": form, "settings": now})
