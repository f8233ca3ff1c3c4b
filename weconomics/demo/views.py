"""Pages of the demo alone: anywhere else they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from weconomics.demo.loading import load_communities, load_network
from weconomics.demo.mail import newest_letters
from weconomics.demo.personas import PASSWORD, Persona, personas_of

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return door


@demo_only
@require_http_methods(["GET", "POST"])
def personas(request: HttpRequest) -> HttpResponse:
    """Who one can be; a POST logs in as that person and goes to their community."""
    groups = _groups()
    if request.method == "POST":
        return _become(request, [one for _name, people in groups for one in people])
    return render(request, "demo/persona_list.html", {"groups": groups, "password": PASSWORD})


@demo_only
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The mail of everybody, which a real server would have sent."""
    return render(request, "demo/letter_list.html", {"letters": newest_letters()})


def _groups() -> list[tuple[str, list[Persona]]]:
    network = load_network()
    specs = load_communities(timezone.now())
    return [(spec["community"]["name"], personas_of(network, spec)) for spec in specs]


def _become(request: HttpRequest, people: list[Persona]) -> HttpResponse:
    """Only the demo's own people: an address from elsewhere is nobody here."""
    address, slug = request.POST.get("email"), request.POST.get("community")
    persona = next((one for one in people if (one.email, one.community) == (address, slug)), None)
    user = persona and get_user_model().objects.filter(email=persona.email).first()
    if not persona or not user:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("communities:home", persona.community)
