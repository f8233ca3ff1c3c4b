"""What a network leader sees of governance: everything, and nothing to change. Members decide; this is a window."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.actions.proposals import expire_proposal
from governance.models import (
    ContextItem,
    Decision,
    FactorVersion,
    Objection,
    Proposal,
    ProposalElector,
    ProposalText,
)
from weconomics.admin_base import OF_LED, CommunityModelAdmin, Window, site
from weconomics.tenancy.scope import scope


class Texts(Window):
    model = ProposalText
    fields = ("version", "text", "effect_text", "written_by", "written_at")


class Electors(Window):
    model = ProposalElector
    fields = ("membership", "released_at")


@admin.register(FactorVersion, site=site)
class FactorVersionAdmin(CommunityModelAdmin):
    list_display = ("factor", "number", "state", "decision", "adopted_at", "review_on")
    list_filter = (OF_LED, "factor", "state")
    list_select_related = ("decision",)
    ordering = ("community", "factor", "-number")


@admin.register(ContextItem, site=site)
class ContextItemAdmin(CommunityModelAdmin):
    list_display = ("title", "kind", "theme", "created_at", "removed_at")
    list_filter = (OF_LED, "kind", "theme")
    search_fields = ("title",)


@admin.register(Proposal, site=site)
class ProposalAdmin(CommunityModelAdmin):
    list_display = ("number", "title", "state", "effect_text", "opened_at", "closes_at", "ended_at")
    list_filter = (OF_LED, "state")
    search_fields = ("title",)
    inlines = (Texts, Electors)
    actions = ("close_overdue",)
    ordering = ("community", "-number")

    @admin.action(description=_("Close the rounds that nobody concluded in time"))
    def close_overdue(self, request: HttpRequest, queryset: Any) -> None:
        """What the daily job does; a round that is not overdue stays as it is."""
        now, closed = timezone.now(), 0
        for proposal in queryset:
            with scope(proposal.community_id):
                closed += expire_proposal(proposal=proposal, as_of=now).ended_at == now
        self.message_user(request, _("%(count)d closed.") % {"count": closed})


@admin.register(Objection, site=site)
class ObjectionAdmin(CommunityModelAdmin):
    list_display = ("argument", "state", "text_version", "raised_at", "settled_at")
    list_filter = (OF_LED, "state")


@admin.register(Decision, site=site)
class DecisionAdmin(CommunityModelAdmin):
    list_display = (
        "number",
        "title",
        "effect_text",
        "decided_at",
        "electors",
        "without_objection",
        "review_on",
    )
    list_filter = (OF_LED, "year")
    search_fields = ("number", "title")
    ordering = ("community", "-year", "-sequence")
