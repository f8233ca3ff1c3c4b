"""Addresses of pictures for templates."""

from typing import Any

from django import template
from django.urls import reverse

from communities.models import Community, Membership
from communities.pictures import file_url

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_url(context: dict[str, Any], file: Any) -> str:
    """The address of a stored picture in the community of this page, or nothing."""
    return file_url(context["community"].slug, file)


@register.simple_tag(takes_context=True)
def photo_url(context: dict[str, Any], member: Membership) -> str:
    """A member's photo here, else the photo of the account, else nothing."""
    return file_url(context["community"].slug, member.shown_photo)


@register.simple_tag
def logo_url(community: Community) -> str:
    """A community's logo, outside the community."""
    return reverse("logo", args=[str(community.logo).rsplit("/", 1)[-1]]) if community.logo else ""


@register.filter
def places_of(places: dict[int, list[str]], community: Community) -> list[str]:
    """Of all places the directory knows, those of this community; at most four."""
    return places.get(community.pk, [])[:4] if places else []
