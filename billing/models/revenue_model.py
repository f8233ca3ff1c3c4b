"""Revenue models: versions of the money rules of a community."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.enums import Basis, ExchangeType, Interval, ModelState, PartyKind, Payer, VatMode
from billing.pricing import FeeTerms
from weconomics.tenancy.models import AddressableModel, CommunityModel


def only_paid() -> list[str]:
    return [ExchangeType.PAID.value]


class RevenueModel(AddressableModel):
    """One version. A draft may be written; a decision puts it in force, and from then on nothing in it changes."""

    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    explanation = models.TextField(_("explanation for members"), max_length=3000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ModelState, default=ModelState.DRAFT)
    active_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    active_to = models.DateTimeField(_("in force until"), null=True, blank=True)
    decision_number = models.CharField(_("decision"), max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revenue model")
        verbose_name_plural = _("revenue models")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="revenue_model_number_once"),
            models.UniqueConstraint(
                fields=["community"], condition=Q(state="active"), name="revenue_model_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ModelState.values), name="revenue_model_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(active_from__isnull=False) & ~Q(decision_number="")),
                name="revenue_model_in_force_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=models.F("active_from")),
                name="revenue_model_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.state == ModelState.DRAFT


class FeeRule(CommunityModel):
    """One rule of a revenue model: who pays, how it is counted, how much, and when it does not apply."""

    revenue_model = models.ForeignKey(RevenueModel, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what it is called"), max_length=200)
    payer = models.CharField(_("who pays"), max_length=12, choices=Payer)
    basis = models.CharField(_("how it is counted"), max_length=20, choices=Basis)
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    rate_bp = models.PositiveIntegerField(_("percentage of the price"), default=0)
    split_bp = models.PositiveIntegerField(_("part of the requester"), default=5000)
    floor_minor = models.BigIntegerField(_("at least"), null=True, blank=True)
    cap_minor = models.BigIntegerField(_("at most"), null=True, blank=True)
    vat_mode = models.CharField(_("VAT"), max_length=4, choices=VatMode, default=VatMode.EXCL)
    vat_rate_bp = models.PositiveIntegerField(_("VAT rate"), default=2100)
    interval = models.CharField(_("period"), max_length=5, choices=Interval, default=Interval.MONTH)
    exchange_types = ArrayField(
        models.CharField(max_length=10, choices=ExchangeType),
        verbose_name=_("for deals that are"),
        default=only_paid,
    )
    party_kind = models.CharField(_("for whom"), max_length=12, choices=PartyKind, default=PartyKind.ANY)
    category_id = models.BigIntegerField(_("category"), null=True, blank=True)
    only_with_trade = models.BooleanField(_("only in months with a paid deal"), default=False)
    free_per_year = models.PositiveSmallIntegerField(_("free deals a year"), default=0)
    grace_months = models.PositiveSmallIntegerField(_("free months at the start"), default=0)
    household_cap_minor = models.BigIntegerField(_("at most per household a year"), null=True, blank=True)

    class Meta:
        verbose_name = _("fee rule")
        verbose_name_plural = _("fee rules")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(payer__in=Payer.values), name="fee_rule_payer_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="fee_rule_basis_known"),
            models.CheckConstraint(
                condition=Q(
                    basis__in=["per_transaction", "percent_of_price"],
                    payer__in=["provider", "requester", "split"],
                )
                | Q(basis__in=["per_period", "per_user"], payer__in=["provider", "member", "partner"]),
                name="fee_rule_payer_fits_basis",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="fee_rule_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(floor_minor__isnull=True) | Q(floor_minor__gte=0),
                name="fee_rule_floor_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__isnull=True) | Q(cap_minor__gte=0), name="fee_rule_cap_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(household_cap_minor__isnull=True) | Q(household_cap_minor__gte=0),
                name="fee_rule_household_cap_not_negative",
            ),
            models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="fee_rule_rate_at_most_the_price"),
            models.CheckConstraint(condition=Q(split_bp__lte=10_000), name="fee_rule_split_within_whole"),
            models.CheckConstraint(
                condition=Q(floor_minor__isnull=True)
                | Q(cap_minor__isnull=True)
                | Q(floor_minor__lte=models.F("cap_minor")),
                name="fee_rule_floor_below_cap",
            ),
            models.CheckConstraint(condition=Q(vat_mode__in=VatMode.values), name="fee_rule_vat_mode_known"),
            models.CheckConstraint(
                condition=Q(exchange_types__contained_by=ExchangeType.values),
                name="fee_rule_exchange_types_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def part_of_provider_bp(self) -> int:
        return 10_000 - self.split_bp

    @property
    def kinds_of_deal(self) -> str:
        """Said only of a rule that counts for others than paid deals alone."""
        if self.exchange_types == only_paid() or self.basis in (Basis.PER_PERIOD, Basis.PER_USER):
            return ""
        return ", ".join(str(ExchangeType(kind).label).lower() for kind in self.exchange_types)

    def terms(self) -> FeeTerms:
        """The rule as plain values, as a deal freezes them."""
        return FeeTerms(
            rule_id=self.pk,
            text=self.text,
            payer=self.payer,
            basis=self.basis,
            amount_minor=self.amount_minor,
            rate_bp=self.rate_bp,
            split_bp=self.split_bp,
            floor_minor=self.floor_minor,
            cap_minor=self.cap_minor,
            vat_mode=self.vat_mode,
            vat_rate_bp=self.vat_rate_bp,
            exchange_types=tuple(self.exchange_types),
            party_kind=self.party_kind,
            category_id=self.category_id,
            free_per_year=self.free_per_year,
        )
