"""Deals between two parties, their steps, and what they say to each other."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from marketplace.enums import DealState, ExchangeType, Side, Unit
from marketplace.models.category import Category
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel, CommunityModel


class Deal(AddressableModel):
    """An agreement in the making or made. Its price and fee rules are its own from the agreement on."""

    offer = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="deals_as_offer")
    request = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="deals_as_request")
    provider_membership = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="+"
    )
    provider_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    requester_membership = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="+"
    )
    requester_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.CharField(
        max_length=10, choices=[("provider", "provider"), ("requester", "requester")]
    )
    title = models.CharField(_("title"), max_length=120)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10, choices=Unit)
    price_minor = models.BigIntegerField(_("price"))
    currency = models.CharField(max_length=3)
    vat_bp = models.PositiveIntegerField(default=0)
    exchange_type = models.CharField(max_length=10, choices=ExchangeType)
    planned_on = models.DateField(_("date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DealState, default=DealState.PROPOSED)
    terms = models.JSONField(default=dict)
    frozen_fees = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(request__isnull=False), name="deal_about_a_listing"
            ),
            models.CheckConstraint(
                condition=~Q(
                    provider_membership=F("requester_membership"),
                    provider_organisation__isnull=True,
                    requester_organisation__isnull=True,
                ),
                name="deal_not_with_self",
            ),
            models.CheckConstraint(
                condition=Q(provider_organisation__isnull=True)
                | Q(requester_organisation__isnull=True)
                | ~Q(provider_organisation=F("requester_organisation")),
                name="deal_not_with_own_organisation",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="deal_quantity_positive"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="deal_price_not_negative"),
            models.CheckConstraint(
                condition=Q(exchange_type__in=["paid", "loan"]) | Q(price_minor=0),
                name="deal_without_money_costs_nothing",
            ),
            models.CheckConstraint(condition=Q(state__in=DealState.values), name="deal_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined", "cancelled"]) | Q(agreed_at__isnull=False),
                name="deal_agreed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="deal_confirmed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "provider_membership", "state"], name="deal_of_provider"),
            models.Index(fields=["community", "requester_membership", "state"], name="deal_of_requester"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def provider_ref(self) -> PartyRef:
        return _ref(self.provider_membership_id, self.provider_organisation_id)

    @property
    def requester_ref(self) -> PartyRef:
        return _ref(self.requester_membership_id, self.requester_organisation_id)

    @property
    def answering_ref(self) -> PartyRef:
        """The side that was asked, and so the one that accepts or declines."""
        return self.requester_ref if self.proposed_by == "provider" else self.provider_ref

    @property
    def listing_ids(self) -> list[int]:
        """In order of id: the order in which they are locked."""
        return sorted(pk for pk in (self.offer_id, self.request_id) if pk is not None)


class DealStep(CommunityModel):
    """One step of a deal: what it became, when, by whom and why."""

    is_record_of_facts = True

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=DealState)
    at = models.DateTimeField()
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["community", "deal", "state"], name="deal_step_once")]

    def __str__(self) -> str:
        return f"{self.deal}: {self.state}"


class Message(AddressableModel):
    """What one of the two says in the deal's thread."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=5000)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class ThreadReading(CommunityModel):
    """Until when a member has read the thread of a deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="readings")
    membership = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "deal", "membership"], name="thread_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.read_at}"


def _ref(membership_id: int, organisation_id: int | None) -> PartyRef:
    if organisation_id is not None:
        return PartyRef("organisation", organisation_id)
    return PartyRef("member", membership_id)


def column_of(side: str) -> str:
    """The foreign key of a deal to a listing of this side."""
    return "offer" if side == Side.OFFER else "request"
