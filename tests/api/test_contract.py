"""Every operation of the description, asked with what Schemathesis makes of it: no 5xx, nothing undescribed."""

from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.operations import PREFIX
from tests.api.world import World, make_world
from weconomics.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 25


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def _keep_connection():
    """Through WSGI Django would close the connection that holds the test's transaction."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_keep_connection", "open_gates")
def test_every_operation_answers_as_described(world, settings_of_api):
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    seen: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        statuses = seen.setdefault(operation.label, set())
        _ask(operation, world, statuses)
    assert len(seen) >= 25
    unreached = {label for label, statuses in seen.items() if not any(status < 300 for status in statuses)}
    assert {label for label in unreached if label.startswith("GET")} == set()


@pytest.fixture
def settings_of_api(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


def _ask(operation: Any, world: World, statuses: set[int]) -> None:
    ids = world.ids_for(operation.path.removeprefix(PREFIX).split("/", 1)[0])

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        if "slug" in case.path_parameters:
            case.path_parameters["slug"] = world.program.slug
        if "public_id" in case.path_parameters and len(statuses) < EXAMPLES:
            case.path_parameters["public_id"] = next(ids)
        headers = {**(case.headers or {}), "Authorization": f"Bearer {world.program.token}"}
        headers.pop("If-None-Match", None)
        case.headers = headers
        response = case.call()
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    ask()
