"""A bearer token becomes an Actor of this community, asked anew at every request."""

from dataclasses import replace
from typing import Any

from allauth.idp.oidc.models import Token
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from communities.access import actor_for_client, visitors_see_door
from communities.models import ApiClient, Community
from communities.queries import api_client_of
from weconomics.errors import NotFound

KEYWORD = b"bearer"


class WrongToken(AuthenticationFailed):
    default_code = "wrong_token"
    default_detail = _("This token is not valid, or no longer. Ask for a new one.")


class ForAnotherCommunity(PermissionDenied):
    default_code = "token_of_another_community"
    default_detail = _("This token was made for another community.")


class AccessEnded(PermissionDenied):
    default_code = "access_ended"
    default_detail = _("Whoever this program acts for no longer takes part in this community.")


class ClientAuthentication(BaseAuthentication):
    """The token names an OAuth2 client; the community's own row of it says for whom it acts and within which scopes.

    Who left, a partnership that ended and a withdrawn client are refused at the next request: nothing is cached.
    """

    def authenticate(self, request: Any) -> tuple[Any, Token] | None:
        value = _bearer(request)
        community = request.community
        if value is None or community is None:
            return None
        token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value)
        if token is None or token.client_id is None:
            raise _or_hidden(community, WrongToken())
        client = api_client_of(token.client_id)
        if client is None:
            raise _or_hidden(community, ForAnotherCommunity())
        if client.revoked_at is not None:
            raise WrongToken
        _act_as(request, client, token)
        return client.membership.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _bearer(request: Request) -> str | None:
    """The token of the header; None without one. Raises WrongToken for a header that is not well made."""
    parts = get_authorization_header(request).split()
    if not parts or parts[0].lower() != KEYWORD:
        return None
    if len(parts) != 2:
        raise WrongToken
    return parts[1].decode("latin-1")


def _act_as(request: Request, client: ApiClient, token: Token) -> None:
    member = client.membership
    if not (member.is_active and member.user.is_active):
        raise AccessEnded
    actor = actor_for_client(client)
    if client.organisation_id is not None and client.organisation_id not in actor.organisation_ids:
        raise AccessEnded
    actor = replace(actor, scopes=actor.scopes & frozenset(token.get_scopes()))
    request._request.actor = actor  # type: ignore[attr-defined]


def _or_hidden(community: Community, refusal: Exception) -> Exception:
    """A stranger learns nothing of a community that hides itself."""
    return refusal if visitors_see_door(community) else NotFound()
