"""Group orders: read, joined, left. Standing deals: read, a date skipped."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.actions.group_orders import join_group_order, leave_group_order
from marketplace.actions.standing import skip_date
from marketplace.api.parties import cards_of, own_party
from marketplace.api.together import (
    GroupOrderQuery,
    GroupOrderSerializer,
    JoinInput,
    LeaveInput,
    SkipInput,
    StandingDealDetailSerializer,
    StandingDealSerializer,
)
from marketplace.group_orders.queries import group_orders_visible_to, lines_of_actor
from marketplace.models import GroupOrder, StandingDeal
from marketplace.standing.queries import standing_deals_of
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView, VerbView


class GroupOrders(ApiView):
    serializer_class = GroupOrderSerializer
    queryset = GroupOrder.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return group_orders_visible_to(self.actor)

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        lines = defaultdict(list)
        for line in lines_of_actor(self.actor).filter(group_order__in=rows).select_related("deal"):
            lines[line.group_order_id].append(line)
        own = [line.ref for found in lines.values() for line in found]
        return {**cards_of([*own, *(row.offer.owner_ref for row in rows)]), "lines": lines}


class GroupOrderList(GroupOrders, ListView):
    """GET: the group orders that you see, newest first."""

    scopes = {"GET": Scope.DEALS_READ}

    @extend_schema(parameters=[GroupOrderQuery])
    def get(self, request: Request, **of_address: Any) -> Response:
        return super().get(request)

    def get_queryset(self) -> QuerySet[Any]:
        asked = self.read(GroupOrderQuery, self.request.query_params).validated_data
        return super().get_queryset().filter(**asked)


class GroupOrderDetail(GroupOrders, DetailView):
    """With its price steps, how far it is, and what you take part for."""

    scopes = {"GET": Scope.DEALS_READ}


class GroupOrderJoin(GroupOrders, VerbView):
    """Take part, or change what you want. You are bound only when the least quantity is reached at the end."""

    scopes = {"POST": Scope.DEALS_WRITE}
    input_class = JoinInput

    def act(self, row: GroupOrder, **given: Any) -> GroupOrder:
        party = own_party(given.pop("party", None), self.actor)
        join_group_order(order=row, party=party, by=self.actor, **given)
        return row


class GroupOrderLeave(GroupOrders, VerbView):
    """Step out, before it closes."""

    scopes = {"POST": Scope.DEALS_WRITE}
    input_class = LeaveInput

    def act(self, row: GroupOrder, **given: Any) -> GroupOrder:
        return leave_group_order(order=row, party=own_party(given.get("party"), self.actor), by=self.actor)


class StandingDeals(ApiView):
    serializer_class = StandingDealDetailSerializer
    queryset = StandingDeal.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return standing_deals_of(self.actor)

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        cards = cards_of(ref for row in rows for ref in (row.provider_ref, row.requester_ref))
        return {**cards, "now": timezone.now()}


class StandingDealList(StandingDeals, ListView):
    """GET: the standing deals of whoever you act for, newest first."""

    scopes = {"GET": Scope.DEALS_READ}
    serializer_class = StandingDealSerializer


class StandingDealDetail(StandingDeals, DetailView):
    """With its next dates, each with its deal or skipped."""

    scopes = {"GET": Scope.DEALS_READ}


class StandingDealSkip(StandingDeals, VerbView):
    """This time not. A date whose deal is made already is called off as a deal."""

    scopes = {"POST": Scope.DEALS_WRITE}
    input_class = SkipInput

    def act(self, row: StandingDeal, **given: Any) -> StandingDeal:
        skip_date(standing=row, by=self.actor, **given)
        return row
