"""What a request carries below /c/<slug>/."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from communities.models import Community
from weconomics.actor import Actor


class CommunityRequest(HttpRequest):
    """A request whose community, actor and scope the middleware set."""

    community: Community
    actor: Actor
    user: Any  # a User, or nobody: AnonymousUser
    htmx: HtmxDetails
