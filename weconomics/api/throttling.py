"""A limit per caller and minute that holds under a race: the counter is added once and then incremented."""

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from redis.exceptions import RedisError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from weconomics.api.errors import Unavailable

WINDOW_SECONDS = 60
NAME = "requests"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the caller has left in this window."""

    limit: int
    used: int
    reset_seconds: int

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)


class CallerThrottle(BaseThrottle):
    """Counts every request of a client, a person or an address. Without Redis one may read but not write."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.allowance = self._count(request)
        if self.allowance is None:
            return True
        request._request.api_allowance = self.allowance  # type: ignore[attr-defined]
        return self.allowance.used <= self.allowance.limit

    def wait(self) -> float | None:
        return self.allowance.reset_seconds if self.allowance else None

    def _count(self, request: Request) -> Allowance | None:
        now = time.time()
        window, passed = divmod(int(now), WINDOW_SECONDS)
        key = f"api:{caller_of(request)}:{window}"
        try:
            cache.add(key, 0, WINDOW_SECONDS * 2)
            used = cache.incr(key)
        except (RedisError, ValueError) as error:  # ValueError: the counter vanished between the two calls
            if request.method in SAFE_METHODS:
                return None
            raise Unavailable from error
        return Allowance(settings.API_REQUESTS_PER_MINUTE, used, WINDOW_SECONDS - passed)


def caller_of(request: Request) -> str:
    """Whose requests are counted together, and whose request keys are told apart."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.client_id:
        return f"client:{actor.client_id}"
    if request.user is not None and request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{_address_of(request)}"


def _address_of(request: Request) -> str:
    """Behind proxies the address that ours wrote down. Where none can be known, all strangers share one limit."""
    try:
        return get_adapter().get_client_ip(request._request)
    except PermissionDenied:
        return "unknown"


def tell_allowance(request: Request, response: Response) -> None:
    """The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-11."""
    allowance: Allowance | None = getattr(request._request, "api_allowance", None)
    if allowance is None:
        return
    response["RateLimit-Policy"] = f'"{NAME}";q={allowance.limit};w={WINDOW_SECONDS}'
    response["RateLimit"] = f'"{NAME}";r={allowance.remaining};t={allowance.reset_seconds}'
