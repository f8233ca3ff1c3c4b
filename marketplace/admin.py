"""What a network leader sees of demand and supply: everything, and nothing to change. That is for members."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from marketplace.models import (
    Appeal,
    Category,
    Deal,
    DealStep,
    Dispute,
    GroupOrder,
    GroupOrderLine,
    Match,
    MatchingRound,
    Measure,
    Notice,
    Offer,
    Request,
    StandingDeal,
)
from weconomics.admin_base import OF_LED, CommunityModelAdmin, Window, money_column, site


class Steps(Window):
    model = DealStep
    fields = ("state", "at", "by", "reason")


class Lines(Window):
    model = GroupOrderLine
    fields = ("membership", "organisation", "wanted", "allotted", "state")


@admin.register(Category, site=site)
class CategoryAdmin(CommunityModelAdmin):
    list_display = ("name_nl", "name_en", "state", "course_line")
    list_filter = (OF_LED, "state")
    search_fields = ("name_nl", "name_en")
    ordering = ("community", "position", "name_nl")


class ListingAdmin(CommunityModelAdmin):
    list_display = ("title", "owner", "category", "kind", "amount", "audience", "state", "published_at")
    list_filter = (OF_LED, "state", "kind", "audience")
    list_select_related = ("category", "owner_membership", "owner_organisation")
    search_fields = ("title",)
    ordering = ("community", "-published_at", "-id")
    amount = staticmethod(money_column("price_minor", _("Amount")))

    @admin.display(description=_("On behalf of"))
    def owner(self, listing: Any) -> str:
        return str(listing.owner_organisation or listing.owner_membership)


@admin.register(Offer, site=site)
class OfferAdmin(ListingAdmin):
    """Demand and supply are of equal rank: each has a list of its own."""


@admin.register(Request, site=site)
class RequestAdmin(ListingAdmin):
    """The other side."""


@admin.register(Match, site=site)
class MatchAdmin(CommunityModelAdmin):
    list_display = ("offer", "request", "score", "state")
    list_filter = (OF_LED, "state")
    list_select_related = ("offer", "request")
    ordering = ("community", "-score")


@admin.register(Deal, site=site)
class DealAdmin(CommunityModelAdmin):
    """What was agreed; what the two say to each other stays theirs."""

    list_display = ("title", "provider", "requester", "price", "state", "proposed_at", "confirmed_at")
    list_filter = (OF_LED, "state", "exchange_type")
    list_select_related = (
        "provider_membership",
        "provider_organisation",
        "requester_membership",
        "requester_organisation",
    )
    search_fields = ("title",)
    inlines = (Steps,)
    ordering = ("community", "-proposed_at")
    price = staticmethod(money_column("price_minor", _("Price")))

    @admin.display(description=_("Provider"))
    def provider(self, deal: Any) -> str:
        return str(deal.provider_organisation or deal.provider_membership)

    @admin.display(description=_("Requester"))
    def requester(self, deal: Any) -> str:
        return str(deal.requester_organisation or deal.requester_membership)


@admin.register(StandingDeal, site=site)
class StandingDealAdmin(CommunityModelAdmin):
    list_display = ("title", "quantity", "price", "every", "every_unit", "state", "starts_on", "ends_on")
    list_filter = (OF_LED, "state")
    search_fields = ("title",)
    ordering = ("community", "-starts_on", "-id")
    price = staticmethod(money_column("price_minor", _("Price each time")))


@admin.register(GroupOrder, site=site)
class GroupOrderAdmin(CommunityModelAdmin):
    list_display = (
        "title",
        "organiser",
        "least_quantity",
        "most_quantity",
        "state",
        "closes_at",
        "decided_at",
    )
    list_filter = (OF_LED, "state")
    list_select_related = ("organiser",)
    search_fields = ("title",)
    inlines = (Lines,)
    ordering = ("community", "-opened_at", "-id")


@admin.register(MatchingRound, site=site)
class MatchingRoundAdmin(CommunityModelAdmin):
    list_display = (
        "number",
        "local_group",
        "made_by",
        "made_at",
        "state",
        "plan_points",
        "greedy_points",
        "bound_points",
    )
    list_filter = (OF_LED, "state")
    list_select_related = ("local_group", "made_by")
    ordering = ("community", "-number")


@admin.register(Dispute, site=site)
class DisputeAdmin(CommunityModelAdmin):
    """That there is one, and whether it is decided in time. What the two wrote is for them and for who judges."""

    list_display = ("deal", "reason", "state", "opened_at", "decide_until", "decided_at", "refund_bp")
    list_filter = (OF_LED, "state", "reason")
    list_select_related = ("deal",)
    fields = (
        "deal",
        "opened_by",
        "reason",
        "state",
        "opened_at",
        "answer_until",
        "decide_until",
        "decided_at",
        "refund_bp",
    )
    ordering = ("community", "-opened_at", "-id")


@admin.register(Notice, site=site)
class NoticeAdmin(CommunityModelAdmin):
    """That something was reported, and how long it waited. Who reported what stays with who moderates."""

    list_display = ("number", "subject_kind", "ground_kind", "law", "state", "received_at", "decided_at")
    list_filter = (OF_LED, "state", "subject_kind", "law")
    fields = list_display
    ordering = ("community", "-received_at", "-id")


@admin.register(Measure, site=site)
class MeasureAdmin(CommunityModelAdmin):
    """What was decided, on which rule, and how it ended."""

    list_display = (
        "number",
        "kind",
        "subject_kind",
        "ground_kind",
        "law",
        "decided_at",
        "until",
        "lifted_because",
    )
    list_filter = (OF_LED, "kind", "subject_kind", "lifted_because")
    fields = (*list_display, "is_automated", "takes_effect_at", "lifted_at")
    ordering = ("community", "-decided_at", "-id")


@admin.register(Appeal, site=site)
class AppealAdmin(CommunityModelAdmin):
    """How many decisions were looked at again, and how many were undone."""

    list_display = ("measure", "state", "made_at", "judged_at")
    list_filter = (OF_LED, "state")
    list_select_related = ("measure",)
    fields = list_display
    ordering = ("community", "-made_at", "-id")
