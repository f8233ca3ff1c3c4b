"""How often somebody without an account reports from one computer: a robot is slowed down, a neighbour is not."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from marketplace.errors import TooMuchToday

HOUR_SECONDS = 3600
MOST_AN_HOUR = 10


def count_visitor(request: HttpRequest) -> None:
    """Count one more. Where no address can be known, all strangers share one limit. Raises TooMuchToday."""
    key = f"moderation:visitor:{_address_of(request)}:{int(time.time()) // HOUR_SECONDS}"
    cache.add(key, 0, HOUR_SECONDS * 2)
    if cache.incr(key) > MOST_AN_HOUR:
        raise TooMuchToday


def _address_of(request: HttpRequest) -> str:
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"
