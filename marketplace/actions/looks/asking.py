"""A listing asks for a coordinator's look."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.interface import member_ids_with_role, notify
from marketplace.looks.queries import waiting
from marketplace.looks.rules import needs_another_look
from marketplace.models import Listing, ListingReview
from weconomics.actor import Actor, Role


def ask_for_look(listing: Listing, *, at: datetime, before: dict[str, Any] | None = None) -> None:
    """Once at a time: what waits already goes on waiting. Within the transaction of the verb that holds the lock."""
    nobody_waits = not waiting().exists()
    _look, is_new = ListingReview.objects.get_or_create(
        listing=listing, outcome="", defaults={"asked_at": at, "before": before or {}}
    )
    if is_new and nobody_waits:
        _tell_coordinators(listing)


def look_again(listing: Listing, *, before: dict[str, Any], by: Actor, at: datetime | None = None) -> None:
    """Called by the verbs that change a listing, with the words of before. It stays in sight meanwhile."""
    if needs_another_look(listing, before, by=by):
        ask_for_look(listing, at=at or timezone.now(), before=before)


def _tell_coordinators(listing: Listing) -> None:
    """Of the first that waits only: two hundred of an import are one message."""
    notify(
        member_ids_with_role(Role.COORDINATOR),
        kind="approval",
        text=format_lazy(_("“{title}” waits for your approval."), title=listing.title),
        url=reverse("marketplace:approval", args=[listing.community.slug]),
    )
