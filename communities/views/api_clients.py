"""Programs that use the API: made here, and their secret is shown once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import queries, rules
from communities.actions.api_client import issue_api_client, renew_api_client_secret, withdraw_api_client
from communities.forms.api_client import ApiClientForm
from communities.models import ApiClient
from communities.views.request import CommunityRequest
from weconomics.errors import DomainError, NotAllowed
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import member_page


@require_safe
@member_page
def api_clients(request: CommunityRequest) -> HttpResponse:
    """The programs of one's own, of the partners one administers, and for leaders all of them."""
    _require_door(request)
    clients = queries.api_clients_visible_to(request.actor)
    return render(request, "communities/api_client_list.html", {"clients": clients})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def api_client_new(request: CommunityRequest) -> HttpResponse:
    """Make a program; the answer to the form shows the secret, so that no address ever does."""
    _require_door(request)
    form = ApiClientForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = issue_api_client(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return _show_secret(request, client, secret)
    return render(request, "communities/api_client_new.html", {"form": form})


@never_cache
@require_POST
@member_page
def api_client_renew(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    """A new secret; the old one stops working."""
    client = get_or_refuse(queries.api_clients_visible_to(request.actor), public_id)
    return _show_secret(request, client, renew_api_client_secret(client=client, by=request.actor))


@require_POST
@member_page
def api_client_withdraw(request: CommunityRequest, public_id: UUID) -> HttpResponse:
    client = get_or_refuse(queries.api_clients_visible_to(request.actor), public_id)
    withdraw_api_client(client=client, by=request.actor)
    messages.success(request, _("The program no longer has access."))
    return redirect("communities:api_clients", request.community.slug)


def _require_door(request: CommunityRequest) -> None:
    if not rules.may_issue_api_clients(by=request.actor):
        raise NotAllowed


def _show_secret(request: CommunityRequest, client: ApiClient, secret: str) -> HttpResponse:
    about = {"client": client, "secret": secret}
    return render(request, "communities/api_client_secret.html", about)
