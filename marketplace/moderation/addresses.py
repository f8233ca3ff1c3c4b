"""The signed address with which somebody without an account, or who cannot log in here now, reads what became of it."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from marketplace.models import Measure, Notice

SALT = "marketplace.moderation.status"
KINDS = ("notice", "measure")


@dataclass(frozen=True)
class Named:
    """What a token is for: one notice or one measure of a community."""

    community_id: int
    kind: str
    pk: int


def status_path(row: Notice | Measure) -> str:
    """A path for this row alone."""
    kind = "notice" if isinstance(row, Notice) else "measure"
    token = signing.dumps([row.community_id, kind, row.pk], salt=SALT, compress=True)
    return reverse("moderation_status", args=[token])


def named_by(token: str) -> Named | None:
    """None for what we did not sign."""
    try:
        community_id, kind, pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Named(int(community_id), kind, int(pk)) if kind in KINDS else None
