"""The seven connecting factors, each a row of versions."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.enums import Factor, FactorState
from weconomics.tenancy.models import AddressableModel

DECIDED = [FactorState.ADOPTED, FactorState.SUPERSEDED]
A_YEAR = timedelta(days=365)


def in_a_year() -> date:
    return timezone.localdate() + A_YEAR


class FactorVersion(AddressableModel):
    """One version of a factor: content in the shape of `factors.SCHEMAS`.

    A trigger (migration 0002) keeps an adopted version as it was decided and refuses an adoption
    without the decision that names this version.
    """

    factor = models.CharField(_("factor"), max_length=20, choices=Factor)
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=FactorState, default=FactorState.DRAFT)
    content = models.JSONField(_("content"), default=dict)
    evidence = models.JSONField(_("figures at adoption"), default=dict, blank=True)
    revision = models.PositiveIntegerField(_("times saved"), default=1)
    review_on = models.DateField(_("review on"), default=in_a_year)
    written_by = models.ForeignKey(
        "communities.Membership", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    decision = models.ForeignKey(
        "governance.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="factor_versions"
    )

    class Meta:
        verbose_name = _("version of a factor")
        verbose_name_plural = _("versions of factors")
        ordering = ["factor", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "factor", "number"], name="factor_version_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["community", "factor"], condition=Q(state=FactorState.DRAFT), name="factor_one_draft"
            ),
            models.UniqueConstraint(
                fields=["community", "factor"],
                condition=Q(state=FactorState.PROPOSED),
                name="factor_one_proposed",
            ),
            models.UniqueConstraint(
                fields=["community", "factor"],
                condition=Q(state=FactorState.ADOPTED),
                name="factor_one_adopted",
            ),
            models.CheckConstraint(condition=Q(factor__in=Factor.values), name="factor_known"),
            models.CheckConstraint(condition=Q(state__in=FactorState.values), name="factor_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="factor_number_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decision__isnull=False, adopted_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decision__isnull=True, adopted_at__isnull=True)),
                name="factor_adopted_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_factor_display()} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == FactorState.DRAFT

    @property
    def is_adopted(self) -> bool:
        return self.state == FactorState.ADOPTED

    def days_overdue(self, as_of: date) -> int:
        """Days since the review should have been held; 0 when it is not due."""
        return max(0, (as_of - self.review_on).days) if self.is_adopted else 0
