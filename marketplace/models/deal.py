"""Deals between two parties: what was said and agreed, each step, and what was brought."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from marketplace.enums import CancellationPolicy, DealState, EndReason, ExchangeType, Proposer, Unit
from marketplace.models.category import Category
from marketplace.models.listing import Listing
from marketplace.models.parties import NOT_WITH_OWN_ORGANISATION, NOT_WITH_SELF, BetweenTwo
from marketplace.models.standing import StandingDeal
from weconomics.tenancy.models import CommunityModel

BEFORE_AGREEMENT = ["inquiry", "proposed", "declined", "lapsed", "cancelled"]


class Deal(BetweenTwo):
    """An agreement in the making or made. Its price and fee rules are its own from the agreement on.

    Quantity, price, date and conditions are those of its current terms (`terms_version`). Who has said yes to these stands
    in `provider_accepted_at` and `requester_accepted_at`; with both it is agreed. What it holds stands in its allocation.
    Until `proposal_until` a proposal or an inquiry waits; until `reviews_until`, kept when it was confirmed, both may review.
    `owed_minor` is what the requester still pays after an early end; null while the price stands.
    """

    offer = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="deals_as_offer")
    request = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="deals_as_request")
    standing = models.ForeignKey(StandingDeal, null=True, on_delete=models.PROTECT, related_name="deals")
    standing_on = models.DateField(null=True, blank=True)
    proposed_by = models.CharField(max_length=12, choices=Proposer)
    title = models.CharField(_("title"), max_length=120)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10, choices=Unit)
    price_minor = models.BigIntegerField(_("price"))
    currency = models.CharField(max_length=3)
    vat_bp = models.PositiveIntegerField(default=0)
    exchange_type = models.CharField(max_length=10, choices=ExchangeType)
    planned_on = models.DateField(_("date"), null=True, blank=True)
    planned_at = models.TimeField(_("time"), null=True, blank=True)
    cancellation = models.CharField(
        _("cancellation"), max_length=10, choices=CancellationPolicy, default=CancellationPolicy.FLEXIBLE
    )
    terms_version = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=DealState, default=DealState.PROPOSED)
    terms = models.JSONField(default=dict)
    frozen_fees = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    proposal_until = models.DateTimeField(null=True, blank=True)
    provider_accepted_at = models.DateTimeField(null=True, blank=True)
    requester_accepted_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reviews_until = models.DateTimeField(null=True, blank=True)
    is_confirmed_by_itself = models.BooleanField(default=False)
    withdrawal_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, choices=EndReason, blank=True)
    owed_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            NOT_WITH_SELF,
            NOT_WITH_OWN_ORGANISATION,
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(request__isnull=False), name="deal_about_a_listing"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="deal_quantity_positive"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="deal_price_not_negative"),
            models.CheckConstraint(
                condition=Q(exchange_type__in=["paid", "loan"]) | Q(price_minor=0),
                name="deal_without_money_costs_nothing",
            ),
            models.CheckConstraint(condition=Q(state__in=DealState.values), name="deal_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_AGREEMENT) | Q(agreed_at__isnull=False),
                name="deal_agreed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True)
                | Q(provider_accepted_at__isnull=False, requester_accepted_at__isnull=False),
                name="deal_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False, reviews_until__isnull=False),
                name="deal_confirmed_has_moments",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["inquiry", "proposed"]) | Q(proposal_until__isnull=False),
                name="deal_proposal_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(owed_minor__isnull=True)
                | Q(owed_minor__gte=0, owed_minor__lte=models.F("price_minor")),
                name="deal_owes_at_most_its_price",
            ),
            models.CheckConstraint(
                condition=Q(standing__isnull=True, standing_on__isnull=True)
                | Q(standing__isnull=False, standing_on__isnull=False),
                name="deal_of_standing_has_its_date",
            ),
            models.UniqueConstraint(
                fields=["community", "standing", "standing_on"], name="deal_once_a_period"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "provider_membership", "state"], name="deal_of_provider"),
            models.Index(fields=["community", "requester_membership", "state"], name="deal_of_requester"),
            models.Index(fields=["community", "state", "confirm_by"], name="deal_confirms_by_itself"),
            models.Index(fields=["community", "state", "proposal_until"], name="deal_proposal_lapses"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def answering_refs(self) -> list[PartyRef]:
        """The sides that have not said yes to the terms on the table; of a coordinator's proposal that can be both."""
        refs = []
        if self.provider_accepted_at is None:
            refs.append(self.provider_ref)
        if self.requester_accepted_at is None:
            refs.append(self.requester_ref)
        return refs

    @property
    def listing_ids(self) -> list[int]:
        """In order of id: the order in which they are locked."""
        return sorted(pk for pk in (self.offer_id, self.request_id) if pk is not None)


class DealTerms(CommunityModel):
    """One version of what is proposed: quote, counter-quote and, once both said yes, the written agreement.

    `agreement`: parties, title, words of the listings, exchange and VAT as they were (`actions.deals.terms.agreement_of`);
    empty in versions of before it was kept. `fingerprint` is the mark over all of it.
    `least_quantity`: who laid it also agrees to a part from this much on, at the same price a unit; null is all or nothing.
    """

    is_record_of_facts = True

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    proposed_by = models.CharField(max_length=12, choices=Proposer)
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    least_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(max_length=10, choices=Unit)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    planned_on = models.DateField(null=True)
    planned_at = models.TimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    cancellation = models.CharField(max_length=10, choices=CancellationPolicy)
    conditions = models.TextField(max_length=5000, blank=True)
    agreement = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["community", "deal", "version"], name="deal_terms_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="deal_terms_version_from_one"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="deal_terms_quantity_positive"),
            models.CheckConstraint(
                condition=Q(least_quantity__isnull=True)
                | Q(least_quantity__gt=0, least_quantity__lte=models.F("quantity")),
                name="deal_terms_least_within_its_quantity",
            ),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="deal_terms_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.version}"


class DealStep(CommunityModel):
    """One step of a deal: which transition, what it became, when, by whom and why."""

    is_record_of_facts = True

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField(null=True)
    transition = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=DealState)
    at = models.DateTimeField()
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    about = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "deal", "number"], name="deal_step_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.state}"


class Delivery(CommunityModel):
    """A part of a deal that was done or brought. The sum never passes what was agreed: asked under the deal's lock."""

    is_record_of_facts = True

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="deliveries")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = _("deliveries")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_quantity_positive")]

    def __str__(self) -> str:
        return f"{self.deal}: {self.quantity}"
