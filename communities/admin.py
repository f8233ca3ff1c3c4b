"""The network leader's admin for communities and their people. The database shows only the communities they lead;
what can be changed here, a verb changes."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from communities.actions.community import DESCRIBED, update_community
from communities.actions.invitation import revoke_invitation
from communities.actions.joining import accept_join_request
from communities.actions.local_group import update_local_group
from communities.actions.membership import reinstate_member
from communities.actions.operator import verify_operator
from communities.models import (
    Community,
    Domain,
    Invitation,
    JoinRequest,
    LocalGroup,
    Membership,
    MembershipRole,
    OperatorOfRecord,
    PartnerOrganisation,
    Partnership,
    PartnershipStep,
)
from weconomics.actor import Actor
from weconomics.admin_base import OF_LED, CommunityModelAdmin, LeaderModelAdmin, Window, site
from weconomics.errors import DomainError
from weconomics.registry import gates
from weconomics.tenancy.scope import scope


def actor_in(request: HttpRequest, community_id: int | None) -> Actor:
    """The network leader as the one who acts in one of their communities."""
    return Actor(request.user.pk, community_id, is_network_leader=True, sees_community=True)


class VerbsAdmin(CommunityModelAdmin):
    """Calls a verb for each chosen row, in the row's own community, and says what was refused."""

    def each(self, request: HttpRequest, rows: QuerySet[Any], verb: Any, name: str | None) -> None:
        done = 0
        for row in rows:
            try:
                with scope(row.community_id):
                    verb(by=actor_in(request, row.community_id), **({name: row} if name else {}))
                done += 1
            except DomainError as error:
                self.message_user(request, f"{row}: {error}", messages.ERROR)
        self.message_user(request, _("Done: %(count)d") % {"count": done}, messages.SUCCESS)


@admin.register(Community, site=site)
class CommunityAdmin(LeaderModelAdmin):
    list_display = ("name", "domain", "join_mode", "visibility", "connected_at", "page")
    list_select_related = ("domain",)
    search_fields = ("name", "slug")
    readonly_fields = ("slug", "domain", "network_leader", "connected_at", "readiness", "page")
    fields = (
        *("name", "slug", "tagline", "description", "welcome_text", "domain", "network_leader"),
        *("colour", "default_language", "time_zone", "currency", "visibility", "join_mode"),
        *("connected_at", "readiness", "page"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Community]:
        led = getattr(request, "led_community_ids", ())
        return super().get_queryset(request).filter(pk__in=led)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Community, form: Any, change: bool) -> None:
        described = {name: value for name, value in form.cleaned_data.items() if name in DESCRIBED}
        with scope(obj):
            update_community(community=obj, by=actor_in(request, obj.pk), **described)

    @admin.display(description=_("Readiness"))
    def readiness(self, obj: Community) -> str:
        with scope(obj):
            missing = [line for state in gates.status(obj) for line in state.missing]
        return " · ".join(str(line.missing or line.title) for line in missing) or str(
            _("All steps are reached.")
        )

    @admin.display(description=_("Page"))
    def page(self, obj: Community) -> str:
        return format_html('<a href="/c/{}/">/c/{}/</a>', obj.slug, obj.slug)


@admin.register(Domain, site=site)
class DomainAdmin(LeaderModelAdmin):
    list_display = ("name", "purpose", "target_group")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Domain]:
        return super().get_queryset(request).filter(network_leader__staff__user_id=request.user.pk)


class RolesInline(Window):
    model = MembershipRole
    fields = ("role", "local_group", "granted_at")
    readonly_fields = fields


@admin.register(Membership, site=site)
class MembershipAdmin(VerbsAdmin):
    list_display = ("display_name", "state", "trader_status", "joined_at", "left_at")
    list_filter = (OF_LED, "state", "trader_status", "roles__role")
    search_fields = ("display_name",)
    fields = (
        "community",
        "display_name",
        "state",
        "state_reason",
        "about",
        "trader_status",
        "joined_at",
        "left_at",
    )
    inlines = (RolesInline,)
    actions = ("reinstate",)

    @admin.action(description=_("Let suspended members in again"))
    def reinstate(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self.each(request, rows, reinstate_member, "membership")


@admin.register(LocalGroup, site=site)
class LocalGroupAdmin(VerbsAdmin):
    list_display = ("name", "place", "radius_km", "state")
    list_filter = (OF_LED, "state")
    search_fields = ("name", "place")
    fields = ("name", "place", "lat", "lon", "radius_km", "description")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: LocalGroup, form: Any, change: bool) -> None:
        with scope(obj.community_id):
            update_local_group(local_group=obj, by=actor_in(request, obj.community_id), **form.cleaned_data)


@admin.register(Invitation, site=site)
class InvitationAdmin(VerbsAdmin):
    list_display = ("email", "role", "local_group", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = (OF_LED, "role")
    search_fields = ("email",)
    fields = (
        "community",
        "email",
        "role",
        "local_group",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    actions = ("revoke",)

    @admin.action(description=_("Withdraw invitations"))
    def revoke(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        self.each(request, rows, revoke_invitation, "invitation")


@admin.register(JoinRequest, site=site)
class JoinRequestAdmin(VerbsAdmin):
    list_display = ("who", "state", "created_at", "answered_at")
    list_filter = (OF_LED, "state")
    list_select_related = ("user",)
    fields = ("community", "who", "answers", "local_group", "state", "reason", "created_at", "answered_at")
    readonly_fields = ("who",)
    actions = ("let_in",)

    @admin.display(description=_("Who"))
    def who(self, obj: JoinRequest) -> str:
        return obj.user.name or obj.user.email

    @admin.action(description=_("Let in"))
    def let_in(self, request: HttpRequest, rows: QuerySet[JoinRequest]) -> None:
        self.each(request, rows, accept_join_request, "join_request")


@admin.register(OperatorOfRecord, site=site)
class OperatorAdmin(VerbsAdmin):
    list_display = ("legal_name", "kvk", "vat_status", "verified_at")
    search_fields = ("legal_name", "kvk")
    exclude = ("community",)
    actions = ("verify",)

    @admin.action(description=_("Verify: I have checked the papers"))
    def verify(self, request: HttpRequest, rows: QuerySet[OperatorOfRecord]) -> None:
        self.each(request, rows, verify_operator, None)


@admin.register(PartnerOrganisation, site=site)
class PartnerOrganisationAdmin(CommunityModelAdmin):
    list_display = ("name", "legal_form", "kvk", "vat_status", "city")
    list_filter = (OF_LED, "legal_form", "vat_status")
    search_fields = ("name", "kvk")
    exclude = ("community", "photo")


class StepsInline(Window):
    model = PartnershipStep
    fields = ("at", "from_state", "to_state", "note")
    readonly_fields = fields


@admin.register(Partnership, site=site)
class PartnershipAdmin(CommunityModelAdmin):
    list_display = ("organisation", "local_group", "state", "advice", "decision_number", "applied_at")
    list_filter = (OF_LED, "state", "advice")
    list_select_related = ("organisation", "local_group")
    search_fields = ("organisation__name",)
    exclude = ("community", "applied_by")
    inlines = (StepsInline,)
