"""Standing deals: agreed once, made anew each period unless it is skipped."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CancellationPolicy, ExchangeType, RepeatUnit, StandingState, Unit
from marketplace.models.category import Category
from marketplace.models.listing import Listing
from marketplace.models.parties import NOT_WITH_OWN_ORGANISATION, NOT_WITH_SELF, BetweenTwo
from weconomics.tenancy.models import CommunityModel


class StandingDeal(BetweenTwo):
    """What two parties agreed for every so many weeks or months. Each period's deal is one of its own.

    Up to and including `made_until` each date has its deal or its skip. Who paused it, resumes it.
    """

    offer = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="standing_as_offer")
    request = models.ForeignKey(
        Listing, null=True, on_delete=models.PROTECT, related_name="standing_as_request"
    )
    proposed_by = models.CharField(
        max_length=12, choices=[("provider", "provider"), ("requester", "requester")]
    )
    title = models.CharField(_("title"), max_length=120)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10, choices=Unit)
    price_minor = models.BigIntegerField(_("price each time"))
    currency = models.CharField(max_length=3)
    vat_bp = models.PositiveIntegerField(default=0)
    exchange_type = models.CharField(max_length=10, choices=ExchangeType)
    cancellation = models.CharField(
        _("cancellation"), max_length=10, choices=CancellationPolicy, default=CancellationPolicy.FLEXIBLE
    )
    every = models.PositiveSmallIntegerField(_("every"), default=1)
    every_unit = models.CharField(max_length=5, choices=RepeatUnit, default=RepeatUnit.WEEK)
    starts_on = models.DateField(_("first time"))
    ends_on = models.DateField(_("last time"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=StandingState, default=StandingState.PROPOSED)
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    made_until = models.DateField(null=True, blank=True)
    paused_by = models.CharField(
        max_length=12, choices=[("provider", "provider"), ("requester", "requester")], blank=True
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("standing deal")
        verbose_name_plural = _("standing deals")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            NOT_WITH_SELF,
            NOT_WITH_OWN_ORGANISATION,
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(request__isnull=False), name="standing_about_a_listing"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="standing_quantity_positive"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="standing_price_not_negative"),
            models.CheckConstraint(
                condition=Q(cancellation__in=CancellationPolicy.values), name="standing_cancellation_known"
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, every__lte=52), name="standing_every_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(every_unit__in=RepeatUnit.values), name="standing_every_unit_known"
            ),
            models.CheckConstraint(condition=Q(state__in=StandingState.values), name="standing_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="standing_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "paused"]) | Q(agreed_at__isnull=False),
                name="standing_agreed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_by__in=["provider", "requester"])
                | (~Q(state="paused") & Q(paused_by="")),
                name="standing_paused_by_one_of_the_two",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "made_until"], name="standing_due")]

    def __str__(self) -> str:
        return self.title


class StandingSkip(CommunityModel):
    """This time not: said by one of the two, or found out when its deal should be made (then `by` is empty)."""

    standing = models.ForeignKey(StandingDeal, on_delete=models.CASCADE, related_name="skips")
    on = models.DateField()
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["community", "standing", "on"], name="standing_skip_once")
        ]

    def __str__(self) -> str:
        return f"{self.standing}: {self.on}"
