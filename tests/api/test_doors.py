"""Every operation, asked by everybody who may not, and with everything that is a neighbour's."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.api.operations import operations_of_a_community
from tests.api.programs import is_problem, make_program, make_token
from tests.api.world import checksum, make_world
from tests.factories import make_member
from weconomics.api.scopes import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world("zonnekring")


@pytest.fixture
def elsewhere():
    return make_world("oogstkring")


@pytest.fixture
def operations():
    return operations_of_a_community()


def test_without_its_scope_each_is_refused(world, operations):
    for operation in operations:
        others = [scope for scope in Scope.values if scope != operation.scope]
        world.program.token = make_token(world.program.client, *others)
        answer = world.program.ask(operation.method, operation.address(world.id_for(operation.noun)), {})
        is_problem(answer, 403, "scope_missing")
        assert operation.scope in answer.json()["detail"], operation


def test_with_its_scope_alone_each_opens(world, operations):
    for operation in operations:
        if operation.method != "GET":
            continue
        world.program.token = make_token(world.program.client, operation.scope)
        answer = world.program.get(operation.address(world.id_for(operation.noun)))
        assert answer.status_code == 200, operation


def test_without_a_token_each_is_refused(world, operations):
    for operation in operations:
        if not operation.path:  # what a community is for is open to everybody
            continue
        address = f"/api/v1/communities/zonnekring/{operation.address(world.id_for(operation.noun))}"
        answer = getattr(Client(), operation.method.lower())(address, {}, "application/json")
        is_problem(answer, 401, "not_authenticated")


def test_the_token_of_a_neighbour_opens_nothing(world, elsewhere, operations):
    before = checksum()
    for operation in operations:
        path = operation.address(world.id_for(operation.noun))
        answer = elsewhere.program.ask(operation.method, path, {}, slug="zonnekring")
        is_problem(answer, 403, "token_of_another_community")
    assert checksum() == before


def test_the_ids_of_a_neighbour_are_not_found(world, elsewhere, operations):
    before = checksum()
    for operation in operations:
        if operation.takes_id:
            theirs = elsewhere.id_for(operation.noun)
            answer = world.program.ask(operation.method, operation.address(theirs), world.body_for(operation))
            is_problem(answer, 404, "not_found")
            assert theirs not in str(answer.json().get("detail", "")), operation
    assert checksum() == before


def test_the_ids_of_a_neighbour_in_a_body_are_refused(world, elsewhere, operations):
    before = checksum()
    for operation in operations:
        for body in elsewhere.bodies_that_name_own_rows(operation, world):
            answer = world.program.ask(
                operation.method, operation.address(world.id_for(operation.noun)), body
            )
            assert answer.status_code in (400, 404, 409, 422), (operation, body, answer.content)
    assert checksum() == before


def test_an_id_that_nobody_has_is_not_found(world, operations):
    for operation in operations:
        if operation.takes_id:
            answer = world.program.ask(
                operation.method, operation.address(str(uuid4())), world.body_for(operation)
            )
            is_problem(answer, 404, "not_found")


def test_a_member_of_the_community_with_another_program_changes_nothing_of_the_first(world, operations):
    """Another member's program: what it may not see is not found, what it may see it may not change."""
    other = make_program(make_member(world.community, "domain_leader"))
    before = checksum()
    for operation in operations:
        if operation.method != "GET" and operation.takes_id:
            path = operation.address(world.id_for(operation.noun))
            answer = other.ask(operation.method, path, world.body_for(operation))
            assert answer.status_code in (403, 404, 409), (operation, answer.content)
    assert checksum() == before
