"""Nobody serves pages from above the wall; a model that nobody classified does not start."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps

from weconomics.tenancy.checks import _errors_of, models_are_behind_the_wall
from weconomics.tenancy.models import CommunityModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def connect_as() -> Iterator[Any]:
    opened = []

    def connect(role: str) -> Any:
        other = connection.copy()
        other.settings_dict = {**other.settings_dict, "USER": role}
        opened.append(other)
        other.ensure_connection()
        return other

    yield connect
    for other in opened:
        other.close()


@pytest.mark.parametrize("role", ["weconomics_owner", "postgres"])
def test_refuses_to_serve_as_a_role_above_the_wall(role: str, connect_as: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{role} stands above row security"):
        connect_as(role)


def test_serves_as_the_application(connect_as: Any) -> None:
    with connect_as("weconomics_app").cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("weconomics_app",)


def test_migrations_say_that_they_are_migrations(connect_as: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATING", "1")
    assert connect_as("weconomics_owner").connection


def test_every_model_is_behind_the_wall() -> None:
    assert models_are_behind_the_wall(None) == []


@isolate_apps("communities")
def test_a_model_that_leaves_a_hole_is_named() -> None:
    class Loose(CommunityModel):
        code = models.CharField(max_length=5, unique=True)
        friends = models.ManyToManyField("self")

        class Meta:
            app_label = "communities"
            constraints = [models.UniqueConstraint(fields=["code"], name="loose_code_once")]

    assert [error.id for error in _errors_of(Loose)] == ["tenancy.E002", "tenancy.E003", "tenancy.E004"]
