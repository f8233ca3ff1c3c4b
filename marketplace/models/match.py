from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import MatchState, PolicyState
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel, CommunityModel


class MatchingPolicy(AddressableModel):
    """How much each part of a match weighs here. In force only by a decision of the members; published with its reasons.

    `weights`: part → weight, a whole number from 0 to 100. What was decided on does not change any more: a trigger.
    """

    number = models.PositiveSmallIntegerField()
    weights = models.JSONField()
    fewest_points = models.PositiveSmallIntegerField()
    explanation = models.TextField(_("why these weights"), max_length=2000)
    state = models.CharField(max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
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
                condition=Q(fewest_points__gte=1, fewest_points__lte=100),
                name="matching_policy_fewest_within_hundred",
            ),
            models.CheckConstraint(condition=~Q(explanation=""), name="matching_policy_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], decision_number="", active_from__isnull=True)
                | (Q(state__in=["active", "superseded"], active_from__isnull=False) & ~Q(decision_number="")),
                name="matching_policy_in_force_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", active_to__gte=F("active_from"))
                | (~Q(state="superseded") & Q(active_to__isnull=True)),
                name="matching_policy_ends_when_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Matching policy')} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == PolicyState.DRAFT


class Match(AddressableModel):
    """An offer and a request that fit, with the score and its parts: every point has a reason in words."""

    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_offer")
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_request")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MatchState, default=MatchState.SUGGESTED)
    policy = models.ForeignKey(MatchingPolicy, null=True, on_delete=models.PROTECT, related_name="+")
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


class MatchNews(CommunityModel):
    """One member hears once that this offer and this request fit, however often the two are found again.

    Apart from the match, which comes and goes with what is left: its row would forget who heard of it.
    """

    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "offer", "request", "membership"], name="match_news_once"
            ),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | Q(told_at__isnull=False),
                name="match_news_mailed_after_told",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "membership"],
                condition=Q(told_at__isnull=True),
                name="match_news_untold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer} – {self.request}: {self.membership}"
