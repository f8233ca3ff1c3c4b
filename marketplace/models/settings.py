from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CancellationPolicy
from weconomics.tenancy.models import CommunityModel

DAYS_BY_LAW = 14  # the right of withdrawal (Directive 2011/83/EU, art. 9)
# From … to …, in days.
RANGES = {
    "listing_days": (1, 730),
    "remind_days": (0, 60),
    "proposal_days": (1, 90),
    "inquiry_days": (1, 180),
    "auto_confirm_days": (1, 60),
    "dispute_answer_days": (2, 60),
    "dispute_decide_days": (2, 90),
    "review_days": (1, 60),
    "withdrawal_days": (DAYS_BY_LAW, 90),
}


class MarketSettings(CommunityModel):
    """How this community runs its marketplace. One row a community; without one the defaults hold. Terms in days."""

    needs_approval = models.BooleanField(_("a coordinator approves listings"), default=False)
    listing_days = models.PositiveSmallIntegerField(_("a listing lives"), default=180)
    remind_days = models.PositiveSmallIntegerField(_("reminder before it ends"), default=7)
    proposal_days = models.PositiveSmallIntegerField(_("a proposal holds its quantity"), default=7)
    inquiry_days = models.PositiveSmallIntegerField(_("a question waits for a proposal"), default=30)
    auto_confirm_days = models.PositiveSmallIntegerField(_("confirmed by itself after"), default=7)
    dispute_answer_days = models.PositiveSmallIntegerField(_("time to answer a dispute"), default=7)
    dispute_decide_days = models.PositiveSmallIntegerField(_("time to decide a dispute"), default=14)
    review_days = models.PositiveSmallIntegerField(_("reviews show after"), default=7)
    withdrawal_days = models.PositiveSmallIntegerField(_("right of withdrawal"), default=14)
    cancellation = models.CharField(
        _("cancellation"), max_length=10, choices=CancellationPolicy, default=CancellationPolicy.FLEXIBLE
    )
    machine_translation = models.BooleanField(_("offer machine translations as drafts"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("marketplace settings")
        verbose_name_plural = _("marketplace settings")
        constraints = [
            models.UniqueConstraint(fields=["community"], name="market_settings_once"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": least, f"{name}__lte": most}),
                    name=f"market_{name}_in_range",
                )
                for name, (least, most) in RANGES.items()
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_days__gte=DAYS_BY_LAW), name="market_withdrawal_at_least_by_law"
            ),
            models.CheckConstraint(
                condition=Q(remind_days__lt=F("listing_days")), name="market_reminder_within_life"
            ),
            models.CheckConstraint(
                condition=Q(cancellation__in=CancellationPolicy.values), name="market_cancellation_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
