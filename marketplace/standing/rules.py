"""Questions about standing deals."""

from marketplace.enums import Proposer
from marketplace.models import StandingDeal
from marketplace.rules import acts_for
from weconomics.actor import Actor


def sides_of_standing(standing: StandingDeal, by: Actor) -> list[str]:
    """provider, requester, both or none."""
    refs = {Proposer.PROVIDER.value: standing.provider_ref, Proposer.REQUESTER.value: standing.requester_ref}
    return [side for side, ref in refs.items() if acts_for(ref, by=by)]


def may_answer_standing(standing: StandingDeal, *, by: Actor) -> bool:
    """The side that did not propose it."""
    return any(side != standing.proposed_by for side in sides_of_standing(standing, by))


def may_resume_standing(standing: StandingDeal, *, by: Actor) -> bool:
    """The side that paused it: the other does not bind it anew."""
    return standing.paused_by in sides_of_standing(standing, by)
