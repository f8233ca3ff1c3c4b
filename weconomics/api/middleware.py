"""What every answer below /api/ carries, also where no view was reached: a request id, and problems instead of pages."""

import json
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from weconomics.api.problems import CONTENT_TYPE, problem

PREFIX = "/api/"
CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 405: "method_not_allowed"}


def api_answers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands right below the middleware that makes request ids."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type", "").startswith("text/html"):
            response = _as_problem(request, response)
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["Request-Id"] = str(request_id)
        return response

    return middleware


def _as_problem(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """An address that does not exist, a community that does not exist, a bug: the same shape as all problems."""
    code = CODES.get(page.status_code, "server_error" if page.status_code >= 500 else "error")
    body = problem(page.status_code, code, instance=request.path)
    answer = HttpResponse(json.dumps(body), status=page.status_code, content_type=CONTENT_TYPE)
    answer.headers["Content-Language"] = page.headers.get("Content-Language", "nl")
    return answer
