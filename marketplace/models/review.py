"""What people say afterwards: reviews of a completed deal, and thanks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.models.deal import Deal
from weconomics.tenancy.models import AddressableModel


class Review(AddressableModel):
    """What one side of a completed deal says of the other. Shown from `visible_at`, null while it is still hidden."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="reviews")
    by_side = models.CharField(max_length=10, choices=[("provider", "provider"), ("requester", "requester")])
    author = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    about_membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    about_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    stars = models.PositiveSmallIntegerField(_("stars"))
    text = models.TextField(_("in your own words"), max_length=2000, blank=True)
    written_at = models.DateTimeField()
    visible_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "deal", "by_side"], name="review_once_a_side"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="review_answer_has_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "about_membership"], name="review_of_member"),
            models.Index(fields=["community", "about_organisation"], name="review_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.stars}"


class Thanks(AddressableModel):
    """A public thank-you. Not a mark: it counts in no summary."""

    giver = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="thanks")
    text = models.CharField(_("what for"), max_length=500)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("membership")), name="thanks_not_oneself"),
            models.CheckConstraint(condition=~Q(text=""), name="thanks_say_what_for"),
            models.UniqueConstraint(fields=["community", "deal", "giver"], name="thanks_once_a_deal"),
        ]

    def __str__(self) -> str:
        return self.text
