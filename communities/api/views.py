"""The directory, one community, its local groups."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from communities import queries
from communities.api.serializers import CommunityDetailSerializer, CommunitySerializer, LocalGroupSerializer
from weconomics.api.pagination import ByName
from weconomics.api.scopes import Scope
from weconomics.api.views import DetailView, ListView
from weconomics.errors import NotFound
from weconomics.tenancy.scope import everything

LONGEST_SEARCH = 100


class CommunityList(ListView):
    """The communities that show themselves to everybody. No token is needed."""

    is_public = True
    scopes = {"GET": Scope.COMMUNITIES_READ}
    serializer_class = CommunitySerializer
    pagination_class = ByName

    @extend_schema(
        operation_id="communities_list",
        auth=[],
        parameters=[OpenApiParameter("q", str, description="Words in the name, the sentence or the domain")],
    )
    def get(self, request: Request, **of_address: Any) -> Response:
        with everything("a directory that also knows the places of local groups"):
            return super().get(request)

    def get_queryset(self) -> QuerySet[Any]:
        words = self.request.query_params.get("q", "")[:LONGEST_SEARCH].replace("\x00", "")
        return queries.communities_in_directory(words)


class CommunityDetail(DetailView):
    """One community. Without a token only what it shows to strangers."""

    is_public = True
    scopes = {"GET": Scope.COMMUNITIES_READ}
    serializer_class = CommunityDetailSerializer

    @extend_schema(operation_id="communities_retrieve")
    def get(self, request: Any) -> Response:  # type: ignore[override]
        community = request.community
        if not self.actor.knows_community:
            raise NotFound
        return self.answer(community)


class LocalGroupList(ListView):
    """The open local groups, newest first."""

    scopes = {"GET": Scope.COMMUNITIES_READ}
    serializer_class = LocalGroupSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return queries.local_groups_with_counts()


class LocalGroupDetail(DetailView):
    scopes = {"GET": Scope.COMMUNITIES_READ}
    serializer_class = LocalGroupSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return queries.local_groups_with_counts()
