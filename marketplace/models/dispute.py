"""When it goes wrong: disputes, and a consumer's right to withdraw."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import DisputeReason, DisputeState
from marketplace.models.deal import Deal
from weconomics.tenancy.models import AddressableModel


class Dispute(AddressableModel):
    """The two disagree; each says its side before a deadline, and somebody who is not involved decides.

    Shares in basis points of the price: 10000 means that all of it goes back.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="disputes")
    opened_by = models.CharField(
        max_length=10, choices=[("provider", "provider"), ("requester", "requester")]
    )
    opener = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("what is wrong"), max_length=20, choices=DisputeReason)
    text = models.TextField(_("what happened"), max_length=5000)
    wanted_bp = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DisputeState, default=DisputeState.OPEN)
    deal_state_before = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_until = models.DateTimeField()
    decide_until = models.DateTimeField()
    silence_told_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.TextField(_("decision and reasons"), max_length=5000, blank=True)
    refund_bp = models.PositiveIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DisputeState.values), name="dispute_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="dispute_says_what_happened"),
            models.CheckConstraint(condition=Q(wanted_bp__lte=10000), name="dispute_wants_at_most_all"),
            models.CheckConstraint(
                condition=Q(refund_bp__isnull=True) | Q(refund_bp__lte=10000),
                name="dispute_gives_back_at_most_all",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, refund_bp__isnull=False)
                    & ~Q(decision="")
                ),
                name="dispute_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("opener")),
                name="dispute_not_judged_by_its_opener",
            ),
            models.UniqueConstraint(
                fields=["community", "deal"],
                condition=Q(state__in=["open", "answered"]),
                name="dispute_open_once_a_deal",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "decide_until"], name="dispute_queue")]

    def __str__(self) -> str:
        return f"{self.deal}: {self.get_state_display()}"


def evidence_file(evidence: "DisputeEvidence", filename: str) -> str:
    return f"attachments/{evidence.community_id}/disputes/{filename}"


class DisputeEvidence(AddressableModel):
    """What one side shows: words, a picture or a PDF."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("explanation"), max_length=5000, blank=True)
    file = models.FileField(_("picture or PDF"), upload_to=evidence_file, blank=True)
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="", file=""), name="evidence_shows_something")
        ]

    def __str__(self) -> str:
        return f"{self.dispute}: {self.name or self.text[:40]}"


class Withdrawal(AddressableModel):
    """A consumer's statement that the agreement is undone, with the proof that it was received.

    Source: Directive 2011/83/EU, art. 9 to 16 and 11a.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="withdrawals")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(max_length=2000)
    reason = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(statement=""), name="withdrawal_says_so"),
            models.UniqueConstraint(fields=["community", "deal"], name="withdrawal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deal}: {self.received_at}"
