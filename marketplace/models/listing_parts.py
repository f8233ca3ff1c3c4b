"""What belongs to a listing: pictures, times, translations, and a coordinator's look at it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Language, ReviewOutcome
from marketplace.models.listing import Listing, listing_picture
from weconomics.tenancy.models import AddressableModel, CommunityModel


class ListingPhoto(AddressableModel):
    """A further picture of a listing, after its cover."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    photo = models.ImageField(_("photo"), upload_to=listing_picture)
    alt = models.CharField(_("what one sees on it"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(photo=""), name="listing_photo_has_file")]

    def __str__(self) -> str:
        return self.alt or f"{self.listing} {self.position}"


class ListingTranslation(CommunityModel):
    """Title and text in another language: the owner's own words, or a machine's draft that says so."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=Language)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=5000, blank=True)
    is_machine_draft = models.BooleanField(default=False)
    source_fingerprint = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "listing", "language"], name="listing_translation_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="listing_translation_has_title"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="listing_translation_language_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class ListingReview(CommunityModel):
    """A coordinator's look at a listing: asked once at a time, answered with a reason.

    `before` holds the words that everybody saw until they were changed; it is empty before the first publication.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="looks")
    asked_at = models.DateTimeField()
    before = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=8, choices=ReviewOutcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "listing"], condition=Q(outcome=""), name="listing_review_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_at__isnull=False), name="listing_review_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="listing_review_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing}: {self.outcome}"


class AvailabilityRule(CommunityModel):
    """Every week on this day between these hours, in the time zone of the community. Monday is 0."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    from_time = models.TimeField()
    until_time = models.TimeField()

    class Meta:
        ordering = ["weekday", "from_time"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="availability_weekday_known"),
            models.CheckConstraint(
                condition=Q(until_time__gt=F("from_time")), name="availability_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["community", "listing", "weekday", "from_time"], name="availability_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_time}–{self.until_time}"


class AvailabilityException(CommunityModel):
    """On this date otherwise: not at all, or at other hours."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField(_("date"))
    is_open = models.BooleanField(default=False)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "listing", "on"], name="availability_exception_once"
            ),
            models.CheckConstraint(
                condition=Q(is_open=False, from_time__isnull=True, until_time__isnull=True)
                | Q(is_open=True, from_time__isnull=False, until_time__gt=F("from_time")),
                name="availability_exception_has_hours_when_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)
