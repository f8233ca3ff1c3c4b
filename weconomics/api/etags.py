"""A tag that changes when what the caller sees changes, so it can be asked "has it?" and "only if it has not"."""

import hashlib
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from weconomics.api.errors import HasChanged

ANY = "*"


def etag_of(representation: Any) -> str:
    """Strong: equal tags are equal bytes."""
    return f'"{hashlib.sha256(JSONRenderer().render(representation)).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """True when the caller already holds this (If-None-Match): answer 304."""
    return _names(request.headers.get("If-None-Match"), etag)


def require_unchanged(request: Request, etag: str) -> None:
    """Raises HasChanged when the caller read something else (If-Match). Without the header nothing is asked."""
    wanted = request.headers.get("If-Match")
    if wanted is not None and not _names(wanted, etag):
        raise HasChanged


def _names(header: str | None, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in (header or "").split(",")}
    return ANY in tags or etag in tags
