"""Answers that several pages give the same way: what was written, what was wrong, and a file to keep."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.shortcuts import redirect

from marketplace.views.previews import is_preview
from weconomics.errors import DomainError
from weconomics.tenancy.models import AddressableModel
from weconomics.web.forms import Form, refuse


class KeptFile(Protocol):
    """A file that somebody sent, by the name and the kind that were checked when it came in."""

    file: FieldFile
    name: str
    content_type: str


def written(
    request: Any, form: Form, write: Callable[[], AddressableModel], *, said: Any, page: str
) -> HttpResponse | None:
    """The page of what was written; None to show the form, with what is to be mended."""
    if request.method != "POST" or is_preview(request) or not form.is_valid():
        return None
    try:
        made = write()
    except DomainError as error:
        refuse(form, error)
        return None
    messages.success(request, said)
    return redirect(page, request.community.slug, made.public_id)


def say_what_is_wrong(request: Any, form: Form) -> None:
    """For a button that leads back to another page than its form's own."""
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))


def to_keep(found: KeptFile) -> HttpResponse:
    """A file to keep, never run by the browser."""
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
