from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import MatchState
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel


class Match(AddressableModel):
    """An offer and a request that fit, with the score and its parts: every point has a reason in words."""

    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_offer")
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_request")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.SUGGESTED)
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
