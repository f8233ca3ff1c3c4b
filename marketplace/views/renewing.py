"""Renewing a listing from a letter, without logging in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from marketplace import renewing
from weconomics.errors import DomainError, NotFound


@require_http_methods(["GET", "POST"])
def renew_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail programs open every address. The button does."""
    about = {"renewal": renewing.renewal_of(token), "is_done": False, "refusal": ""}
    if request.method == "POST":
        try:
            about |= {"renewal": renewing.renew_by_link(token), "is_done": True}
        except NotFound:
            raise
        except DomainError as error:
            about["refusal"] = str(error)
    return render(request, "marketplace/renew_by_link.html", about)
