"""The community of the running scope as a row: its currency, its time zone, its languages."""

from typing import Any

from django.apps import apps
from django.conf import settings

from weconomics.tenancy.scope import NoScope, only_community


def community_in_scope() -> Any:
    """The one community of the scope. Raises NoScope outside a scope or in one over several."""
    community_id = only_community()
    if community_id is None:
        raise NoScope("this runs in the scope of one community")
    return apps.get_model(settings.TENANCY["COMMUNITY"]).objects.get(pk=community_id)
