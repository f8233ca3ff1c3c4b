"""What a problem's `type` leads to: a page about its code."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.exceptions import APIException

from weconomics.errors import DomainError

OF_MIDDLEWARE = {
    "bad_request": (400, _("The request could not be read.")),
    "permission_denied": (403, _("You cannot do this.")),
    "server_error": (500, _("Something went wrong on our side. Tell us the request id.")),
}


@require_safe
@transaction.non_atomic_requests
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """Every code that a problem can carry, with its status and its sentence."""
    known = dict(_known())
    if code not in known:
        raise Http404
    status, sentence = known[code]
    about = {"code": code, "status": status, "sentence": sentence}
    return render(request, "api/problem.html", about)


def _known() -> Iterator[tuple[str, tuple[int, Any]]]:
    for refusal in _all_below(DomainError):
        yield refusal.code, (refusal.status, refusal.message)
    for answer in _all_below(APIException):
        yield answer.default_code, (answer.status_code, answer.default_detail)
    yield from OF_MIDDLEWARE.items()


def _all_below(root: type[Any]) -> Iterator[Any]:
    yield root
    for child in root.__subclasses__():
        yield from _all_below(child)
