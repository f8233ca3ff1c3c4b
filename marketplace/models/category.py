from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.enums import (
    CategoryState,
    Kind,
    PriceType,
    SchemaState,
    Side,
    Unit,
    WithdrawalException,
)
from weconomics.tenancy.models import AddressableModel


class Category(AddressableModel):
    """What is exchanged here. It names the course line of the vision that it serves, so the market stays on purpose."""

    slug = models.SlugField(max_length=60)
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="shapes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    course_line = models.CharField(_("course line of the vision"), max_length=200, blank=True)
    withdrawal_exception = models.CharField(
        _("no right of withdrawal"), max_length=14, choices=WithdrawalException, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=CategoryState, default=CategoryState.OPEN)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name_nl"]
        constraints = [
            models.UniqueConstraint(fields=["community", "slug"], name="category_slug_once"),
            models.UniqueConstraint(fields=["community", "name_nl"], name="category_name_once"),
            models.CheckConstraint(condition=Q(state__in=CategoryState.values), name="category_state_known"),
            models.CheckConstraint(
                condition=Q(withdrawal_exception__in=["", *WithdrawalException.values]),
                name="category_withdrawal_exception_known",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="category_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_nl


class ListingType(AddressableModel):
    """A kind of listing as this community knows it: which sides, units and prices it has, and how long it lives."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_nl = models.CharField(_("name in Dutch"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="shapes")
    sides = ArrayField(models.CharField(max_length=8, choices=Side), verbose_name=_("for"))
    units = ArrayField(models.CharField(max_length=10, choices=Unit), verbose_name=_("units"))
    price_types = ArrayField(models.CharField(max_length=10, choices=PriceType), verbose_name=_("prices"))
    asks_availability = models.BooleanField(_("asks days and hours"), default=False)
    lives_days = models.PositiveSmallIntegerField(_("days that a listing lives"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=CategoryState, default=CategoryState.OPEN)

    class Meta:
        verbose_name = _("listing type")
        verbose_name_plural = _("listing types")
        ordering = ["position", "name_nl"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name_nl"], name="listing_type_name_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="listing_type_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=CategoryState.values), name="listing_type_state_known"
            ),
            models.CheckConstraint(
                condition=Q(sides__len__gte=1, units__len__gte=1, price_types__len__gte=1),
                name="listing_type_leaves_a_choice",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_nl


class FieldSchema(AddressableModel):
    """The questions of a category, by version. A listing keeps the version that its answers were given in.

    `fields`: [{code, name_nl, name_en, kind, required, filterable, unit, options: [{code, nl, en}]}].
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="schemas")
    number = models.PositiveSmallIntegerField()
    fields = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=SchemaState, default=SchemaState.ACTIVE)
    made_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fields of a category")
        verbose_name_plural = _("fields of categories")
        ordering = ["category", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "category", "number"], name="field_schema_number_once"
            ),
            models.UniqueConstraint(
                fields=["community", "category"], condition=Q(state="active"), name="field_schema_active_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SchemaState.values), name="field_schema_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.number}"
