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
    AcceptInput,
    CounterInput,
    DealDetailSerializer,
    DealQuery,
    DealSerializer,
    DeliverInput,
    OptionalReasonInput,
    ProposalInput,
    ReasonInput,
)
from marketplace.api.parties import cards_of, own_party
from marketplace.api.seen import deals_waiting_for, own_deals
from marketplace.models import Deal
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView, VerbView

# What an inquiry does not say.
LEFT_OUT = ("planned_at", "conditions", "cancellation", "least_quantity", "valid_until")


class Deals(ApiView):
    serializer_class = DealDetailSerializer
    queryset = Deal.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return own_deals(self.actor).prefetch_related("steps", "versions")

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        cards = cards_of(ref for row in rows for ref in (row.provider_ref, row.requester_ref))
        return {**cards, "actor": self.actor}


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
        verb = verbs.ask_for_quote if given.pop("ask") else verbs.propose_deal
        if verb is verbs.ask_for_quote:
            for name in ("price_minor", *LEFT_OUT):
                given.pop(name, None)
        made = verb(party=party, by=self.actor, **given)
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

    input_class = AcceptInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.accept_deal(deal=row, by=self.actor, **given)


class DealCounter(DealVerb):
    """Answer a question with a proposal, or a proposal with another one: the other side is asked."""

    input_class = CounterInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.counter_deal(deal=row, by=self.actor, **given)


class DealDecline(DealVerb):
    """The side that was asked says no."""

    input_class = OptionalReasonInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.decline_deal(deal=row, by=self.actor, **given)


class DealStart(DealVerb):
    """The provider began."""

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.start_deal(deal=row, by=self.actor)


class DealDeliver(DealVerb):
    """The provider did it, or a part of it."""

    input_class = DeliverInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.deliver_deal(deal=row, by=self.actor, **given)


class DealNoShow(DealVerb):
    """The other side did not come at the agreed moment."""

    input_class = OptionalReasonInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.report_no_show(deal=row, by=self.actor, **given)


class DealConfirm(DealVerb):
    """The requester says it is well. What each side owes the community is recorded."""

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.confirm_deal(deal=row, by=self.actor)


class DealCancel(DealVerb):
    """Either side calls it off before delivery."""

    input_class = ReasonInput

    def act(self, row: Deal, **given: Any) -> Deal:
        return verbs.cancel_deal(deal=row, by=self.actor, **given)
