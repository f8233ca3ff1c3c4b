"""The network leader's admin: unfold behind one file, so that going back to Django's own is one file too.

It runs in the scope of the communities that the network leader leads; the database shows no others.
Only verbs change state: a model is read-only here unless its admin names the verb that a form or button calls.
"""

from collections.abc import Callable
from typing import Any

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import RelatedOnlyFieldListFilter, display
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.sites import UnfoldAdminSite

from weconomics.money import format_money
from weconomics.tenancy.models import CommunityModel


class NetworkAdminSite(UnfoldAdminSite):
    """For the staff of a network leader, whatever their other roles are."""

    site_title = _("Network leader")
    site_header = _("Network leader")
    index_title = _("My communities")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and bool(getattr(request, "led_community_ids", ()))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """unfold writes inline styles and evaluates its small scripts; only here the policy lets it."""
        loosened = csp_update({"script-src": [UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]})
        return loosened(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One door for everybody, so that a second factor counts here too."""
        if request.user.is_authenticated:
            return redirect("/")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


site = NetworkAdminSite(name="admin")


# Django's own filter would name every community of the installation.
OF_LED = ("community", RelatedOnlyFieldListFilter)


def money_column(name: str, title: Any) -> Callable[[Any], str]:
    """A column that shows minor units as people write them, beside the row's currency."""

    @display(description=title, ordering=name)
    def column(row: Any) -> str:
        amount = getattr(row, name)
        return "" if amount is None else format_money(amount, getattr(row, "currency", "EUR"))

    column.__name__ = name
    return column


class Window(TabularInline):
    """Rows beside their parent, to read."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of them: moments that write themselves and columns that are computed cannot be in a form."""
        return tuple(self.fields or ())

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LeaderModelAdmin(ModelAdmin):
    """Read-only for who leads a network; subclasses open what a verb stands behind."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting in bulk."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class CommunityModelAdmin(LeaderModelAdmin):
    """For tenant models: the community is the first column and the first filter."""

    def __init__(self, model: type[Model], admin_site: Any) -> None:
        if not issubclass(model, CommunityModel):
            raise TypeError(
                f"{model.__name__} is not behind the wall; do not show it to network leaders as such"
            )
        super().__init__(model, admin_site)

    def get_list_display(self, request: HttpRequest) -> Any:
        return ("community", *(name for name in super().get_list_display(request) if name != "community"))

    def get_list_select_related(self, request: HttpRequest) -> Any:
        return ("community", *(super().get_list_select_related(request) or ()))
