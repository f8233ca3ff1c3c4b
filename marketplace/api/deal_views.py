"""Deals: proposed, answered, delivered, confirmed, called off."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from marketplace.actions import deals as verbs
from marketplace.api.deals import (
    DealDetailSerializer,
    DealQuery,
    DealSerializer,
    OptionalReasonInput,
    ProposalInput,
    ReasonInput,
)
from marketplace.api.parties import cards_of, own_party
from marketplace.api.seen import deals_waiting_for, own_deals
from marketplace.models import Deal
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView, VerbView


class Deals(ApiView):
    serializer_class = DealDetailSerializer
    queryset = Deal.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return own_deals(self.actor).prefetch_related("steps")

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        return cards_of(ref for row in rows for ref in (row.provider_ref, row.requester_ref))


class DealList(Deals, ListView):
    """GET: the deals of whoever you act for, newest first. POST: propose one to the owner of a listing."""

    scopes = {"GET": Scope.DEALS_READ, "POST": Scope.DEALS_WRITE}
    serializer_class = DealSerializer

    @extend_schema(parameters=[DealQuery])
    def get(self, request: Request, **of_address: Any) -> Response:
        return super().get(request)

    def get_queryset(self) -> QuerySet[Any]:
        asked = self.read(DealQuery, self.request.query_params).validated_data
        rows = deals_waiting_for(self.actor) if asked["waiting"] else own_deals(self.actor)
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return self._in_role(rows, asked["role"]) if "role" in asked else rows

    def _in_role(self, rows: QuerySet[Any], role: str) -> QuerySet[Any]:
        of_organisation = {f"{role}_organisation_id__in": self.actor.organisation_ids}
        if self.actor.acts_only_for_organisation:
            return rows.filter(**of_organisation)
        own = {f"{role}_membership_id": self.actor.membership_id, f"{role}_organisation": None}
        return rows.filter(**own) | rows.filter(**of_organisation)

    @extend_schema(request=ProposalInput, responses={201: DealDetailSerializer})
    def post(self, request: Request) -> Response:
        given = self.read(ProposalInput, request.data).validated_data
        party = own_party(given.pop("party", None), self.actor)
        made = verbs.propose_deal(party=party, by=self.actor, **given)
        row = self.find(super().get_queryset(), made.public_id)
        return Response(
            self.represent(row, DealDetailSerializer),
            status=HTTP_201_CREATED,
            headers={"Location": f"{request.path}{made.public_id}/"},
        )


class DealDetail(Deals, DetailView):
    """With what each side pays, and its steps."""

    scopes = {"GET": Scope.DEALS_READ}


class DealVerb(Deals, VerbView):
    scopes = {"POST": Scope.DEALS_WRITE}


class DealAccept(DealVerb):
    """The side that was asked agrees. The quantity is held, and the fees of now are the deal's own."""

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.accept_deal(deal=row, by=self.actor)


class DealDecline(DealVerb):
    """The side that was asked says no."""

    input_class = OptionalReasonInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.decline_deal(deal=row, by=self.actor, **given)


class DealDeliver(DealVerb):
    """The provider did it."""

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.deliver_deal(deal=row, by=self.actor)


class DealConfirm(DealVerb):
    """The requester says it is well. What each side owes the community is recorded."""

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.confirm_deal(deal=row, by=self.actor)


class DealCancel(DealVerb):
    """Either side calls it off before delivery."""

    input_class = ReasonInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.cancel_deal(deal=row, by=self.actor, **given)
