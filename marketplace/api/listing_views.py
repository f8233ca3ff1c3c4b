"""Offers, requests and their matches."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from marketplace import queries
from marketplace.actions import listings as verbs
from marketplace.api.listings import (
    ListingInput,
    ListingQuery,
    ListingSerializer,
    MatchSerializer,
    NewListingInput,
)
from marketplace.api.parties import cards_of, own_party
from marketplace.api.seen import own_listings, published_listings, seen_listings
from marketplace.enums import Side
from marketplace.models import Listing, Match
from marketplace.searching import find
from weconomics.api.pagination import BestFirst
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView, VerbView


class Listings(ApiView):
    """What offers and requests have in common: they differ in their side only."""

    side = Side.OFFER
    serializer_class = ListingSerializer
    queryset = Listing.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return seen_listings(self.actor).filter(side=self.side)

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        return cards_of(row.owner_ref for row in rows)


class ListingList(Listings, ListView):
    """GET: what is published for you, newest first. POST: a draft; publish it afterwards."""

    scopes = {"GET": Scope.LISTINGS_READ, "POST": Scope.LISTINGS_WRITE}

    @extend_schema(parameters=[ListingQuery])
    def get(self, request: Request, **of_address: Any) -> Response:
        return super().get(request)

    def get_queryset(self) -> QuerySet[Any]:
        asked = self.read(ListingQuery, self.request.query_params)
        rows = own_listings(self.actor) if asked.validated_data["mine"] else published_listings(self.actor)
        return find(rows, asked.filters(self.side))

    @extend_schema(request=NewListingInput, responses={201: ListingSerializer})
    def post(self, request: Request) -> Response:
        given = self.read(NewListingInput, request.data).validated_data
        owner = own_party(given.pop("owner", None), self.actor)
        made = verbs.draft_listing(side=self.side, owner=owner, by=self.actor, **given)
        row = self.find(super().get_queryset(), made.public_id)
        return Response(
            self.represent(row),
            status=HTTP_201_CREATED,
            headers={"Location": f"{request.path}{made.public_id}/"},
        )


class ListingDetail(Listings, DetailView):
    """GET: one of them with its ETag. PATCH: change what you send, with If-Match only what you read."""

    scopes = {"GET": Scope.LISTINGS_READ, "PATCH": Scope.LISTINGS_WRITE}

    @extend_schema(request=ListingInput)
    def patch(self, request: Request, public_id: UUID) -> Response:
        listing = self.find_to_change(public_id)
        form = self.read(ListingInput, request.data, instance=listing, partial=True)
        verbs.change_listing(listing=listing, by=self.actor, **form.validated_data)
        return self.answer(self.find(self.get_queryset(), public_id))


class ListingVerb(Listings, VerbView):
    scopes = {"POST": Scope.LISTINGS_WRITE}


class ListingPublish(ListingVerb):
    """Show it to its audience; matches are looked for."""

    def act(self, row: Listing, **given: Any) -> Listing:
        return verbs.publish_listing(listing=row, by=self.actor)


class ListingClose(ListingVerb):
    """End it for good. Its deals go on."""

    def act(self, row: Listing, **given: Any) -> Listing:
        return verbs.close_listing(listing=row, by=self.actor)


class ListingMatches(Listings, ListView):
    """What fits one of your own, best first."""

    scopes = {"GET": Scope.MATCHES_READ}
    serializer_class = MatchSerializer
    pagination_class = BestFirst
    queryset = Match.objects.none()

    def get(self, request: Request, **of_address: Any) -> Response:
        own = own_listings(self.actor).filter(side=self.side)
        self.listing = self.find(own, of_address["public_id"])
        return super().get(request)

    def get_queryset(self) -> QuerySet[Any]:
        return queries.matches_of(self.listing)

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        return cards_of(side.owner_ref for row in rows for side in (row.offer, row.request))
