"""Programs with real tokens, as partners' software has them."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from allauth.idp.oidc.models import Token
from django.test import Client

from communities.actions.api_client import issue_api_client
from communities.models import ApiClient, Membership, PartnerOrganisation
from tests.factories import actor_of
from weconomics.api.scopes import Scope
from weconomics.tenancy.scope import scope

TOKEN_ADDRESS = "/identity/o/api/token"
_numbers = count(1)


@dataclass
class Program:
    """Asks the API of its own community, unless another slug is given."""

    client: ApiClient
    member: Membership
    secret: str
    token: str
    slug: str

    def ask(
        self, method: str, path: str, body: Any = None, *, slug: str | None = None, **headers: str
    ) -> Any:
        """`path` is below the community; header names are written with underscores."""
        address = f"/api/v1/communities/{slug or self.slug}/{path}"
        sent = {
            "Authorization": f"Bearer {self.token}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        content = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(Client(raise_request_exception=True), method.lower())(address, headers=sent, **content)

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.ask("POST", path, {} if body is None else body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        return self.ask("PATCH", path, body, **options)


def make_program(
    member: Membership,
    organisation: PartnerOrganisation | None = None,
    *scopes: str,
    name: str = "Planning",
) -> Program:
    """Issued by the verb; the token is written straight to its table, for the token address has a test of its own."""
    community = member.community
    with scope(community):
        client, secret = issue_api_client(
            name=name,
            scopes=list(scopes) or Scope.values,
            by=actor_of(member),
            organisation=organisation,
        )
    return Program(client, member, secret, make_token(client), community.slug)


def make_token(client: ApiClient, *scopes: str) -> str:
    value = f"token-{next(_numbers)}-of-{client.client_id}"
    token = Token(client_id=client.client_id, type=Token.Type.ACCESS_TOKEN)
    token.set_value(value)
    token.set_scopes(list(scopes) or client.scopes)
    token.save()
    return value


def ask_for_token(client_id: str, secret: str, **form: str) -> Any:
    return Client().post(
        TOKEN_ADDRESS,
        {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **form},
    )


def is_problem(answer: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """Assert an RFC 9457 answer and give its body."""
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["type"] == f"/api/problems/{body['code']}/"
    assert answer.headers["Request-Id"] == body["request_id"]
    if code:
        assert body["code"] == code
    return body
