"""Which communities a command is about."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError


def communities_named(slug: str | None) -> Iterable[Any]:
    """The one of this address, or all in the order of their making. Raises CommandError when there is none."""
    rows = apps.get_model(settings.TENANCY["COMMUNITY"]).objects.order_by("pk")
    if slug is None:
        return rows
    found = rows.filter(slug=slug)
    if not found:
        raise CommandError(f"No community has the address {slug}.")
    return found
