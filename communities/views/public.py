"""Pages outside any community: the directory, an invitation, one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from communities import queries
from communities.actions.invitation import accept_invitation, community_of_token, hash_of
from communities.actions.profile import update_account
from communities.forms.people import AccountForm
from communities.models import Invitation
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotFound
from weconomics.tenancy.scope import everything, scope
from weconomics.web.forms import refuse
from weconomics.web.rows import page_of


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """All communities that show themselves, and first one's own."""
    words = request.GET.get("q", "").strip()[:100]
    own = _own_communities(request)
    with everything("the places where the communities of the directory are"):
        listed = page_of(request, queries.communities_in_directory(words), size=12)
        places = queries.places_of_communities([*listed.object_list, *own])
    about: dict[str, Any] = {"page_obj": listed, "places": places, "words": words, "own": own}
    if request.user.is_authenticated:
        about["leads_network"] = queries.network_leaders_of(request.user).exists()
    return render(request, "communities/directory.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Any, token: str) -> HttpResponse:
    """What somebody is invited to. Accepting is a POST: a mail scanner that opens the link uses nothing up."""
    if request.method == "POST" and request.user.is_authenticated:
        return _accept(request, token)
    with scope(community_of_token(token)):
        row = Invitation.objects.select_related("community__domain", "local_group", "invited_by").get(
            token_hash=hash_of(token)
        )
        about = {
            "invitation": row,
            "of": row.community,
            "state": row.state,
            "token": token,
            "now": timezone.now(),
        }
        # The policy of the site keeps the token from other sites. A stricter one would make browsers send
        # "Origin: null" with the form, and that is refused as a forgery.
        return render(request, "communities/invitation_accept.html", about)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Any) -> HttpResponse:
    """Name, language, phone number and photo, for all communities."""
    user = request.user
    fields = ("name", "language", "phone")
    form = AccountForm(
        request.POST or None, request.FILES or None, initial={name: getattr(user, name) for name in fields}
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_account(user=user, by=Actor(user_id=user.pk), **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            answer = redirect("account")
            # The choice made last counts, also on a device that was switched before.
            answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
            return answer
    return render(request, "communities/account.html", {"form": form, "own": _own_communities(request)})


@require_GET
def logo(request: HttpRequest, path: str) -> HttpResponse:
    """The logo of a community in the directory."""
    shown = queries.communities_in_directory().filter(logo__endswith=f"/logo/{path}").first()
    if shown is None or not default_storage.exists(str(shown.logo)):
        raise NotFound
    with default_storage.open(str(shown.logo)) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _accept(request: Any, token: str) -> HttpResponse:
    membership = accept_invitation(token=token, user=request.user)
    with scope(membership.community_id):
        name, slug = membership.community.name, membership.community.slug
    messages.success(request, _("Welcome to %(name)s.") % {"name": name})
    return redirect("communities:start", slug)


def _own_communities(request: Any) -> list[Any]:
    if not request.user.is_authenticated:
        return []
    with everything("the communities of the person who looks"):
        return list(queries.communities_of(request.user))
