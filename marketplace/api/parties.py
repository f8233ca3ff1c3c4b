"""For whom the caller acts, and how parties are shown."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.interface import PartyCard, PartyRef, parties_of, party_cards
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

KINDS = [("member", "member"), ("organisation", "organisation")]


class PartySerializer(serializers.Serializer):
    """Who offers, asks, provides or receives."""

    kind = serializers.ChoiceField(choices=KINDS)
    id = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_field(PartySerializer)
class PartyField(serializers.Field):
    """Reads a PartyRef. The cards of a whole page were asked for at once (`context["cards"]`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, ref: PartyRef) -> dict[str, str]:
        card = self.context["cards"][ref]
        return {"kind": card.kind, "id": str(card.public_id), "name": card.name}


@extend_schema_field({"type": "string", "format": "uuid"})
class OwnPartyField(serializers.UUIDField):
    """The id of a party that the caller acts for; the value is its PartyRef."""

    def to_internal_value(self, data: Any) -> PartyRef:  # type: ignore[override]
        public_id = super().to_internal_value(data)
        for card in parties_of(self.context["actor"]):
            if card.public_id == public_id:
                return card.ref
        raise serializers.ValidationError(_("You do not act for this party."), code="not_yours")


def own_party(chosen: PartyRef | None, actor: Actor) -> PartyRef:
    """The party that was chosen, else the first the caller acts for. Raises NotAllowed where there is none."""
    if chosen is not None:
        return chosen
    parties: list[PartyCard] = parties_of(actor)
    if not parties:
        raise NotAllowed(_("You act for nobody who may trade in this community now."))
    return parties[0].ref


def cards_of(refs: Iterable[PartyRef]) -> dict[str, Any]:
    return {"cards": party_cards(refs)}
