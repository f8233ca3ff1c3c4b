from django.db import models
from django.utils.translation import gettext_lazy as _

from weconomics.tenancy.models import CommunityModel


class MarketDay(CommunityModel):
    """The figures of the market as they stood at the end of a day, for trends and goals."""

    on = models.DateField()
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("day of the market")
        verbose_name_plural = _("days of the market")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["community", "on"], name="market_day_once")]

    def __str__(self) -> str:
        return str(self.on)
