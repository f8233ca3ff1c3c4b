"""The address that an answer goes to. It names the thread and the member, and only this product can make one.

`antwoord+1-2f-9-k3w…@post.example`: community, thread and member in base 36, then 104 bits of HMAC-SHA256 in base 32.
Everything is lower case and stays below the 64 signs that RFC 5321 gives a local part: mail servers change case.
"""

import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

LOCAL_PART = "antwoord"
SALT = "marketplace.mailing.addresses"
SIGNATURE_BYTES = 13
ADDRESS = re.compile(
    rf"{LOCAL_PART}\+([0-9a-z]{{1,13}}-[0-9a-z]{{1,13}}-[0-9a-z]{{1,13}})-([a-z2-7]{{21}})@(.+)"
)


@dataclass(frozen=True)
class Place:
    """Where an answer belongs, and who may give it."""

    community_id: int
    thread_id: int
    membership_id: int


def reply_address(place: Place) -> str:
    """The address for this member's answers in this thread; empty where no mail comes in."""
    if not settings.MAIL_IN_DOMAIN:
        return ""
    numbers = "-".join(map(int_to_base36, (place.community_id, place.thread_id, place.membership_id)))
    return f"{LOCAL_PART}+{numbers}-{_signature(numbers, settings.SECRET_KEY)}@{settings.MAIL_IN_DOMAIN}"


def place_in(addresses: Iterable[str]) -> Place | None:
    """The place that the first address of ours names; None for what we did not make."""
    return next((place for place in map(_read, addresses) if place), None)


def _read(address: str) -> Place | None:
    found = ADDRESS.fullmatch(address.strip().lower())
    if not found or not settings.MAIL_IN_DOMAIN or found[3] != settings.MAIL_IN_DOMAIN.lower():
        return None
    if not any(constant_time_compare(found[2], _signature(found[1], key)) for key in _keys()):
        return None
    return Place(*map(base36_to_int, str(found[1]).split("-")))


def _keys() -> list[Any]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _signature(numbers: str, key: str) -> str:
    mac = salted_hmac(SALT, numbers, secret=key, algorithm="sha256").digest()[:SIGNATURE_BYTES]
    return b32encode(mac).decode().rstrip("=").lower()
