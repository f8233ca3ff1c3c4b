"""Group orders: many take of one offer together, or nobody does."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from marketplace.enums import GroupOrderState, LineState
from marketplace.models.deal import Deal
from marketplace.models.listing import Listing
from marketplace.models.parties import ref_of
from weconomics.tenancy.models import AddressableModel, CommunityModel


class GroupOrder(AddressableModel):
    """Runs until `closes_at`; then it is confirmed for all when the least quantity is reached, and lapses when not."""

    number = models.PositiveIntegerField()
    offer = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="group_orders")
    organiser = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    local_group = models.ForeignKey(
        "communities.LocalGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=5000, blank=True)
    pickup = models.CharField(_("where and when to fetch it"), max_length=300, blank=True)
    least_quantity = models.DecimalField(_("least quantity"), max_digits=12, decimal_places=3)
    most_quantity = models.DecimalField(
        _("most quantity"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    supply_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"))
    decided_at = models.DateTimeField(null=True, blank=True)
    unit_price_minor = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=GroupOrderState, default=GroupOrderState.OPEN)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("group order")
        verbose_name_plural = _("group orders")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="group_order_number_once"),
            models.UniqueConstraint(
                fields=["community", "offer"],
                condition=Q(state="open"),
                name="group_order_open_once_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=GroupOrderState.values), name="group_order_state_known"
            ),
            models.CheckConstraint(condition=Q(least_quantity__gt=0), name="group_order_least_positive"),
            models.CheckConstraint(
                condition=Q(most_quantity__isnull=True) | Q(most_quantity__gte=F("least_quantity")),
                name="group_order_most_above_least",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="group_order_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(unit_price_minor__isnull=False),
                name="group_order_confirmed_has_price",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "closes_at"], name="group_order_closing")]

    def __str__(self) -> str:
        return self.title


class PriceStep(CommunityModel):
    """From this total on, the price per unit of everybody, in minor units, VAT in it."""

    group_order = models.ForeignKey(GroupOrder, on_delete=models.CASCADE, related_name="steps")
    from_quantity = models.DecimalField(max_digits=12, decimal_places=3)
    price_minor = models.BigIntegerField()

    class Meta:
        ordering = ["from_quantity"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group_order", "from_quantity"], name="price_step_once"
            ),
            models.CheckConstraint(condition=Q(from_quantity__gte=0), name="price_step_from_not_negative"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="price_step_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}: {self.price_minor}"


class GroupOrderLine(AddressableModel):
    """What one takes part for: how much they want, the least they accept, and what they were given in the end."""

    group_order = models.ForeignKey(GroupOrder, on_delete=models.PROTECT, related_name="lines")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    wanted = models.DecimalField(_("how much"), max_digits=12, decimal_places=3)
    least = models.DecimalField(_("at least"), max_digits=12, decimal_places=3)
    allotted = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=5, choices=LineState, default=LineState.IN)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group_order", "membership"],
                condition=Q(organisation__isnull=True),
                name="group_order_line_of_member_once",
            ),
            models.UniqueConstraint(
                fields=["community", "group_order", "organisation"],
                condition=Q(organisation__isnull=False),
                name="group_order_line_of_organisation_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="group_order_line_state_known"
            ),
            models.CheckConstraint(
                condition=Q(least__gt=0) & Q(wanted__gte=F("least")), name="group_order_line_wants_its_least"
            ),
            models.CheckConstraint(
                condition=Q(allotted__isnull=True) | Q(allotted__gte=0, allotted__lte=F("wanted")),
                name="group_order_line_never_above_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_order}: {self.wanted}"

    @property
    def ref(self) -> PartyRef:
        return ref_of(self.membership_id, self.organisation_id)
