"""Who may knock: a member in a browser, or a program with the scope. What they may do, the verbs ask."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from weconomics.errors import NotFound


class ScopeMissing(PermissionDenied):
    default_code = "scope_missing"
    default_detail = _("This token does not have the scope that this needs.")


class MayKnock(BasePermission):
    """A community that hides itself does not exist for strangers; a program needs the scope of the view."""

    def has_permission(self, request: Any, view: Any) -> bool:
        actor = request.actor
        if actor.client_id:
            return self._has_scope(actor.scopes, view.scope_for(request.method))
        if view.is_public or actor.is_member or actor.leads:
            return True
        if not actor.sees_community:
            raise NotFound
        return False

    def _has_scope(self, scopes: frozenset[str], needed: str) -> bool:
        if needed not in scopes:
            raise ScopeMissing(f"{ScopeMissing.default_detail} ({needed})")
        return True
