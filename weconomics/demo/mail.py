"""The letters that the demo would have sent: files that Django's file backend wrote, read as data, never as a page."""

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

LETTERS_SHOWN = 60
RULE = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """A letter as plain text."""

    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str


def newest_letters(limit: int = LETTERS_SHOWN) -> list[Letter]:
    """The newest letters first. No folder, or none that can be read: no letters."""
    if not settings.EMAIL_FILE_PATH:
        return []
    files = sorted(
        Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    letters: list[Letter] = []
    for path in files:
        letters += reversed([_letter(source) for source in RULE.split(path.read_bytes()) if source.strip()])
        if len(letters) >= limit:
            break
    return letters[:limit]


def _letter(source: bytes) -> Letter:
    message = email.message_from_bytes(source.strip(), policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes these
    body = message.get_body(("plain",))
    return Letter(
        subject=message["Subject"] or "",
        sender=message["From"] or "",
        to=message["To"] or "",
        at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        text=body.get_content() if body else "",
    )
