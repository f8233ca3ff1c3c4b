"""Pictures are judged by their content, decoded and written anew: nothing of the sent file is stored."""

from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from weconomics.errors import DomainError
from weconomics.ids import uuid7

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE_PIXELS = 1600
KINDS = ("JPEG", "PNG", "WEBP")


class PictureRefused(DomainError):
    code = "picture_refused"
    message = _("This file is not a picture we can use. Choose a JPEG, PNG or WebP of at most 10 MB.")


def clean_picture(upload: IO[bytes], *, longest_side: int = LONGEST_SIDE_PIXELS) -> ContentFile:
    """A new WebP of at most `longest_side` pixels, turned upright, without EXIF, comments or anything appended.

    Raises PictureRefused. The size is read from the header before anything is decoded.
    """
    data = upload.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise PictureRefused(data={"field": "photo"})
    try:
        with Image.open(BytesIO(data), formats=KINDS) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise PictureRefused(data={"field": "photo"})
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((longest_side, longest_side))
            clean = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureRefused(data={"field": "photo"}) from error
    out = BytesIO()
    clean.save(out, "WEBP", quality=82)
    return ContentFile(out.getvalue(), name=f"{uuid7()}.webp")
