"""Numbers from 1 in each community, one after the other."""

from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from weconomics.tenancy.community import community_in_scope


def next_number(rows: QuerySet[Any]) -> int:
    """One more than the highest `number`. Who asks at the same time waits until this transaction ends."""
    key = f"{rows.model._meta.label}:{community_in_scope().pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
