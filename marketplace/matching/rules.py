"""Who writes how matches are ranked. Who decides on it are the members, all of them."""

from marketplace.models import MatchingPolicy
from weconomics.actor import Actor, Role


def may_write_policies(*, by: Actor) -> bool:
    """Coordinators and who leads; not a program."""
    return by.client_id is None and (by.leads or by.has_role(Role.COORDINATOR))


def may_change_policy(policy: MatchingPolicy, *, by: Actor) -> bool:
    return policy.is_draft and may_write_policies(by=by)
