"""Offers and requests: one shape, two sides of equal rank."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from marketplace.enums import (
    OPEN_PRICES,
    PRICED,
    TAXED,
    Audience,
    CancellationPolicy,
    ExchangeType,
    Kind,
    Language,
    ListingState,
    PriceType,
    QuantityPer,
    RepeatUnit,
    Side,
    Unit,
    VatCategory,
)
from marketplace.models.category import Category, FieldSchema, ListingType
from marketplace.models.parties import ref_of
from marketplace.models.words import RootsField
from weconomics.tenancy.models import AddressableModel

WORDS = (
    SearchVector("title", weight="A", config="dutch")
    + SearchVector("title", weight="A", config="english")
    + SearchVector("text", weight="C", config="dutch")
    + SearchVector("text", weight="C", config="english")
)
LEXEMES = Func("community_id", "category_id", "words", "roots", function="listing_lexemes")


def listing_picture(listing: "Listing", filename: str) -> str:
    """Below the community's own folder, so that the picture's door knows whose it is."""
    return f"communities/{listing.community_id}/listings/{filename}"


class Listing(AddressableModel):
    """What somebody offers or asks. Without a quantity it does not run out. What is left is computed, never stored."""

    side = models.CharField(_("offer or request"), max_length=8, choices=Side)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=5000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SERVICE)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="listings", verbose_name=_("category")
    )
    type = models.ForeignKey(
        ListingType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings",
        verbose_name=_("type"),
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.NL)
    fields_version = models.ForeignKey(
        FieldSchema, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    values = models.JSONField(default=dict, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, null=True, blank=True)
    quantity_per = models.CharField(
        _("this quantity is"), max_length=5, choices=QuantityPer, default=QuantityPer.TOTAL
    )
    least_quantity = models.DecimalField(
        _("at least at a time"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    most_providers = models.PositiveSmallIntegerField(
        _("from at most so many providers"), null=True, blank=True
    )
    all_or_nothing = models.BooleanField(_("all or nothing"), default=False)
    closes_when_met = models.BooleanField(_("close it when nothing is left"), default=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.PIECE)
    price_type = models.CharField(_("price"), max_length=10, choices=PriceType, default=PriceType.FREE)
    price_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    price_until_minor = models.BigIntegerField(_("to"), null=True, blank=True)
    vat_category = models.CharField(_("VAT"), max_length=14, choices=VatCategory, default=VatCategory.NONE)
    vat_bp = models.PositiveIntegerField(_("VAT in the price"), default=0)
    currency = models.CharField(max_length=3, default="EUR")
    local_group = models.ForeignKey(
        "communities.LocalGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    radius_km = models.PositiveSmallIntegerField(_("radius in km"), default=5)
    available_from = models.DateField(_("from"), null=True, blank=True)
    available_until = models.DateField(_("until"), null=True, blank=True)
    repeat_every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    repeat_unit = models.CharField(max_length=5, choices=RepeatUnit, blank=True)
    cancellation = models.CharField(_("cancellation"), max_length=10, choices=CancellationPolicy, blank=True)
    photo = models.ImageField(_("photo"), upload_to=listing_picture, blank=True)
    photo_alt = models.CharField(_("what one sees on it"), max_length=200, blank=True)
    audience = models.CharField(_("who sees it"), max_length=10, choices=Audience, default=Audience.COMMUNITY)
    state = models.CharField(_("state"), max_length=10, choices=ListingState, default=ListingState.DRAFT)
    owner_membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    owner_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)  # closed by itself: all of it was done
    hidden_at = models.DateTimeField(null=True, blank=True)
    state_before = models.CharField(max_length=10, choices=ListingState, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    words = models.GeneratedField(expression=WORDS, output_field=SearchVectorField(), db_persist=True)
    roots = RootsField()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="listing_side_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="listing_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="listing_unit_known"),
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="listing_state_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="listing_audience_known"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="listing_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(price_type__in=[p.value for p in PRICED], price_minor__gt=0)
                | Q(price_type=PriceType.FROM_TO, price_minor__gte=0, price_until_minor__gt=F("price_minor"))
                | Q(price_type=PriceType.NEGOTIABLE)
                | Q(price_type__in=["free", "barter", "commons"], price_minor__isnull=True),
                name="listing_price_fits_its_type",
            ),
            models.CheckConstraint(
                condition=Q(price_until_minor__isnull=True) | Q(price_type=PriceType.FROM_TO),
                name="listing_price_ends_in_a_range_only",
            ),
            models.CheckConstraint(
                condition=Q(vat_category__in=[t.value for t in TAXED]) | Q(vat_bp=0),
                name="listing_vat_fits_its_rate",
            ),
            models.CheckConstraint(
                condition=Q(quantity_per__in=QuantityPer.values), name="listing_quantity_per_known"
            ),
            models.CheckConstraint(
                condition=Q(least_quantity__isnull=True)
                | Q(least_quantity__gt=0, quantity__isnull=True)
                | Q(least_quantity__gt=0, least_quantity__lte=F("quantity")),
                name="listing_least_within_its_quantity",
            ),
            models.CheckConstraint(
                condition=Q(most_providers__isnull=True) | Q(most_providers__gte=1, side=Side.REQUEST),
                name="listing_most_providers_of_a_request",
            ),
            models.CheckConstraint(
                condition=Q(all_or_nothing=False) | Q(quantity__isnull=False, side=Side.REQUEST),
                name="listing_all_or_nothing_of_a_quantity",
            ),
            models.CheckConstraint(
                condition=Q(repeat_every__isnull=True, repeat_unit="")
                | Q(repeat_every__gte=1, repeat_every__lte=52, repeat_unit__in=RepeatUnit.values),
                name="listing_repeats_in_a_unit",
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="listing_language_known"),
            models.CheckConstraint(
                condition=Q(available_until__isnull=True) | Q(available_until__gte=F("available_from")),
                name="listing_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state=ListingState.PUBLISHED) | Q(published_at__isnull=False),
                name="listing_published_has_moment",
            ),
            # Whoever writes: what a moderator hid is not shown, and what it was before is known.
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, state_before="") & ~Q(state=ListingState.HIDDEN)
                | Q(hidden_at__isnull=False, state__in=["hidden", "closed"]) & ~Q(state_before=""),
                name="listing_hidden_is_not_shown",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(state=ListingState.CLOSED), name="listing_met_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="listing_on_earth",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "state", "side", "-published_at", "-id"], name="listing_newest"
            ),
            models.Index(
                fields=["community", "state", "-published_at", "-id"], name="listing_newest_of_both"
            ),
            models.Index(fields=["community", "category", "state"], name="listing_by_category"),
            # Every lexeme begins with the community: one index, and each reads its own (docs/decisions/0005).
            GinIndex(LEXEMES, name="listing_lexemes", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_ref(self) -> PartyRef:
        """Who offers or asks: the partner organisation, else the member."""
        return ref_of(self.owner_membership_id, self.owner_organisation_id)

    @property
    def is_published(self) -> bool:
        return self.state == ListingState.PUBLISHED

    @property
    def is_offer(self) -> bool:
        return self.side == Side.OFFER

    @property
    def is_per_day(self) -> bool:
        """Whether each day has its own quantity: then what is taken is taken of a day."""
        return self.quantity is not None and self.quantity_per == QuantityPer.DAY

    @property
    def exchange_type(self) -> str:
        """How a deal on this listing is exchanged. Lending has a word of its own, also where it costs nothing."""
        if self.kind == Kind.LOAN:
            return ExchangeType.LOAN
        if self.price_type in (PriceType.FREE, PriceType.BARTER, PriceType.COMMONS):
            return self.price_type
        return ExchangeType.PAID

    def price_of(self, quantity: Decimal) -> int | None:
        """The whole price of a quantity in minor units, VAT in it; None where it is to be agreed; 0 without money."""
        if self.price_type == PriceType.PER_UNIT and self.price_minor is not None:
            return int((self.price_minor * quantity).to_integral_value(rounding="ROUND_HALF_UP"))
        if self.price_type == PriceType.FIXED:
            return self.price_minor
        return None if self.price_type in OPEN_PRICES else 0


class OfferManager(models.Manager["Offer"]):
    def get_queryset(self) -> "models.QuerySet[Offer]":
        return super().get_queryset().filter(side=Side.OFFER)


class RequestManager(models.Manager["Request"]):
    def get_queryset(self) -> "models.QuerySet[Request]":
        return super().get_queryset().filter(side=Side.REQUEST)


class Offer(Listing):
    """What somebody can give, do, lend or teach."""

    objects: ClassVar[OfferManager] = OfferManager()

    class Meta:
        proxy = True
        verbose_name = _("offer")
        verbose_name_plural = _("offers")


class Request(Listing):
    """What somebody needs."""

    objects: ClassVar[RequestManager] = RequestManager()

    class Meta:
        proxy = True
        verbose_name = _("request")
        verbose_name_plural = _("requests")
