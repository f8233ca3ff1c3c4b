"""Every error of the API as a problem (RFC 9457): type, title, status, detail, code and `errors` per field."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied
from rest_framework.response import Response
from rest_framework.views import set_rollback

from weconomics.errors import DomainError

CONTENT_TYPE = "application/problem+json"
TYPE_OF_CODE = "/api/problems/{code}/"
OTHER_CODE = "error"


def answer_problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. None for a caller's bug: that stays a 500."""
    problem = _problem_of(exception)
    if problem is None:
        return None
    set_rollback()
    request = context["request"]
    problem["instance"] = request.path
    response = Response(problem, status=problem["status"], headers=_headers_of(exception))
    response.content_type = CONTENT_TYPE
    return response


def problem(status: int, code: str, detail: str = "", **more: Any) -> dict[str, Any]:
    """The members of a problem in the order people read them."""
    body: dict[str, Any] = {
        "type": TYPE_OF_CODE.format(code=code),
        "title": _title_of(status),
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = detail
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        body["request_id"] = str(request_id)
    return body | more


def _problem_of(exception: Exception) -> dict[str, Any] | None:
    match exception:
        case DomainError():
            return _problem_of_refusal(exception)
        case ValidationError():
            errors = list(_errors_per_field(exception.detail))
            detail = gettext("Some of what you sent is not right. See errors.")
            return problem(exception.status_code, "invalid", detail, errors=errors)
        case APIException():
            code = exception.get_codes()
            return problem(
                exception.status_code, code if isinstance(code, str) else OTHER_CODE, str(exception.detail)
            )
        case Http404():
            return problem(HTTPStatus.NOT_FOUND, "not_found", str(ApiNotFound.default_detail))
        case PermissionDenied():
            return problem(HTTPStatus.FORBIDDEN, "permission_denied", str(ApiPermissionDenied.default_detail))
    return None


def _problem_of_refusal(refusal: DomainError) -> dict[str, Any]:
    """A refusal about one field is 422 and names it; one about the state of things keeps its own status."""
    field = refusal.data.get("field")
    if not field:
        return problem(refusal.status, refusal.code, str(refusal), **_where_to_mend(refusal))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal.status == HTTPStatus.CONFLICT else refusal.status
    errors = [{"field": str(field), "code": refusal.code, "message": str(refusal)}]
    return problem(status, refusal.code, str(refusal), errors=errors)


def _where_to_mend(refusal: DomainError) -> dict[str, str]:
    return {name: str(refusal.data[name]) for name in ("url", "label", "gate") if refusal.data.get(name)}


def _errors_per_field(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Flatten DRF's nested details: `lines.0.quantity` names the quantity of the first line."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            outer = "" if name == "non_field_errors" else str(name)
            yield from _errors_per_field(inner, ".".join(filter(None, (path, outer))))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _errors_per_field(inner, f"{path}.{place}".strip(".") if nested else path)
    else:
        code = detail.code if isinstance(detail, ErrorDetail) else "invalid"
        yield {"field": path, "code": str(code), "message": str(detail)}


def _headers_of(exception: Exception) -> dict[str, str]:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = exception.auth_header  # type: ignore[attr-defined]
    wait = getattr(exception, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait))
    return headers


def _title_of(status: int) -> str:
    return HTTPStatus(status).phrase
