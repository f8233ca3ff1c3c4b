"""One more door than weconomics.web.views has: for who sees at least what a community is for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from weconomics.errors import NotFound

View = Callable[..., HttpResponse]


def door_page(view: View) -> View:
    """For anyone who may know that this community exists: not before Connect, not when it is hidden."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.knows_community:
            raise NotFound
        return view(request, *args, **kwargs)

    door.door = "public"  # type: ignore[attr-defined]
    return door
