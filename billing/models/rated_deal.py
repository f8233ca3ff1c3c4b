"""What billing knows of each completed deal: enough to reckon it anew under other rules, and to report it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import ExchangeType
from billing.models.party import Party
from billing.models.revenue_model import RevenueModel
from communities.interface import PartyRef
from weconomics.tenancy.models import CommunityModel


class RatedDeal(CommunityModel):
    """A completed deal as it was when its fees were recorded, written once. Taken back by a `DealReversal`.

    `price_minor` is the whole price with VAT, `delivery_minor` the part of it that is delivery. `occasion` is empty,
    or names why a deal that was taken back was completed anew. `revenue_model` is the version at its agreement,
    null where none was in force. `activity` is what was exchanged in the market's word (goods, service, rental, …), empty
    where it does not say.
    """

    is_record_of_facts = True

    deal_id = models.BigIntegerField()
    occasion = models.CharField(max_length=60, blank=True, default="")
    label = models.CharField(max_length=200, blank=True, default="")
    revenue_model = models.ForeignKey(
        RevenueModel, null=True, on_delete=models.PROTECT, related_name="rated_deals"
    )
    provider = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="provided_deals")
    requester = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="requested_deals")
    provider_type = models.CharField(max_length=20, blank=True, default="")
    requester_type = models.CharField(max_length=20, blank=True, default="")
    price_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    vat_bp = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    weight_g = models.BigIntegerField(null=True, blank=True)
    exchange_type = models.CharField(max_length=10, choices=ExchangeType)
    activity = models.CharField(max_length=20, blank=True, default="")
    category_id = models.BigIntegerField(null=True, blank=True)
    listing_id = models.BigIntegerField(null=True, blank=True)
    local_group_id = models.BigIntegerField(null=True, blank=True)
    agreed_at = models.DateTimeField()
    completed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rated deal")
        verbose_name_plural = _("rated deals")
        ordering = ["completed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "deal_id", "occasion"], name="rated_deal_once"),
            models.CheckConstraint(
                condition=Q(delivery_minor__gte=0, delivery_minor__lte=F("price_minor")),
                name="rated_deal_delivery_within_price",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="rated_deal_quantity_not_negative"),
            models.CheckConstraint(
                condition=Q(weight_g__isnull=True) | Q(weight_g__gte=0),
                name="rated_deal_weight_not_negative",
            ),
            models.CheckConstraint(condition=~Q(provider=F("requester")), name="rated_deal_between_two"),
            models.CheckConstraint(
                condition=Q(exchange_type__in=ExchangeType.values), name="rated_deal_exchange_type_known"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "completed_at"], name="rated_deal_by_moment"),
            models.Index(fields=["community", "provider", "completed_at"], name="rated_deal_by_provider"),
            models.Index(fields=["community", "requester", "completed_at"], name="rated_deal_by_requester"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.deal_id)

    @property
    def provider_ref(self) -> PartyRef:
        return self.provider.ref

    @property
    def requester_ref(self) -> PartyRef:
        return self.requester.ref


class DealReversal(CommunityModel):
    """A completed deal came to nothing after all: its rated row stands, and counts no more from this moment."""

    is_record_of_facts = True

    rated_deal = models.ForeignKey(RatedDeal, on_delete=models.PROTECT, related_name="reversals")
    reversed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("deal taken back")
        verbose_name_plural = _("deals taken back")
        ordering = ["reversed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "rated_deal"], name="rated_deal_taken_back_once")
        ]

    def __str__(self) -> str:
        return str(self.rated_deal)
