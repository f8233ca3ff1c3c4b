"""A community with a partner whose program holds a token, and the neighbour next door."""

import pytest

from tests.api.programs import Program, make_program
from tests.factories import make_community, make_local_group, make_member, make_partner


@pytest.fixture
def community(db):
    return make_community(slug="zonnekring", name="Zonnekring")


@pytest.fixture
def neighbour(db):
    return make_community(slug="oogstkring", name="Oogstkring")


@pytest.fixture
def group(community):
    return make_local_group(community, "Oost")


@pytest.fixture
def admin(community):
    return make_member(community, name="Ada Partner")


@pytest.fixture
def organisation(community, admin, group):
    return make_partner(community, admin=admin, local_group=group, name="Stichting Zonnedak")


@pytest.fixture
def program(organisation, admin) -> Program:
    """May do everything there is a scope for."""
    return make_program(admin, organisation)


@pytest.fixture
def stranger(neighbour) -> Program:
    """The same at the neighbour's."""
    member = make_member(neighbour)
    return make_program(member, make_partner(neighbour, admin=member))


@pytest.fixture
def open_gates(monkeypatch):
    """A community that is ready for everything: no check is asked."""
    monkeypatch.setattr("weconomics.registry.gates._checks", {})
