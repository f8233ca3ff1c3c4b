"""What `manage.py check` asks of every model, so that a new table cannot be forgotten."""

from typing import Any

from django.core.checks import Error, register
from django.db import models

from weconomics.tenancy.walls import classify


@register("tenancy")
def models_are_behind_the_wall(app_configs: Any, **_: Any) -> list[Error]:
    tenant, _global, unknown = classify()
    errors = [
        Error(
            f"{label} is neither a CommunityModel nor listed in TENANCY['GLOBAL_MODELS'].", id="tenancy.E001"
        )
        for label in unknown
    ]
    for model in tenant:
        errors += _errors_of(model)
    return errors


def _errors_of(model: type[models.Model]) -> list[Error]:
    errors = [
        Error(f"{model._meta.label}.{field.name} is unique over all communities.", id="tenancy.E002")
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]
    errors += [
        Error(
            f"{model._meta.label}: constraint {constraint.name} leaves out the community.", id="tenancy.E003"
        )
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and "community" not in _columns(constraint)
    ]
    errors += [
        Error(f"{model._meta.label}.{field.name} needs a named through model.", id="tenancy.E004")
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    ]
    return errors


def _columns(constraint: models.UniqueConstraint) -> set[str]:
    return set(constraint.fields) | {
        str(getattr(expression, "name", "")) for expression in constraint.expressions
    }
