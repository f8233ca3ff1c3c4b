"""The decision log: only added to, numbered without gaps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models.proposal import Proposal
from weconomics.tenancy.models import AddressableModel, CommunityModel


class Decision(AddressableModel):
    """What the community decided, as it was read and adopted. The database refuses to change or delete it.

    `objections` is a list of {text_version, argument, state, resolution}. Names stay out of it: this record
    outlives a member's wish to be forgotten; the proposal's page still knows who objected.
    """

    is_record_of_facts = True

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(_("number"), max_length=20)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    driver = models.TextField(_("why"))
    text = models.TextField(_("text"))
    text_version = models.PositiveSmallIntegerField()
    effect_kind = models.CharField(_("kind of change"), max_length=80, blank=True)
    effect_id = models.BigIntegerField(null=True, blank=True)
    effect_text = models.CharField(_("what it changed"), max_length=500, blank=True)
    objections = models.JSONField(_("objections and how they were met"), default=list)
    electors = models.PositiveIntegerField(_("people asked"))
    without_objection = models.PositiveIntegerField(_("without objection"))
    with_concern = models.PositiveIntegerField(_("with a concern"))
    evaluation = models.TextField(_("how we see whether it works"), blank=True)
    review_on = models.DateField(_("look back on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    concluded_by = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["community", "proposal"], name="decision_once_per_proposal"),
            models.UniqueConstraint(fields=["community", "number"], name="decision_number_once"),
            models.UniqueConstraint(fields=["community", "year", "sequence"], name="decision_sequence_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^B-[0-9]{4}-[0-9]{3,}$"), name="decision_number_readable"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="decision_sequence_from_one"),
            models.CheckConstraint(
                condition=Q(effect_kind="", effect_id__isnull=True)
                | (~Q(effect_kind="") & Q(effect_id__isnull=False)),
                name="decision_effect_whole",
            ),
        ]
        indexes = [models.Index(fields=["community", "effect_kind", "effect_id"], name="decision_by_effect")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Numbering(CommunityModel):
    """The last number given in a series and a year. Locked while a number is given, so that there are no gaps."""

    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")
        constraints = [
            models.UniqueConstraint(fields=["community", "series", "year"], name="numbering_once"),
            models.CheckConstraint(
                condition=Q(series__in=["decision", "proposal"]), name="numbering_series_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
