from collections.abc import Iterator
from typing import Any

import pytest

from communities.models import Community, Membership
from tests.factories import make_community
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
