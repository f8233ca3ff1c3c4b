"""Words that mean the same here, and searches that people keep."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Alert
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel, CommunityModel


class Synonym(AddressableModel):
    """A group of words that find each other."""

    words = ArrayField(models.CharField(max_length=60), verbose_name=_("words"))
    made_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]
        constraints = [models.CheckConstraint(condition=Q(words__len__gte=2), name="synonym_of_two_words")]

    def __str__(self) -> str:
        return ", ".join(self.words)


class SavedSearch(AddressableModel):
    """A search of a member: its address-bar query, and how to tell what is new. Each listing is told once."""

    membership = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    alert = models.CharField(_("tell me"), max_length=4, choices=Alert, default=Alert.APP)
    made_at = models.DateTimeField()
    last_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "membership", "name"], name="saved_search_name_once"
            ),
            models.CheckConstraint(condition=Q(alert__in=Alert.values), name="saved_search_alert_known"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedSearchHit(CommunityModel):
    """A listing that a saved search found: told once, however often the work is done."""

    saved_search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="hits")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "saved_search", "listing"], name="saved_search_hit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.saved_search}: {self.listing}"
