"""Where pictures are kept. The names cannot be guessed; the door is `views.pictures`, after a check."""

from typing import Any, cast

from django.urls import reverse

from weconomics.ids import uuid7


def community_folder(community_id: int) -> str:
    return f"communities/{community_id}/"


def person_picture(instance: Any, filename: str) -> str:
    return f"people/{uuid7()}.webp"


def community_picture(instance: Any, filename: str) -> str:
    return f"{community_folder(instance.pk)}logo/{uuid7()}.webp"


def membership_picture(instance: Any, filename: str) -> str:
    return f"{community_folder(instance.community_id)}members/{uuid7()}.webp"


def organisation_picture(instance: Any, filename: str) -> str:
    return f"{community_folder(instance.community_id)}partners/{uuid7()}.webp"


def picture_url(slug: str, name: str) -> str:
    """The address of a stored picture inside a community, without the number of the community in it."""
    path = name.split("/", 2)[2] if name.startswith("communities/") else name
    return reverse("communities:picture", args=[slug, path])


def file_url(slug: str, file: Any) -> str:
    """The same for a file field; an empty field has no address."""
    return picture_url(slug, cast(str, file.name)) if file else ""
