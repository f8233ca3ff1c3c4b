"""Who gives how much to whom: the one place where a quantity of a listing is held."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import AllocationState
from marketplace.models.deal import Deal
from marketplace.models.group_order import GroupOrderLine
from marketplace.models.listing import Listing
from marketplace.models.round import MatchingRound
from marketplace.units import from_smallest
from weconomics.tenancy.models import AddressableModel


class Allocation(AddressableModel):
    """A part of an offer for a part of a request: an amount of the smallest unit of the family both are counted in.

    In that unit every part is exact, so that parts fill a whole to the end. What is left of a listing is its quantity less
    what its allocations hold, computed under its lock and stored nowhere: accepted, agreed and fulfilled ones hold hard,
    proposed ones until `held_until`. `on` is the day where the capacity is one of each day anew; a trigger refuses to hold
    of such a listing without it. A line of a matching round is an allocation that is only suggested yet.
    """

    offer = models.ForeignKey(
        Listing, null=True, on_delete=models.PROTECT, related_name="allocations_as_offer"
    )
    request = models.ForeignKey(
        Listing, null=True, on_delete=models.PROTECT, related_name="allocations_as_request"
    )
    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="allocations")
    round = models.ForeignKey(MatchingRound, null=True, on_delete=models.PROTECT, related_name="allocations")
    group_order_line = models.ForeignKey(
        GroupOrderLine, null=True, on_delete=models.PROTECT, related_name="allocations"
    )
    amount = models.DecimalField(max_digits=16, decimal_places=3)
    on = models.DateField(_("date"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=AllocationState)
    held_until = models.DateTimeField(null=True, blank=True)
    points = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    is_pinned = models.BooleanField(default=False)
    is_taken_out = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-points", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AllocationState.values), name="allocation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(request__isnull=False), name="allocation_about_a_listing"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "agreed", "fulfilled"]) | Q(deal__isnull=False),
                name="allocation_held_by_a_deal",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(held_until__isnull=False),
                name="allocation_proposed_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="suggested") | Q(round__isnull=False),
                name="allocation_suggested_by_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(is_taken_out=True) | Q(state="withdrawn"),
                name="allocation_taken_out_holds_nothing",
            ),
            models.UniqueConstraint(
                fields=["community", "deal"],
                condition=Q(state__in=["proposed", "accepted", "agreed", "fulfilled"]),
                name="allocation_of_a_deal_once",
            ),
            models.UniqueConstraint(
                fields=["community", "group_order_line"],
                condition=Q(state__in=["proposed", "accepted", "agreed", "fulfilled"]),
                name="allocation_of_a_line_once",
            ),
            models.UniqueConstraint(
                fields=["community", "round", "offer", "request"],
                condition=Q(round__isnull=False),
                name="allocation_pair_once_a_round",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "offer", "state"], name="allocation_of_offer"),
            models.Index(fields=["community", "request", "state"], name="allocation_of_request"),
            models.Index(fields=["community", "state", "held_until"], name="allocation_lapsing"),
        ]

    def __str__(self) -> str:
        return f"{self.offer or '–'} → {self.request or '–'}"

    @property
    def offer_quantity(self) -> Decimal | None:
        """What it takes of the offer, in the offer's own unit."""
        return from_smallest(self.amount, self.offer.unit) if self.offer else None

    @property
    def request_quantity(self) -> Decimal | None:
        """What it gives to the request, in the request's own unit."""
        return from_smallest(self.amount, self.request.unit) if self.request else None
