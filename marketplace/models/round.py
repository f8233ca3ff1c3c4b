"""Matching rounds: a plan over all that is open, made for a coordinator."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import RoundState
from weconomics.tenancy.models import AddressableModel


class MatchingRound(AddressableModel):
    """The plan of the greatest total score over the open offers and requests of a community or a local group.

    Its lines are the suggested allocations. Points: those of the plan, of first come first served, and the bound that no
    plan can pass, all in hundredths of a point.
    """

    number = models.PositiveIntegerField()
    local_group = models.ForeignKey(
        "communities.LocalGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.PLANNING)
    made_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    pairs = models.PositiveIntegerField(default=0)
    plan_points = models.BigIntegerField(default=0)
    greedy_points = models.BigIntegerField(default=0)
    bound_points = models.BigIntegerField(default=0)
    is_proven_best = models.BooleanField(default=False)
    solver = models.CharField(max_length=40, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    refused_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("matching round")
        verbose_name_plural = _("matching rounds")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="round_number_once"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(plan_points__gte=models.F("greedy_points"))
                & Q(plan_points__lte=models.F("bound_points")),
                name="round_plan_between_greedy_and_bound",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="round_sent_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Round')} {self.number}"
