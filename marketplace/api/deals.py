"""Deals as the outside sees and proposes them. Money in minor units, quantities as decimal text."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.api.listings import AMOUNT, LARGEST_MINOR
from marketplace.api.parties import OwnPartyField, PartyField
from marketplace.api.seen import seen_listings
from marketplace.enums import CancellationPolicy, DealState, EndReason
from marketplace.facts import quote_of
from marketplace.models import Deal, DealStep, DealTerms
from marketplace.transitions import TRANSITIONS, steps_for

# Step → the last part of the address that takes it. Judges see disputes on their own pages, not the deals of others here.
ENDPOINTS = {
    "propose": "counter",
    "report_no_show": "no-show",
    "drop_dispute": "drop-dispute",
    **{name: name for name in ("counter", "accept", "decline", "start", "deliver", "confirm", "cancel")},
    **{name: name for name in ("dispute", "withdraw")},
}
ROLES = [("provider", "provider"), ("requester", "requester")]
REASON: dict[str, Any] = {"max_length": 500}


class DealSerializer(serializers.ModelSerializer):
    """An agreement, made or in the making. `price_minor` is the whole price, VAT in it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    offer = serializers.UUIDField(source="offer.public_id", default=None, allow_null=True, read_only=True)
    request = serializers.UUIDField(source="request.public_id", default=None, allow_null=True, read_only=True)
    provider = PartyField(source="provider_ref")
    requester = PartyField(source="requester_ref")
    ended_because = serializers.ChoiceField(choices=EndReason.choices, allow_blank=True, read_only=True)

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
            "planned_at",
            "cancellation",
            "terms_version",
            "proposal_until",
            "proposed_at",
            "provider_accepted_at",
            "requester_accepted_at",
            "agreed_at",
            "delivered_at",
            "confirm_by",
            "confirmed_at",
            "reviews_until",
            "ended_at",
            "ended_because",
            "owed_minor",
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


class TermsSerializer(serializers.ModelSerializer):
    """One version of what was laid on the table; the last one is what can be accepted."""

    class Meta:
        model = DealTerms
        fields = (
            "version",
            "proposed_by",
            "quantity",
            "unit",
            "price_minor",
            "planned_on",
            "planned_at",
            "valid_until",
            "conditions",
            "cancellation",
            "least_quantity",
            "fingerprint",
            "made_at",
        )
        read_only_fields = fields


class PossibleStepSerializer(serializers.Serializer):
    """What whoever you act for can do now, from the one table of transitions."""

    name = serializers.ChoiceField(
        choices=[(step.name, step.name) for step in TRANSITIONS if step.name in ENDPOINTS]
    )
    label = serializers.CharField()


class DealDetailSerializer(DealSerializer):
    """With what it costs, what was proposed, how it went and what can come next.

    Fees are those of now until it is agreed, and its own from then on.
    """

    quote = serializers.SerializerMethodField()
    versions = TermsSerializer(many=True, read_only=True)
    steps = StepSerializer(many=True, read_only=True)
    possible_steps = serializers.SerializerMethodField()

    class Meta(DealSerializer.Meta):
        fields = (*DealSerializer.Meta.fields, "quote", "versions", "steps", "possible_steps")
        read_only_fields = fields

    @extend_schema_field(QuoteSerializer)
    def get_quote(self, deal: Deal) -> Any:
        return QuoteSerializer(quote_of(deal)).data

    @extend_schema_field(PossibleStepSerializer(many=True))
    def get_possible_steps(self, deal: Deal) -> Any:
        steps = steps_for(deal, by=self.context["actor"], at=timezone.now())
        return PossibleStepSerializer([step for step in steps if step.name in ENDPOINTS], many=True).data


class ListingField(serializers.UUIDField):
    """The id of a listing that the caller may see; the value is the listing."""

    def to_internal_value(self, data: Any) -> Any:
        public_id = super().to_internal_value(data)
        listing = seen_listings(self.context["actor"]).filter(public_id=public_id).first()
        if listing is None:
            message = _("There is no offer or request with this id, or it is not for you to see.")
            raise serializers.ValidationError(message, code="does_not_exist")
        return listing


class TermsInput(serializers.Serializer):
    """What a proposal and another one in its place can say."""

    planned_on = serializers.DateField(
        required=False, help_text="Asked for where each day has its own quantity"
    )
    planned_at = serializers.TimeField(required=False)
    conditions = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    cancellation = serializers.ChoiceField(
        choices=CancellationPolicy.choices, required=False, help_text="What comes back when it is called off"
    )
    least_quantity = serializers.DecimalField(
        **AMOUNT, required=False, help_text="A part from this much on is fine too; without, all of it"
    )
    valid_until = serializers.DateTimeField(required=False, help_text="Without, as long as is usual here")


class ProposalInput(TermsInput):
    """On an offer you receive, on a request you provide. With `ask` terms beside quantity and date are left out."""

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
    message = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    ask = serializers.BooleanField(
        required=False, default=False, help_text="Ask what it would be: nothing is held, nobody is bound"
    )


class CounterInput(TermsInput):
    """The whole of the new terms, not what changed. They take the place of the version before."""

    quantity = serializers.DecimalField(**AMOUNT)
    price_minor = serializers.IntegerField(
        min_value=0, max_value=LARGEST_MINOR, required=False, help_text="The whole price with VAT"
    )


class AcceptInput(serializers.Serializer):
    version = serializers.IntegerField(
        min_value=1, help_text="The version that you read; another one is refused"
    )


class DeliverInput(serializers.Serializer):
    quantity = serializers.DecimalField(
        **AMOUNT, required=False, help_text="A part of it; without, all that is left"
    )
    is_last = serializers.BooleanField(required=False, default=False, help_text="No more comes")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


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
