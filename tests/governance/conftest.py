from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from communities.models import Community, Membership
from tests.factories import make_community, make_network_leader, make_user
from tests.governance.factories import make_people
from weconomics.tenancy.scope import scope


@pytest.fixture
def community(db: Any) -> Iterator[Community]:
    """A community whose scope is open, so that the test speaks to it directly."""
    made = make_community()
    with scope(made):
        yield made


@pytest.fixture
def people(community: Community) -> list[Membership]:
    """Its first three members; the first one proposes."""
    return make_people(community)


Login = Callable[[Any], Client]


@pytest.fixture
def here(db: Any) -> Community:
    """A community without an open scope: pages open their own."""
    return make_community(network_leader=make_network_leader(make_user("leider@voorbeeld.example")))


@pytest.fixture
def login() -> Login:
    def enter(who: Any) -> Client:
        client = Client()
        client.force_login(who.user if isinstance(who, Membership) else who)
        return client

    return enter
