"""A community with its people, ready for the tests of this app."""

from dataclasses import dataclass
from typing import Any

import pytest

from communities.models import Community, LocalGroup, Membership, User
from tests.factories import (
    actor_of,
    make_community,
    make_local_group,
    make_member,
    make_network_leader,
    make_user,
)
from weconomics.actor import Actor, Role
from weconomics.registry import gates


@dataclass
class World:
    """One community; people by what they are."""

    community: Community
    group: LocalGroup
    other_group: LocalGroup
    network_person: User
    leader: Membership
    treasurer: Membership
    coordinator: Membership
    other_coordinator: Membership
    moderator: Membership
    member: Membership
    stranger: User
    neighbour: Membership

    def actor(self, who: str) -> Actor:
        """The actor by name: visitor, stranger, network_leader, neighbour, or a member's name."""
        if who == "visitor":
            return Actor.visitor(self.community.pk)
        if who == "stranger":
            return Actor(self.stranger.pk, self.community.pk, sees_community=True)
        if who == "network_leader":
            return Actor(
                self.network_person.pk, self.community.pk, is_network_leader=True, sees_community=True
            )
        if who == "neighbour":  # the neighbour's domain leader, who asks here: nothing but a stranger
            return Actor(self.neighbour.user_id, self.community.pk, sees_community=True)
        return actor_of(getattr(self, who))


@pytest.fixture
def world(db: Any) -> World:
    network_person = make_user(name="Noor van het Netwerk")
    network = make_network_leader(network_person)
    community = make_community(network_leader=network, name="De IJsselburen", slug="ijsselburen")
    neighbours = make_community(slug="buren")
    group = make_local_group(community, "Eefde")
    other_group = make_local_group(community, "Gorssel")
    return World(
        community=community,
        group=group,
        other_group=other_group,
        network_person=network_person,
        leader=make_member(community, Role.DOMAIN_LEADER, name="Dina Domein"),
        treasurer=make_member(community, Role.TREASURER, name="Piet Penning"),
        coordinator=make_member(community, Role.COORDINATOR, name="Cora Eefde", local_group=group),
        other_coordinator=make_member(
            community, Role.COORDINATOR, name="Gert Gorssel", local_group=other_group
        ),
        moderator=make_member(community, Role.MODERATOR, name="Mo Moderator"),
        member=make_member(community, name="Mies Lid"),
        stranger=make_user(name="Vera Vreemd"),
        neighbour=make_member(neighbours, Role.DOMAIN_LEADER, name="Bart Buurman"),
    )


@pytest.fixture
def all_steps_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness has tests of its own; here nothing is asked of it."""
    monkeypatch.setattr(gates, "_checks", {})


LEADERS = ["leader", "network_leader"]
NOT_LEADERS = [
    "visitor",
    "stranger",
    "neighbour",
    "member",
    "treasurer",
    "moderator",
    "coordinator",
    "other_coordinator",
]
