"""Constraints that many models of this app need, each under the name the model gives it."""

from typing import Any

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Lower


def one_of(field: str, choices: Any, *, name: str) -> CheckConstraint:
    """The column holds one of the words of this enumeration."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def matches(field: str, pattern: str, *, name: str, or_empty: bool = False) -> CheckConstraint:
    condition = Q(**{f"{field}__regex": pattern})
    if or_empty:
        condition |= Q(**{field: ""})
    return CheckConstraint(condition=condition, name=name)


def lower_case(field: str, *, name: str) -> CheckConstraint:
    return CheckConstraint(condition=Q(**{field: Lower(field)}), name=name)


def not_before(later: str, earlier: str, *, name: str) -> CheckConstraint:
    """A moment that may still be unknown does not lie before another."""
    return CheckConstraint(
        condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)}), name=name
    )


def together(*fields: str, name: str) -> CheckConstraint:
    """Either all of these are known or none is."""
    return CheckConstraint(
        condition=Q(**{f"{field}__isnull": True for field in fields})
        | Q(**{f"{field}__isnull": False for field in fields}),
        name=name,
    )
