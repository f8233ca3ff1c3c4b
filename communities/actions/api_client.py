"""Programs of partners and leaders: made, given a new secret, withdrawn."""

import secrets

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils import timezone

from communities import rules
from communities.errors import ApiClientWithdrawn, ScopeUnknown
from communities.models import ApiClient, PartnerOrganisation
from weconomics.actor import Actor
from weconomics.api.scopes import Scope
from weconomics.errors import NotAllowed

SECRET_BYTES = 32


@transaction.atomic
def issue_api_client(
    *, name: str, scopes: list[str], by: Actor, organisation: PartnerOrganisation | None = None
) -> tuple[ApiClient, str]:
    """Let a program act for an organisation, or for the leader who makes it. Gives the program and its secret.

    Only a hash of the secret is kept: show it now, nobody can show it again. Raises NotAllowed, ScopeUnknown.
    """
    if by.membership_id is None or not rules.may_issue_api_client(organisation, by=by):
        raise NotAllowed
    if not scopes or set(scopes) - set(Scope.values):
        raise ScopeUnknown(data={"field": "scopes"})
    secret = secrets.token_urlsafe(SECRET_BYTES)
    oauth_client = _make_oauth_client(name, scopes, secret)
    client = ApiClient.objects.create(
        client_id=oauth_client.pk,
        name=name,
        membership_id=by.membership_id,
        organisation=organisation,
        scopes=sorted(set(scopes)),
        created_by_id=by.user_id,
    )
    return client, secret


@transaction.atomic
def renew_api_client_secret(*, client: ApiClient, by: Actor) -> str:
    """A new secret; the old one and every token made with it stop working at once.

    Raises NotAllowed, ApiClientWithdrawn.
    """
    row = _locked(client, by=by)
    if row.revoked_at is not None:
        raise ApiClientWithdrawn
    secret = secrets.token_urlsafe(SECRET_BYTES)
    oauth_client = Client.objects.get(pk=row.client_id)
    oauth_client.set_secret(secret)
    oauth_client.save(update_fields=["secret"])
    Token.objects.filter(client_id=row.client_id).delete()
    return secret


@transaction.atomic
def withdraw_api_client(*, client: ApiClient, by: Actor) -> ApiClient:
    """The program is refused from its next request on. A withdrawn one stays so. Raises NotAllowed."""
    row = _locked(client, by=by)
    if row.revoked_at is None:
        Client.objects.filter(pk=row.client_id).delete()  # its tokens go with it
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
    return row


def _make_oauth_client(name: str, scopes: list[str], secret: str) -> Client:
    client = Client(name=name[:100], type=Client.Type.CONFIDENTIAL)
    client.set_secret(secret)
    client.set_scopes(scopes)
    client.set_default_scopes(scopes)
    client.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    client.set_response_types([])
    client.save()
    return client


def _locked(client: ApiClient, *, by: Actor) -> ApiClient:
    if not rules.may_withdraw_api_client(client, by=by):
        raise NotAllowed
    return ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
