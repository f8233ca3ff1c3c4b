"""Small endpoints that exist in tests only, beside the real ones."""

import time
from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from communities.models import LocalGroup
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView
from weconomics.errors import DomainError, NotAllowed
from weconomics.urls import urlpatterns as real

DELAY_SECONDS: list[float] = []


class GroupSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = LocalGroup
        fields = ("id", "name")


class Groups(ListView):
    """POST makes a group; a name that says so is refused after the row was written."""

    scopes = {"GET": Scope.COMMUNITIES_READ, "POST": Scope.LISTINGS_WRITE}
    serializer_class = GroupSerializer
    queryset = LocalGroup.objects.all()

    def post(self, request: Request) -> Response:
        form = GroupSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        group = LocalGroup.objects.create(place="Hier", lat=52, lon=6, **form.validated_data)
        time.sleep(sum(DELAY_SECONDS))
        _refuse(group.name)
        return Response(GroupSerializer(group).data, status=201)


class Group(DetailView):
    scopes = {"GET": Scope.COMMUNITIES_READ, "PATCH": Scope.LISTINGS_WRITE}
    serializer_class = GroupSerializer
    queryset = LocalGroup.objects.all()

    def patch(self, request: Request, public_id: Any) -> Response:
        group = self.find_to_change(public_id)
        LocalGroup.objects.filter(pk=group.pk).update(name=request.data["name"])
        return self.answer(self.find(self.get_queryset(), public_id))


class Lines(ApiView):
    """Nested input, to see where its errors point."""

    scopes = {"POST": Scope.LISTINGS_WRITE}

    class Order(serializers.Serializer):
        class Line(serializers.Serializer):
            quantity = serializers.IntegerField(min_value=1)

        lines = Line(many=True)

        def validate(self, given: dict[str, Any]) -> dict[str, Any]:
            if len(given["lines"]) > 2:
                raise serializers.ValidationError("Too many.", code="too_many")
            return given

    serializer_class = Order

    def post(self, request: Request) -> Response:
        self.Order(data=request.data).is_valid(raise_exception=True)
        return Response({})


def _refuse(name: str) -> None:
    refusals: dict[str, Exception] = {
        "rule": DomainError("Not now.", code="not_now", data={"url": "/c/x/", "label": "Mend"}),
        "field": DomainError("Another name.", code="name_taken", data={"field": "name"}),
        "forbidden": NotAllowed(),
        "bug": ZeroDivisionError(),
    }
    if name in refusals:
        raise refusals[name]


urlpatterns = [
    path("api/v1/communities/<slug:slug>/groups/", Groups.as_view()),
    path("api/v1/communities/<slug:slug>/groups/<uuid:public_id>/", Group.as_view()),
    path("api/v1/communities/<slug:slug>/lines/", Lines.as_view()),
    *real,
]
