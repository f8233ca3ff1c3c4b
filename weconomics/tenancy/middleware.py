"""Opens the scope of a request from its address and owns its transaction."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from weconomics.actor import Actor
from weconomics.tenancy.scope import scope


class CommunityMiddleware:
    """The middleware and not the view holds the transaction: generic views, DRF and the admin render later.

    It sets `request.community` (or None), `request.actor` and `request.led_community_ids` (the admin's).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @cached_property
    def resolve(self) -> Callable[[HttpRequest], Any]:
        return import_string(settings.TENANCY["RESOLVER"])

    def __call__(self, request: Any) -> HttpResponse:
        resolved = self.resolve(request)
        request.community = resolved.community
        request.led_community_ids = resolved.led_ids
        request.actor = Actor(user_id=request.user.pk)
        if not resolved.ids:
            return self._answer(request)
        with scope(*resolved.ids):
            request.actor = resolved.actor()
            return self._answer(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """The slug was the address of the community; views ask `request.community`."""
        if request.community is not None:
            kwargs.pop("slug", None)
            structlog.contextvars.bind_contextvars(community=request.community.slug)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.community is not None and getattr(response, "streaming", False):  # type: ignore[attr-defined]
            raise RuntimeError(
                "a streaming answer runs outside the scope; answer with bytes or write it in a job"
            )
        return response
