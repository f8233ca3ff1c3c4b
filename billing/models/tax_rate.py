"""What VAT is, by date. Global: a law holds for every community."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import RateCategory


class TaxRate(models.Model):
    """One rate of one country, from a day until another. No two of a category hold on one day (migration 0015)."""

    country = models.CharField(max_length=2)
    category = models.CharField(max_length=10, choices=RateCategory)
    rate_bp = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "category", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=RateCategory.values), name="tax_rate_category_known"
            ),
            models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="tax_rate_at_most_the_price"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="tax_rate_starts_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.category} {self.rate_bp}"
