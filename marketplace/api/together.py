"""Group orders and standing deals, as the outside sees them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.api.parties import OwnPartyField, PartyField
from marketplace.enums import GroupOrderState
from marketplace.group_orders.progress import progress_of
from marketplace.models import GroupOrder, GroupOrderLine, PriceStep, StandingDeal
from marketplace.standing.queries import coming_dates
from marketplace.standing.repeating import today_in

QUANTITY: dict[str, Any] = {"max_digits": 12, "decimal_places": 3}


class PriceStepSerializer(serializers.ModelSerializer):
    """From this total on, the price per unit of everybody, VAT in it."""

    class Meta:
        model = PriceStep
        fields = ("from_quantity", "price_minor")
        read_only_fields = fields


class GroupOrderLineSerializer(serializers.ModelSerializer):
    """What the caller takes part for; `allotted` once it is decided."""

    party = PartyField(source="ref")
    deal = serializers.UUIDField(source="deal.public_id", allow_null=True, default=None, read_only=True)

    class Meta:
        model = GroupOrderLine
        fields = ("party", "wanted", "least", "allotted", "deal")
        read_only_fields = fields


class GroupOrderSerializer(serializers.ModelSerializer):
    """Quantities in the unit of the offer, prices per unit in minor units. `lines` are the caller's own."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    offer = serializers.UUIDField(source="offer.public_id", read_only=True)
    provider = PartyField(source="offer.owner_ref")
    unit = serializers.CharField(source="offer.unit", read_only=True)
    currency = serializers.CharField(source="offer.currency", read_only=True)
    wanted = serializers.DecimalField(source="wanted_total", read_only=True, **QUANTITY)
    takers = serializers.IntegerField(read_only=True)
    price_minor = serializers.SerializerMethodField()
    steps = PriceStepSerializer(many=True, read_only=True)
    lines = serializers.SerializerMethodField()

    class Meta:
        model = GroupOrder
        fields = (
            *("id", "number", "title", "text", "pickup", "state", "offer", "provider", "unit", "currency"),
            *(
                "least_quantity",
                "most_quantity",
                "supply_quantity",
                "wanted",
                "takers",
                "price_minor",
                "steps",
            ),
            *("closes_at", "decided_at", "unit_price_minor", "reason", "lines"),
        )
        read_only_fields = fields

    def get_price_minor(self, order: GroupOrder) -> int:
        """The step that is reached now."""
        return progress_of(order).price_minor

    @extend_schema_field(GroupOrderLineSerializer(many=True))
    def get_lines(self, order: GroupOrder) -> Any:
        own = self.context["lines"].get(order.pk, [])
        return GroupOrderLineSerializer(own, many=True, context=self.context).data


class GroupOrderQuery(serializers.Serializer):
    state = serializers.ChoiceField(choices=GroupOrderState.choices, required=False)


class JoinInput(serializers.Serializer):
    """Joining again changes what is wanted. Without `least` it is all or nothing."""

    wanted = serializers.DecimalField(**QUANTITY)
    least = serializers.DecimalField(required=False, allow_null=True, **QUANTITY)
    party = OwnPartyField(required=False)


class LeaveInput(serializers.Serializer):
    party = OwnPartyField(required=False)


class ComingDateSerializer(serializers.Serializer):
    """A date to come: with its deal once that is made, or skipped."""

    on = serializers.DateField()
    deal = serializers.UUIDField(source="deal.public_id", allow_null=True, default=None)
    is_skipped = serializers.SerializerMethodField()

    def get_is_skipped(self, row: dict[str, Any]) -> bool:
        return row["skip"] is not None


class StandingDealSerializer(serializers.ModelSerializer):
    """The same deal each period. The price is that of each time, VAT in it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    provider = PartyField(source="provider_ref")
    requester = PartyField(source="requester_ref")
    offer = serializers.UUIDField(source="offer.public_id", allow_null=True, default=None, read_only=True)
    request = serializers.UUIDField(source="request.public_id", allow_null=True, default=None, read_only=True)
    paused_by = serializers.SerializerMethodField()

    class Meta:
        model = StandingDeal
        fields = (
            *("id", "title", "state", "provider", "requester", "proposed_by", "offer", "request"),
            *("quantity", "unit", "price_minor", "currency", "exchange_type", "cancellation"),
            *(
                "every",
                "every_unit",
                "starts_on",
                "ends_on",
                "paused_by",
                "proposed_at",
                "agreed_at",
                "ended_at",
            ),
        )
        read_only_fields = fields

    def get_paused_by(self, standing: StandingDeal) -> str | None:
        """The side that paused it, while it is."""
        return standing.paused_by or None


class StandingDealDetailSerializer(StandingDealSerializer):
    """With its next dates."""

    next_dates = serializers.SerializerMethodField()

    class Meta(StandingDealSerializer.Meta):
        fields = (*StandingDealSerializer.Meta.fields, "next_dates")
        read_only_fields = fields

    @extend_schema_field(ComingDateSerializer(many=True))
    def get_next_dates(self, standing: StandingDeal) -> Any:
        today = today_in(standing.community.time_zone, self.context["now"])
        return ComingDateSerializer(coming_dates(standing, today), many=True).data


class SkipInput(serializers.Serializer):
    on = serializers.DateField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
