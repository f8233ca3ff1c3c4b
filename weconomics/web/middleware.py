"""Headers, the person's language, and refusals that become pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control

from weconomics.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"


def headers(get_response: GetResponse) -> GetResponse:
    """No shared cache keeps a page that was made for somebody, and a page may not use the device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def language_of_the_person(get_response: GetResponse) -> GetResponse:
    """What the person chose on this device, else in the profile, else Dutch."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        preferred = getattr(request.user, "language", None)
        language = next((code for code in (chosen, preferred) if code in known), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


class RefusalMiddleware:
    """A DomainError that a view let through becomes a page with its sentence and where to mend it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            body = {
                "type": f"/problems/{exception.code}",
                "title": str(exception),
                "status": exception.status,
            }
            return JsonResponse(body, status=exception.status, content_type="application/problem+json")
        template = "404.html" if exception.status == 404 else "refused.html"
        return render(request, template, {"error": exception}, status=exception.status)
