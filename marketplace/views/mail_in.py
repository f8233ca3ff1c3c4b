"""The door of a mail provider that hands letters over by HTTP."""

import base64
import binascii
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.mailing.letters import LARGEST_BYTES
from marketplace.mailing.receiving import receive_letter
from weconomics.errors import NotFound

# How providers name the raw letter in a form, and the envelope's recipient.
RAW_FIELDS = ("email", "body-mime", "raw", "message")
RECIPIENT_FIELDS = ("recipient", "to")


@csrf_exempt  # no browser comes here: a program with the secret does
@require_POST
def mail_in(request: HttpRequest) -> HttpResponse:
    """Takes a letter as message/rfc822, or in a form. The answer is the same whatever became of it."""
    if not settings.MAIL_IN_SECRET or not constant_time_compare(
        _given_secret(request), settings.MAIL_IN_SECRET
    ):
        raise NotFound
    receive_letter(_letter(request), recipient=_named(request, RECIPIENT_FIELDS))
    return HttpResponse(status=204)


def _given_secret(request: HttpRequest) -> str:
    """As a bearer, or as the password of basic authentication, which providers let one write into the address."""
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace").partition(":")[2]
    except binascii.Error:
        return ""


def _letter(request: HttpRequest) -> bytes:
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return request.body[:LARGEST_BYTES]
    for name in RAW_FIELDS:
        if name in request.FILES:
            return cast(UploadedFile[bytes], request.FILES[name]).read(LARGEST_BYTES)
    return _named(request, RAW_FIELDS).encode("utf-8", "surrogateescape")


def _named(request: HttpRequest, names: tuple[str, ...]) -> str:
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return ""
    return next((str(request.POST[name]) for name in names if name in request.POST), "")
