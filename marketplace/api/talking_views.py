"""Messages of a deal: read and written; reviews: read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from communities.interface import party_of
from marketplace.actions.messages import send_message
from marketplace.api.parties import cards_of
from marketplace.api.seen import own_deals
from marketplace.api.talking import MessageInput, MessageSerializer, ReviewQuery, ReviewSerializer
from marketplace.models import Message, Review
from marketplace.reviewing import about_ref, reviews_of, shown_reviews
from marketplace.talking.queries import messages_of, thread_of_deal
from weconomics.api.scopes import Scope
from weconomics.api.views import ListView


class DealMessages(ListView):
    """GET: what was said about a deal of yours, newest first; reading it here does not mark it as read.
    POST: say something; the other side is told."""

    scopes = {"GET": Scope.DEALS_READ, "POST": Scope.DEALS_WRITE}
    serializer_class = MessageSerializer
    queryset = Message.objects.none()

    def get_queryset(self) -> QuerySet[Message]:
        deal = self.find(own_deals(self.actor), self.kwargs["public_id"])
        return messages_of(thread_of_deal(deal))

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        return {"actor": self.actor}

    @extend_schema(request=MessageInput, responses={201: MessageSerializer})
    def post(self, request: Request, public_id: UUID) -> Response:
        deal = self.find(own_deals(self.actor), public_id)
        given = self.read(MessageInput, request.data).validated_data
        sent = send_message(deal=deal, by=self.actor, **given)
        return Response(self.represent(sent), status=HTTP_201_CREATED)


class ReviewList(ListView):
    """GET: the reviews that show, newest first."""

    scopes = {"GET": Scope.DEALS_READ}
    serializer_class = ReviewSerializer
    queryset = Review.objects.none()

    @extend_schema(parameters=[ReviewQuery])
    def get(self, request: Request, **of_address: Any) -> Response:
        return super().get(request)

    def get_queryset(self) -> QuerySet[Review]:
        asked = self.read(ReviewQuery, self.request.query_params).validated_data
        if "party" not in asked:
            return shown_reviews()
        party = party_of(asked.get("kind", "member"), asked["party"])
        return reviews_of(party.ref) if party else Review.objects.none()

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        return cards_of(about_ref(row) for row in rows)
