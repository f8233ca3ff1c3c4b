from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from communities.models import Community, Membership, PartnerOrganisation, User
from tests.factories import (
    actor_of,
    make_community,
    make_member,
    make_network_leader,
    make_operator,
    make_partner,
    make_user,
)
from weconomics.actor import Actor, Role
from weconomics.tenancy.scope import scope

Login = Callable[[Any], Client]


@dataclass
class World:
    """One community with an operator, its people by what they are, and somebody of the community next door."""

    community: Community
    network_person: User
    leader: Membership
    treasurer: Membership
    member: Membership
    other: Membership
    colleague: Membership
    trader: Membership
    partner: PartnerOrganisation
    neighbour: Membership

    def actor(self, who: str) -> Actor:
        """Who asks here, by name; the treasurer next door is nobody here but a person who sees the community."""
        if who == "visitor":
            return Actor.visitor(self.community.pk)
        if who == "neighbour":
            return Actor(self.neighbour.user_id, self.community.pk, sees_community=True)
        if who == "network_leader":
            return Actor(
                self.network_person.pk, self.community.pk, is_network_leader=True, sees_community=True
            )
        return actor_of(getattr(self, who))


def make_world() -> World:
    network_person = make_user("leider@voorbeeld.example", name="Noor van het Netwerk")
    community = make_community(network_leader=make_network_leader(network_person), slug="oogstkring")
    make_operator(community)
    next_door = make_community(slug="buren")
    colleague = make_member(community, name="Cas Cent")
    return World(
        community=community,
        network_person=network_person,
        leader=make_member(community, Role.DOMAIN_LEADER, name="Dina Domein"),
        treasurer=make_member(community, Role.TREASURER, name="Piet Penning"),
        member=make_member(community, name="Mies Maker"),
        other=make_member(community, name="Otto Ander"),
        colleague=colleague,
        trader=make_member(community, name="Tim Trader"),
        partner=make_partner(community, admin=colleague, role="finance", name="Bakkerij Korst"),
        neighbour=make_member(next_door, Role.TREASURER, name="Bart Buurman"),
    )


@pytest.fixture
def world(db: Any) -> World:
    """Pages open their own scope."""
    return make_world()


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """The same with its scope open, so that a test speaks to it directly."""
    with scope(world.community):
        yield world


@pytest.fixture
def login() -> Login:
    def enter(who: Any) -> Client:
        client = Client()
        client.force_login(who.user if isinstance(who, Membership) else who)
        return client

    return enter
