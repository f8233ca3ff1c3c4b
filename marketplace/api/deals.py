"""Deals as the outside sees and proposes them. Money in minor units, quantities as decimal text."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.api.listings import AMOUNT, LARGEST_MINOR
from marketplace.api.parties import OwnPartyField, PartyField
from marketplace.api.seen import seen_listings
from marketplace.enums import DealState
from marketplace.facts import quote_of
from marketplace.models import Deal, DealStep

ROLES = [("provider", "provider"), ("requester", "requester")]
REASON: dict[str, Any] = {"max_length": 500}


class DealSerializer(serializers.ModelSerializer):
    """An agreement, made or in the making. `price_minor` is the whole price, VAT in it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    offer = serializers.UUIDField(source="offer.public_id", default=None, allow_null=True, read_only=True)
    request = serializers.UUIDField(source="request.public_id", default=None, allow_null=True, read_only=True)
    provider = PartyField(source="provider_ref")
    requester = PartyField(source="requester_ref")

    class Meta:
        model = Deal
        fields = (
            "id",
            "state",
            "title",
            "offer",
            "request",
            "provider",
            "requester",
            "proposed_by",
            "quantity",
            "unit",
            "price_minor",
            "currency",
            "vat_bp",
            "exchange_type",
            "planned_on",
            "proposed_at",
            "agreed_at",
            "delivered_at",
            "confirmed_at",
            "ended_at",
        )
        read_only_fields = fields


class FeeSerializer(serializers.Serializer):
    """One contribution to the community."""

    payer = serializers.ChoiceField(choices=ROLES)
    text = serializers.CharField()
    net_minor = serializers.IntegerField()
    vat_minor = serializers.IntegerField()
    total_minor = serializers.IntegerField()


class QuoteSerializer(serializers.Serializer):
    """What each side pays in all, and which decision of the community the fees rest on."""

    requester_pays_minor = serializers.IntegerField()
    provider_receives_minor = serializers.IntegerField()
    lines = FeeSerializer(many=True)
    model_number = serializers.IntegerField(allow_null=True)
    decision_number = serializers.CharField(allow_null=True)


class StepSerializer(serializers.ModelSerializer):
    class Meta:
        model = DealStep
        fields = ("state", "at", "reason")
        read_only_fields = fields


class DealDetailSerializer(DealSerializer):
    """With what it costs and how it went. Fees are those of now until it is agreed, and its own from then on."""

    quote = serializers.SerializerMethodField()
    steps = StepSerializer(many=True, read_only=True)

    class Meta(DealSerializer.Meta):
        fields = (*DealSerializer.Meta.fields, "quote", "steps")
        read_only_fields = fields

    @extend_schema_field(QuoteSerializer)
    def get_quote(self, deal: Deal) -> Any:
        return QuoteSerializer(quote_of(deal)).data


class ListingField(serializers.UUIDField):
    """The id of a listing that the caller may see; the value is the listing."""

    def to_internal_value(self, data: Any) -> Any:
        public_id = super().to_internal_value(data)
        listing = seen_listings(self.context["actor"]).filter(public_id=public_id).first()
        if listing is None:
            message = _("There is no offer or request with this id, or it is not for you to see.")
            raise serializers.ValidationError(message, code="does_not_exist")
        return listing


class ProposalInput(serializers.Serializer):
    """On an offer you receive, on a request you provide."""

    listing = ListingField(help_text="The offer or request of the other party")
    quantity = serializers.DecimalField(**AMOUNT)
    party = OwnPartyField(required=False, help_text="For whom; without it, whoever the program acts for")
    counterpart = ListingField(required=False, help_text="Your own listing on the other side, after a match")
    price_minor = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_MINOR,
        required=False,
        help_text="The whole price with VAT; only where the listing leaves it open",
    )
    planned_on = serializers.DateField(required=False)
    message = serializers.CharField(max_length=5000, required=False, allow_blank=True)


class ReasonInput(serializers.Serializer):
    reason = serializers.CharField(**REASON, help_text="The other party reads it")


class OptionalReasonInput(serializers.Serializer):
    reason = serializers.CharField(
        **REASON, required=False, allow_blank=True, help_text="The other party reads it"
    )


class DealQuery(serializers.Serializer):
    state = serializers.ChoiceField(choices=DealState.choices, required=False)
    role = serializers.ChoiceField(choices=ROLES, required=False, help_text="Only where you are this side")
    waiting = serializers.BooleanField(
        required=False, default=False, help_text="Only proposals that wait for you"
    )
