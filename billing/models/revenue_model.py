"""Revenue models: versions of the money rules of a community."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from billing.enums import (
    Basis,
    Calculator,
    ExchangeType,
    Interval,
    MemberType,
    ModelState,
    PartyKind,
    Payer,
    VatMode,
)
from billing.pricing import FeeTerms, tiers_from_json
from weconomics.tenancy.models import AddressableModel, CommunityModel

# What the terms of a rule take over as it stands.
SAME_IN_TERMS = (
    "text", "payer", "basis", "amount_minor", "rate_bp", "split_bp", "floor_minor", "cap_minor", "vat_mode", "vat_rate_bp",
    "party_kind", "category_id", "free_per_year", "calculator", "more_minor", "threshold_minor", "most_units",
    "package_units", "free_units", "base_per_item", "base_with_vat", "base_with_delivery", "from_price_minor",
    "free_amount_minor", "ladder", "listing_id", "member_type", "organisation_id", "local_group_id",
)  # fmt: skip


# Changes of terms are told to business users at least 15 days ahead (Regulation (EU) 2019/1150, art. 3).
NOTICE_DAYS = 15
# The cluster has no btree_gist, so the community is a range of one.
OF_COMMUNITY = Func("community_id", "community_id", Value("[]"), function="int8range")
IN_FORCE = Func("active_from", "active_to", Value("[)"), function="tstzrange")


def only_paid() -> list[str]:
    return [ExchangeType.PAID.value]


def all_to_operator() -> list[list[Any]]:
    return [["operator", 10_000]]


class RevenueModel(AddressableModel):
    """One version. A draft may be written; a decision puts it in force, and from then on nothing in it changes."""

    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    explanation = models.TextField(_("explanation for members"), max_length=3000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ModelState, default=ModelState.DRAFT)
    active_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    active_to = models.DateTimeField(_("in force until"), null=True, blank=True)
    decision_number = models.CharField(_("decision"), max_length=20, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days between decision and start"), default=NOTICE_DAYS)
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
            ExclusionConstraint(
                name="revenue_model_never_two_at_once",
                expressions=[(OF_COMMUNITY, RangeOperators.OVERLAPS), (IN_FORCE, RangeOperators.OVERLAPS)],
                condition=~Q(state="draft"),
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

    @property
    def is_announced(self) -> bool:
        """Decided on, and not yet in force."""
        return self.state == ModelState.ANNOUNCED


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
    organisation_cap_minor = models.BigIntegerField(
        _("at most per organisation a year"), null=True, blank=True
    )
    prorate = models.BooleanField(_("by days of a part of a period"), default=False)
    calculator = models.CharField(
        _("how it is reckoned"), max_length=20, choices=Calculator, default=Calculator.PLAIN, blank=True
    )
    more_minor = models.BigIntegerField(_("each further, or from the threshold on"), default=0)
    threshold_minor = models.BigIntegerField(_("threshold"), default=0)
    most_units = models.PositiveIntegerField(_("counted up to so many pieces"), null=True, blank=True)
    package_units = models.PositiveIntegerField(_("pieces in a package"), default=1)
    free_units = models.PositiveIntegerField(_("free pieces"), default=0)
    tiers = models.JSONField(_("bands"), default=list, blank=True)
    base_per_item = models.BooleanField(_("rounded for each piece"), default=False)
    base_with_vat = models.BooleanField(_("of the price with VAT"), default=False)
    base_with_delivery = models.BooleanField(_("of delivery too"), default=False)
    from_price_minor = models.BigIntegerField(_("for deals from a price of"), default=0)
    free_amount_minor = models.BigIntegerField(_("free turnover a year"), default=0)
    ladder = models.CharField(_("ladder"), max_length=40, blank=True, default="")
    listing_id = models.BigIntegerField(_("listing"), null=True, blank=True)
    member_type = models.CharField(
        _("for members who are"), max_length=10, choices=MemberType, default=MemberType.ANY, blank=True
    )
    organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    local_group = models.ForeignKey(
        "communities.LocalGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    beneficiaries = models.JSONField(_("where it goes"), default=all_to_operator)
    # The first rule of the line that this one continues: allowances and caps of a year go on through versions.
    line = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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
            models.CheckConstraint(
                condition=Q(organisation_cap_minor__isnull=True) | Q(organisation_cap_minor__gte=0),
                name="fee_rule_organisation_cap_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    more_minor__gte=0,
                    threshold_minor__gte=0,
                    from_price_minor__gte=0,
                    free_amount_minor__gte=0,
                ),
                name="fee_rule_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(calculator__in=Calculator.values), name="fee_rule_calculator_known"
            ),
            models.CheckConstraint(
                condition=Q(calculator="")
                | Q(basis="percent_of_price", calculator="graduated_percent")
                | Q(basis="per_user", calculator__in=["graduated", "volume", "package"])
                | (Q(basis="per_transaction") & ~Q(calculator="graduated_percent")),
                name="fee_rule_calculator_fits_basis",
            ),
            models.CheckConstraint(
                condition=~Q(calculator="package") | Q(package_units__gte=1),
                name="fee_rule_package_has_units",
            ),
            models.CheckConstraint(
                condition=Q(member_type__in=MemberType.values), name="fee_rule_member_type_known"
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
            line_id=self.line_id or 0,
            exchange_types=tuple(self.exchange_types),
            tiers=tiers_from_json(self.tiers),
            beneficiaries=tuple((to, bp) for to, bp in self.beneficiaries),
            **{name: getattr(self, name) for name in SAME_IN_TERMS},
        )
