"""Files that were made for the accountant. The file itself lies outside of what pages serve."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weconomics.tenancy.models import AddressableModel


class YearFile(AddressableModel):
    """A year in one ZIP: made by a job, fetched through a door that asks who comes."""

    year = models.PositiveSmallIntegerField()
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    document_count = models.PositiveIntegerField(default=0)
    adds_up = models.BooleanField(null=True)
    asked_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("year file")
        verbose_name_plural = _("year files")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True)
                | (~Q(file_name="") & ~Q(sha256="") & Q(adds_up__isnull=False)),
                name="year_file_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
