from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CategoryState
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
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="category_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_nl
