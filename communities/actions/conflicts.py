"""Telling which rule of the database refused a row."""

from django.db import IntegrityError
from psycopg.errors import UniqueViolation


def is_taken(error: IntegrityError, constraint: str = "") -> bool:
    """True when a value exists already (for the constraint of this name, when one is given)."""
    cause = error.__cause__
    if not isinstance(cause, UniqueViolation):
        return False
    return not constraint or cause.diag.constraint_name == constraint
