"""Charges, and the months in which they are invoiced."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import PeriodState, VatMode
from billing.models.party import Party
from billing.models.revenue_model import FeeRule
from billing.months import name_of
from weconomics.tenancy.models import AddressableModel, CommunityModel


class BillingPeriod(AddressableModel):
    """A month of the community's own time zone, as half-open instants."""

    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    label = models.CharField(max_length=7)
    state = models.CharField(max_length=8, choices=PeriodState, default=PeriodState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("month")
        verbose_name_plural = _("months")
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(fields=["community", "from_at"], name="period_starts_once"),
            models.UniqueConstraint(fields=["community", "label"], name="period_label_once"),
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="period_starts_before_its_end"),
            models.CheckConstraint(condition=Q(state__in=PeriodState.values), name="period_state_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """oktober 2026, in the language of the reader."""
        return name_of(self.label)


class Charge(CommunityModel):
    """What a party owes for one reason. Written once; taken back by a charge of the opposite amount.

    `amount_minor` is net for mode excl and gross for mode incl. `source_key` makes the same reason count once.
    """

    is_record_of_facts = True

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="charges")
    rule = models.ForeignKey(FeeRule, on_delete=models.PROTECT, related_name="charges")
    source_key = models.CharField(max_length=120)
    deal_id = models.BigIntegerField(null=True, blank=True)
    text = models.CharField(max_length=300)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    vat_mode = models.CharField(max_length=4, choices=VatMode)
    vat_bp = models.PositiveIntegerField()
    occurred_at = models.DateTimeField()
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "source_key"], name="charge_source_once"),
            models.UniqueConstraint(
                fields=["community", "reverses"],
                condition=Q(reverses__isnull=False),
                name="charge_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0) | Q(reverses__isnull=False),
                name="charge_negative_only_as_reversal",
            ),
            models.CheckConstraint(condition=Q(vat_mode__in=VatMode.values), name="charge_vat_mode_known"),
        ]
        indexes = [
            models.Index(fields=["community", "occurred_at"], name="charge_by_moment"),
            models.Index(fields=["community", "deal_id"], name="charge_by_deal"),
            models.Index(fields=["community", "party", "rule", "occurred_at"], name="charge_by_party_rule"),
        ]

    def __str__(self) -> str:
        return self.text


class BillingRun(CommunityModel):
    """One closing of a month: how far it came and what came out."""

    period = models.ForeignKey(BillingPeriod, on_delete=models.PROTECT, related_name="runs")
    attempts = models.PositiveSmallIntegerField(default=0)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    invoice_count = models.PositiveIntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("closing of a month")
        verbose_name_plural = _("closings of months")
        constraints = [models.UniqueConstraint(fields=["community", "period"], name="run_once_per_period")]

    def __str__(self) -> str:
        return str(self.period)
