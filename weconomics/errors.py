"""Refusals: a rule said no. Each has a code for programs and a sentence that tells a person what to do."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the field refused. Pages show the sentence, the API answers it as problem+json.

    `data` may hold `field` (the form field the sentence belongs to), `url` and `label` (where to mend it).
    """

    code: str = "refused"
    message: str | Promise = _("This is not possible now.")
    status: int = 409

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        code: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.code = code or type(self).code
        self.data = data or {}
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person may see this, but not do it."""

    code = "not_allowed"
    message = _("You cannot do this with the roles you have in this community.")
    status = 403


class NotFound(DomainError):
    """The person may not know whether this exists."""

    code = "not_found"
    message = _("We could not find this.")
    status = 404
