"""Who sees which figures."""

from weconomics.actor import Actor, Role


def may_see_all_figures(*, by: Actor) -> bool:
    """Who coordinates or leads, because they can do something about it: also figures of a few people."""
    return by.leads or by.has_role(Role.COORDINATOR)
