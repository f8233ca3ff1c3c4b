from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import MatchState, PolicyState
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel


class MatchingPolicy(AddressableModel):
    """How much each part of a match weighs here. In force only by a decision of the members; published with its reasons.

    `weights`: part → weight, a whole number from 0 to 100.
    """

    number = models.PositiveSmallIntegerField()
    weights = models.JSONField(default=dict)
    fewest_points = models.PositiveSmallIntegerField(default=40)
    explanation = models.TextField(_("why these weights"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    fingerprint = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    active_from = models.DateTimeField(null=True, blank=True)
    active_to = models.DateTimeField(null=True, blank=True)
    decision_number = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("matching policy")
        verbose_name_plural = _("matching policies")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="matching_policy_number_once"),
            models.UniqueConstraint(
                fields=["community"], condition=Q(state="active"), name="matching_policy_active_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PolicyState.values), name="matching_policy_state_known"
            ),
            models.CheckConstraint(
                condition=Q(fewest_points__lte=100), name="matching_policy_fewest_within_hundred"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | (Q(active_from__isnull=False) & ~Q(decision_number="")),
                name="matching_policy_active_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Matching policy')} {self.number}"


class Match(AddressableModel):
    """An offer and a request that fit, with the score and its parts: every point has a reason in words."""

    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_offer")
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_request")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.SUGGESTED)
    policy = models.ForeignKey(MatchingPolicy, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "offer", "request"], name="match_pair_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="match_score_within_hundred"),
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_known"),
        ]
        indexes = [
            models.Index(fields=["community", "request", "-score"], name="match_of_request"),
            models.Index(fields=["community", "offer", "-score"], name="match_of_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.offer} – {self.request}"
