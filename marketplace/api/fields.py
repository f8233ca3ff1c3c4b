"""Fields that several serializers share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.interface import PartyRef


class PartySerializer(serializers.Serializer):
    """A side of a deal, or who offers or asks."""

    kind = serializers.ChoiceField(choices=[("member", "member"), ("organisation", "organisation")])
    id = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_field(PartySerializer)
class PartyField(serializers.Field):
    """Reads a PartyRef; the cards of the page were asked for at once (`context["cards"]`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, ref: PartyRef) -> dict[str, str]:
        card = self.context["cards"][ref]
        return {"kind": card.kind, "id": str(card.public_id), "name": card.name}


@extend_schema_field({"type": "string", "format": "uuid"})
class RowField(serializers.Field):
    """The public id of a row that the caller may see; the value is the row."""

    default_error_messages = {
        "invalid": _("This is not an id."),
        "unknown": _("There is nothing with this id, or you cannot see it."),
    }

    def __init__(self, find: Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        self.find = find
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        try:
            public_id = UUID(data) if isinstance(data, str) else None
        except ValueError:
            public_id = None
        if public_id is None:
            self.fail("invalid")
        row = self.find(self.context["actor"]).filter(public_id=public_id).first()
        if row is None:
            self.fail("unknown")
        return row

    def to_representation(self, value: Any) -> str:
        return str(value.public_id)
