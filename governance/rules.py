"""Who may do what. Questions only; the verbs ask them.

Rule-making belongs to the members. A network leader carries the infrastructure and has no voice here:
leading a network opens no proposal, answers none and concludes none.
"""

from governance.enums import ProposalState
from governance.models import ContextItem, Objection, Proposal
from weconomics.actor import Actor, Role

PREPARING = (Role.DOMAIN_LEADER, Role.COORDINATOR)
JUDGING = (Role.DOMAIN_LEADER, Role.MODERATOR, Role.COORDINATOR)


def may_write_factor(*, by: Actor) -> bool:
    """Prepare a version of a factor. It changes nothing before the members adopt it."""
    return by.leads or by.has_role(*PREPARING)


def may_contribute(*, by: Actor) -> bool:
    return by.is_member


def may_change_item(item: ContextItem, *, by: Actor) -> bool:
    return by.is_member and item.author_id == by.membership_id


def may_propose(*, by: Actor) -> bool:
    return by.is_member


def may_see(proposal: Proposal, *, by: Actor) -> bool:
    """A draft is its writer's and, to help with it, the domain leader's."""
    if proposal.state != ProposalState.DRAFT and proposal.opened_at is not None:
        return True
    return is_proposer(proposal, by=by) or by.has_role(Role.DOMAIN_LEADER)


def may_edit_draft(proposal: Proposal, *, by: Actor) -> bool:
    return is_proposer(proposal, by=by)


def may_open(proposal: Proposal, *, by: Actor) -> bool:
    return is_proposer(proposal, by=by) or by.is_system


def may_facilitate(proposal: Proposal, *, by: Actor) -> bool:
    """Give a new text and conclude: the proposer and the domain leader. The counting leaves them no choice."""
    return is_proposer(proposal, by=by) or by.has_role(Role.DOMAIN_LEADER)


def may_judge(objection: Objection, proposal: Proposal, *, by: Actor) -> bool:
    """Find an objection not valid: somebody with a role who neither proposed nor objected."""
    if by.membership_id in (objection.elector.membership_id, proposal.proposer_id):
        return False
    return by.has_role(*JUDGING)


def may_withdraw(proposal: Proposal, *, by: Actor) -> bool:
    return is_proposer(proposal, by=by) or by.is_system


def is_proposer(proposal: Proposal, *, by: Actor) -> bool:
    return by.is_member and proposal.proposer_id == by.membership_id
