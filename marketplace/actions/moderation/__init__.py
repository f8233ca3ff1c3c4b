"""Moderation: reporting, deciding, ending measures, appealing and judging."""

from marketplace.actions.moderation.appealing import appeal, appeal_refusal, judge_appeal
from marketplace.actions.moderation.deciding import Decision, decide_notice
from marketplace.actions.moderation.lifting import (
    begin_suspension,
    begin_suspensions,
    lapse_measure,
    lapse_measures,
    lift_measure,
)
from marketplace.actions.moderation.reporting import Reporter, report
from marketplace.actions.moderation.telling import tell_of_appeal, tell_of_measure, tell_of_notice

__all__ = [
    "Decision",
    "Reporter",
    "appeal",
    "appeal_refusal",
    "begin_suspension",
    "begin_suspensions",
    "decide_notice",
    "judge_appeal",
    "lapse_measure",
    "lapse_measures",
    "lift_measure",
    "report",
    "tell_of_appeal",
    "tell_of_measure",
    "tell_of_notice",
]
