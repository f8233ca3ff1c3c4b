"""A letter as it comes in: who sent it, where to, what is in it, and whether a person wrote it at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

LARGEST_BYTES = 25 * 1024 * 1024
# Where mail servers write for whom a letter was, the envelope before what people typed.
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "To", "Cc")
# RFC 3834 and what came before it.
AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Failed-Recipients",
    "List-Id",
    "List-Unsubscribe",
    "X-Loop",
)
AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
AUTOMATIC_SENDER = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|noreply|bounce.*|niet-beantwoorden)(\+.*)?@", re.I
)
AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatisch antwoord|automatische reactie|afwezig|automatic reply|auto(matic)?[- ]?response|out of (the )?office)",
    re.I,
)
BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr"}
UNSEEN = {"style", "script", "head", "title"}


@dataclass(frozen=True)
class Letter:
    """`mail_id` is a digest of the Message-ID (of all of it where there is none): the same letter is read once."""

    mail_id: str
    sender: str
    recipients: tuple[str, ...]
    text: str
    files: tuple[BytesIO, ...]
    is_automatic: bool


def read_letter(raw: bytes) -> Letter:
    """Any bytes become a letter: what cannot be read is left out."""
    message: Any = message_from_bytes(raw[:LARGEST_BYTES], policy=policy.default)
    known = _header(message, "Message-ID").strip().encode() or raw
    return Letter(
        mail_id=sha256(known).hexdigest(),
        sender=_sender(message),
        recipients=tuple(_recipients(message)),
        text=_text(message),
        files=tuple(_files(message)),
        is_automatic=_is_automatic(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A broken header is an empty one: the standard library raises for some of them."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _sender(message: EmailMessage) -> str:
    """The one address the letter is from; two are nobody's."""
    found = [address for _name, address in getaddresses([_header(message, "From")]) if address]
    return found[0].lower() if len(found) == 1 else ""


def _recipients(message: EmailMessage) -> Iterator[str]:
    for name in RECIPIENTS:
        yield from (address for _name, address in getaddresses([_header(message, name)]) if address)


def _is_automatic(message: EmailMessage) -> bool:
    """Bounces, absence notes and lists. Answering one of them could go on for ever."""
    submitted = _header(message, "Auto-Submitted").lower()
    return (
        submitted not in ("", "no")
        or any(name in message for name in AUTOMATIC_HEADERS)
        or _header(message, "Precedence").lower() in AUTOMATIC_PRECEDENCE
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or bool(AUTOMATIC_SENDER.match(_sender(message)))
        or bool(AUTOMATIC_SUBJECT.match(_header(message, "Subject")))
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    return _text_of_page(text) if part.get_content_type() == "text/html" else text


def _decoded(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset nobody knows
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _files(message: EmailMessage) -> Iterator[BytesIO]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            file = BytesIO(content)
            file.name = part.get_filename() or ""
            yield file


class _Page(HTMLParser):
    """The text of an HTML letter, with quotations marked as in a plain one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.unseen = self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        self.quoted += tag == "blockquote"
        if tag in BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN and self.unseen > 0
        self.quoted -= tag == "blockquote" and self.quoted > 0
        if tag in BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.lines[-1] += re.sub(r"\s+", " ", data)

    def _break(self) -> None:
        self.lines.append("> " if self.quoted else "")


def _text_of_page(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    return "\n".join(line.strip() for line in reader.lines)
