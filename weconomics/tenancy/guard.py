"""Nobody serves pages from above the wall."""

import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

STANDING = """
SELECT current_user,
       r.rolsuper OR r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c
               WHERE c.relrowsecurity AND pg_has_role(current_user, c.relowner, 'USAGE'))
FROM pg_roles r WHERE r.rolname = current_user
"""


def guard_new_connection(sender: Any, connection: Any, **_: Any) -> None:
    """Called once per new connection. Migrations run as the owner and say so with MIGRATING=1."""
    if connection.vendor == "postgresql" and os.environ.get("MIGRATING") != "1":
        guard(connection)


def guard(connection: Any) -> None:
    """Raises ImproperlyConfigured when the role is a superuser, bypasses row security or owns a tenant table."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        role, bypasses, owns = cursor.fetchone()
    if bypasses or owns:
        connection.close()
        wanted = settings.TENANCY["APP_ROLE"]
        raise ImproperlyConfigured(f"{role} stands above row security; connect as {wanted}.")
