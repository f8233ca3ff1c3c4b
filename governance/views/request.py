"""What a request carries below /c/<slug>/."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails

from weconomics.actor import Actor

ROWS_A_PAGE = 20


class CommunityRequest(HttpRequest):
    """A request whose community, actor and scope the middleware set."""

    community: Any
    actor: Actor
    htmx: HtmxDetails


def to(request: CommunityRequest, name: str, *args: Any) -> Any:
    """Redirect to a page of this app in this community."""
    return redirect(f"governance:{name}", request.community.slug, *args)
