"""The shared analysis: what members see around them, and how they weigh it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.enums import ContextKind, ContextTheme
from weconomics.tenancy.models import AddressableModel, CommunityModel


class ContextItem(AddressableModel):
    """A chance or a threat that a member sees. Others see it once they wrote one themselves."""

    kind = models.CharField(_("chance or threat"), max_length=10, choices=ContextKind)
    theme = models.CharField(_("theme"), max_length=20, choices=ContextTheme)
    title = models.CharField(_("in one sentence"), max_length=160)
    description = models.TextField(_("explanation"), max_length=2000, blank=True)
    evidence_url = models.URLField(_("where to read about it"), max_length=500, blank=True)
    author = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="context_items"
    )
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("chance or threat")
        verbose_name_plural = _("chances and threats")
        ordering = ["kind", "created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContextKind.values), name="context_kind_known"),
            models.CheckConstraint(condition=Q(theme__in=ContextTheme.values), name="context_theme_known"),
            models.CheckConstraint(condition=~Q(title=""), name="context_item_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ContextRating(CommunityModel):
    """How one member weighs one chance or threat: impact and likelihood from 1 to 5."""

    item = models.ForeignKey(ContextItem, on_delete=models.CASCADE, related_name="ratings")
    membership = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="context_ratings"
    )
    impact = models.PositiveSmallIntegerField(_("impact"))
    likelihood = models.PositiveSmallIntegerField(_("likelihood"))
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "item", "membership"], name="rating_once_per_member"
            ),
            models.CheckConstraint(condition=Q(impact__range=(1, 5)), name="rating_impact_one_to_five"),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5)), name="rating_likelihood_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.impact} × {self.likelihood}"
