"""What may hang on a message: pictures, written anew, and PDF files. Judged by content, never by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from marketplace.errors import AttachmentRefused
from weconomics.ids import uuid7
from weconomics.pictures import PictureRefused, clean_picture

MOST_FILES = 5
LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 80
LONGEST_SIDE_PIXELS = 2000
PDF = "application/pdf"
PICTURE = "image/webp"
ENDING_OF = {PDF: ".pdf", PICTURE: ".webp"}
PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
PDF_END_WITHIN_BYTES = 2048
# Letters, digits and a few signs of any language: nothing that ends a header, a folder or a line.
NOT_IN_A_NAME = re.compile(r"[^\w .()+-]", re.ASCII)


@dataclass(frozen=True)
class CleanFile:
    """A file that may be stored: its bytes are ours (a picture) or what was sent (a PDF)."""

    name: str
    content_type: str
    content: bytes

    @property
    def stored_name(self) -> str:
        """One that cannot be guessed and says nothing."""
        return f"{uuid7()}{ENDING_OF[self.content_type]}"


def clean_attachments(uploads: Sequence[IO[bytes]]) -> list[CleanFile]:
    """All of them, or a refusal that names the file. Raises AttachmentRefused."""
    if len(uploads) > MOST_FILES:
        sentence = _("Send at most %(most)s files with one message.") % {"most": MOST_FILES}
        raise AttachmentRefused(sentence, data={"field": "files"})
    return [clean_attachment(upload, name=getattr(upload, "name", "") or "") for upload in uploads]


def clean_attachment(upload: IO[bytes], *, name: str) -> CleanFile:
    """A picture without anything but its picture, or a PDF of at most 10 MB. Raises AttachmentRefused."""
    upload.seek(0)
    head = upload.read(len(PDF_BEGINS))
    upload.seek(0)
    if head == PDF_BEGINS:
        return CleanFile(plain_name(name, PDF), PDF, _clean_pdf(upload, name))
    try:
        picture = clean_picture(upload, longest_side=LONGEST_SIDE_PIXELS)
    except PictureRefused as error:
        raise _refused(name) from error
    return CleanFile(plain_name(name, PICTURE), PICTURE, picture.read())


def plain_name(name: str, content_type: str) -> str:
    """The name a person gave, without folders and odd signs, ending on what the file really is."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = NOT_IN_A_NAME.sub("_", stem).strip(" ._")[:LONGEST_NAME]
    return (stem or "bestand") + ENDING_OF[content_type]


def _clean_pdf(upload: IO[bytes], name: str) -> bytes:
    content = upload.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES or PDF_ENDS not in content[-PDF_END_WITHIN_BYTES:]:
        raise _refused(name)
    return content


def _refused(name: str) -> AttachmentRefused:
    sentence = _("“%(name)s” cannot be sent. Choose a JPEG, PNG, WebP or PDF of at most 10 MB.")
    return AttachmentRefused(sentence % {"name": name[:LONGEST_NAME] or "?"}, data={"field": "files"})
