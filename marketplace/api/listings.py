"""Offers and requests as the outside sees and writes them. Money in minor units, quantities as decimal text."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.interface import local_groups
from marketplace.api.answers import AnswersField, AnswersInput
from marketplace.api.listing_parts import HoursField, PhotosField, TranslationsField
from marketplace.api.parties import OwnPartyField, PartyField
from marketplace.enums import (
    Audience,
    CancellationPolicy,
    CategoryState,
    Kind,
    Language,
    ListingState,
    PriceType,
    QuantityPer,
    RepeatUnit,
    Unit,
    VatCategory,
)
from marketplace.listing_terms import MOST_REPEAT
from marketplace.models import Category, Listing, Match
from marketplace.searching import Filters, Near

LARGEST_MINOR = 10**10
LARGEST_QUANTITY = Decimal(10**6)  # times the largest price it still fits a column
LARGEST_RADIUS_KM = 200
LONGEST_SLUG = 60
MOST_PROVIDERS = 1000
AMOUNT: dict[str, Any] = {
    "max_digits": 12,
    "decimal_places": 3,
    "min_value": Decimal("0.001"),
    "max_value": LARGEST_QUANTITY,
}
OF_LISTING = (
    "title",
    "text",
    "kind",
    "category",
    "quantity",
    "unit",
    "quantity_per",
    "least_quantity",
    "most_providers",
    "all_or_nothing",
    "closes_when_met",
    "price_type",
    "price_minor",
    "price_until_minor",
    "vat_category",
    "vat_bp",
    "cancellation",
    "local_group",
    "place",
    "lat",
    "lon",
    "radius_km",
    "available_from",
    "available_until",
    "repeat_every",
    "repeat_unit",
    "audience",
    "language",
)


class ListingSerializer(serializers.ModelSerializer):
    """An offer or a request. `left` is what can still be agreed on; null where it does not run out, or is new each day.

    `vat_bp` follows from `vat_category`: hundredths of a percent.
    """

    id = serializers.UUIDField(source="public_id", read_only=True)
    owner = PartyField(source="owner_ref")
    category = serializers.CharField(source="category.slug", read_only=True)
    local_group = serializers.UUIDField(
        source="local_group.public_id", default=None, allow_null=True, read_only=True
    )
    left = serializers.SerializerMethodField()
    photos = PhotosField(read_only=True)
    translations = TranslationsField(read_only=True)
    hours = HoursField(read_only=True)
    values = AnswersField(read_only=True)
    cancellation = serializers.ChoiceField(
        choices=CancellationPolicy.choices, allow_blank=True, read_only=True
    )
    repeat_unit = serializers.ChoiceField(choices=RepeatUnit.choices, allow_blank=True, read_only=True)
    sent_back_because = serializers.SerializerMethodField()
    values_version = serializers.IntegerField(
        source="fields_version.number",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="The version of the category's questions that `values` answers",
    )

    class Meta:
        model = Listing
        fields = (
            "id",
            "side",
            "state",
            "owner",
            *OF_LISTING,
            "currency",
            "values",
            "values_version",
            "photos",
            "translations",
            "hours",
            "sent_back_because",
            "left",
            "published_at",
            "expires_on",
        )
        read_only_fields = fields

    def get_sent_back_because(self, listing: Any) -> str:
        """What a coordinator asks to mend before it is shown; empty when nothing is."""
        return (listing.sent_back_because or "") if listing.state == ListingState.DRAFT else ""

    @extend_schema_field({"type": ["string", "null"], "format": "decimal"})
    def get_left(self, listing: Any) -> str | None:
        if listing.quantity is None or listing.quantity_per == QuantityPer.DAY:
            return None
        return f"{listing.quantity - listing.held:.3f}"


@extend_schema_field({"type": "string", "maxLength": LONGEST_SLUG, "description": "The slug of a category"})
class CategoryField(serializers.Field):
    """The slug of a category; the value is the category."""

    def __init__(self, *, open_only: bool = False, **kwargs: Any) -> None:
        self.open_only = open_only
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Category:
        rows = Category.objects.filter(state=CategoryState.OPEN) if self.open_only else Category.objects.all()
        is_slug = isinstance(data, str) and len(data) <= LONGEST_SLUG and "\x00" not in data
        category = rows.filter(slug=data).first() if is_slug else None
        if category is None:
            raise serializers.ValidationError(_("There is no such category."), code="does_not_exist")
        return category


class LocalGroupField(serializers.UUIDField):
    """The public id of an open local group; the value is its inner id, which verbs take."""

    def to_internal_value(self, data: Any) -> int:  # type: ignore[override]
        public_id = super().to_internal_value(data)
        for group in local_groups():
            if group.public_id == public_id:
                return group.id
        raise serializers.ValidationError(
            _("There is no open local group with this id."), code="does_not_exist"
        )


class ListingInput(AnswersInput):
    """What may be said of an offer or a request."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    category = CategoryField(open_only=True)
    quantity = serializers.DecimalField(**AMOUNT, required=False, allow_null=True)
    unit = serializers.ChoiceField(choices=Unit.choices, required=False)
    quantity_per = serializers.ChoiceField(
        choices=QuantityPer.choices, required=False, help_text="In total, or anew each day"
    )
    least_quantity = serializers.DecimalField(
        **AMOUNT, required=False, allow_null=True, help_text="Of this much at a time at least"
    )
    most_providers = serializers.IntegerField(
        min_value=1, max_value=MOST_PROVIDERS, required=False, allow_null=True, help_text="Of a request"
    )
    all_or_nothing = serializers.BooleanField(required=False, help_text="Of a request with a quantity")
    closes_when_met = serializers.BooleanField(required=False)
    price_type = serializers.ChoiceField(choices=PriceType.choices, required=False)
    price_minor = serializers.IntegerField(
        min_value=0, max_value=LARGEST_MINOR, required=False, allow_null=True
    )
    price_until_minor = serializers.IntegerField(
        min_value=1, max_value=LARGEST_MINOR, required=False, allow_null=True, help_text="With from_to"
    )
    vat_category = serializers.ChoiceField(
        choices=VatCategory.choices, required=False, help_text="Of a trader's offer; the rate follows from it"
    )
    cancellation = serializers.ChoiceField(
        choices=CancellationPolicy.choices, required=False, allow_blank=True,
        help_text="Empty: as usual in the community",
    )  # fmt: skip
    local_group = LocalGroupField(source="local_group_id", required=False, allow_null=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    radius_km = serializers.IntegerField(min_value=1, max_value=LARGEST_RADIUS_KM, required=False)
    available_from = serializers.DateField(required=False, allow_null=True)
    available_until = serializers.DateField(required=False, allow_null=True)
    repeat_every = serializers.IntegerField(
        min_value=1, max_value=MOST_REPEAT, required=False, allow_null=True, help_text="With repeat_unit"
    )
    repeat_unit = serializers.ChoiceField(choices=RepeatUnit.choices, required=False, allow_blank=True)
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)
    language = serializers.ChoiceField(choices=Language.choices, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        start, end = self._now(given, "available_from"), self._now(given, "available_until")
        if start and end and end < start:
            message = _("This lies before the first day.")
            raise serializers.ValidationError({"available_until": [message]}, code="ends_before_start")
        if (self._now(given, "lat") is None) != (self._now(given, "lon") is None):
            raise serializers.ValidationError(
                {"lon": [_("A point has both lat and lon.")]}, code="half_a_point"
            )
        return given

    def _now(self, given: dict[str, Any], name: str) -> Any:
        return given.get(name, getattr(self.instance, name, None))


class NewListingInput(ListingInput):
    owner = OwnPartyField(required=False, help_text="Whose it is; without it, whoever the program acts for")


class ListingQuery(serializers.Serializer):
    """The same filters as the page of the marketplace."""

    q = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Words, Dutch or English"
    )
    category = CategoryField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False)
    km = serializers.FloatField(
        min_value=0.1, max_value=1000, required=False, help_text="With lat and lon; else 10"
    )
    least_minor = serializers.IntegerField(min_value=0, max_value=LARGEST_MINOR, required=False)
    most_minor = serializers.IntegerField(min_value=0, max_value=LARGEST_MINOR, required=False)
    without_money = serializers.BooleanField(required=False, default=False)
    mine = serializers.BooleanField(
        required=False, default=False, help_text="Only your own, drafts and ended ones too"
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("lat" in given) != ("lon" in given):
            raise serializers.ValidationError(
                {"lon": [_("A point has both lat and lon.")]}, code="half_a_point"
            )
        return given

    def filters(self, side: str) -> Filters:
        asked = self.validated_data
        near = Near(asked["lat"], asked["lon"], asked.get("km", 10.0)) if "lat" in asked else None
        return Filters(
            words=asked.get("q", ""),
            side=side,
            category=asked.get("category"),
            kind=asked.get("kind", ""),
            near=near,
            least_minor=asked.get("least_minor"),
            most_minor=asked.get("most_minor"),
            without_money=asked["without_money"],
        )


class MatchedListingSerializer(ListingSerializer):
    """A listing inside a match, without what is left of it."""

    class Meta(ListingSerializer.Meta):
        fields = ("id", "side", "owner", *OF_LISTING, "currency")
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer):
    """What speaks for it, and how much: category, words, distance, group, price, free, kind, period."""

    code = serializers.CharField()
    points = serializers.IntegerField()
    words = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With code words: their stems"
    )
    km = serializers.FloatField(required=False, help_text="With code distance")


class MatchSerializer(serializers.ModelSerializer):
    """An offer and a request that fit. `score` goes to 100; `reasons` say where it comes from."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    reasons = ReasonSerializer(many=True, read_only=True)
    offer = MatchedListingSerializer(read_only=True)
    request = MatchedListingSerializer(read_only=True)

    class Meta:
        model = Match
        fields = ("id", "score", "reasons", "state", "offer", "request")
        read_only_fields = fields
