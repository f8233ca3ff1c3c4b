"""What a phone asks before it puts the product, or one community of it, on its home screen."""

from textwrap import shorten
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weconomics.web.views import public_page

GROUND, COLOUR = "#faf7ef", "#0f766e"


@require_safe
def site_manifest(request: HttpRequest) -> JsonResponse:
    """The product as a whole."""
    return _manifest(
        name="Weconomics",
        description=_("For communities that work with the Weconomics model."),
        start_url="/",
        theme_color=COLOUR,
    )


@require_safe
@public_page
def community_manifest(request: Any) -> JsonResponse:
    """One community, in its own name and colour; the phone keeps it apart from others."""
    community = request.community
    return _manifest(
        name=community.name,
        description=community.tagline,
        start_url=reverse("communities:home", args=[community.slug]),
        theme_color=community.colour,
    )


def _manifest(*, name: str, description: str, start_url: str, theme_color: str) -> JsonResponse:
    sizes = {"icon-192.png": "any", "icon-512.png": "any", "icon-maskable-512.png": "maskable"}
    icons = [
        {
            "src": static(f"icons/{file}"),
            "sizes": "192x192" if "192" in file else "512x512",
            "type": "image/png",
            "purpose": purpose,
        }
        for file, purpose in sizes.items()
    ]
    content = {
        "id": start_url,
        "name": name,
        "short_name": shorten(name, 14, placeholder="") or name[:12],
        "description": description,
        "lang": get_language(),
        "start_url": start_url,
        "scope": "/",  # login and account are outside of a community's own pages
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": theme_color,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")
