"""Standing deals: agreed once by both, made anew each period unless one of them skips it."""

from marketplace.actions.standing.agreeing import (
    Arrangement,
    accept_standing_deal,
    decline_standing_deal,
    propose_standing_deal,
    repeat_deal,
)
from marketplace.actions.standing.making import make_due_deals, plan_due_deals
from marketplace.actions.standing.running import (
    end_standing_deal,
    pause_standing_deal,
    resume_standing_deal,
    skip_date,
    unskip_date,
)
from marketplace.actions.standing.telling import tell_of_standing

__all__ = [
    "Arrangement",
    "accept_standing_deal",
    "decline_standing_deal",
    "end_standing_deal",
    "make_due_deals",
    "pause_standing_deal",
    "plan_due_deals",
    "propose_standing_deal",
    "repeat_deal",
    "resume_standing_deal",
    "skip_date",
    "tell_of_standing",
    "unskip_date",
]
