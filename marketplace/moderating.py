"""What a measure of a moderator keeps somebody from: asked by every verb that places or proposes something."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.enums import MeasureKind
from marketplace.errors import ListingHidden
from marketplace.models import Listing, Measure
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


def refuse_when_limited(by: Actor, at: datetime | None = None) -> None:
    """Who is limited for a while, or finishes what runs before a suspension, begins nothing new.

    Raises NotAllowed with until when.
    """
    if by.membership_id is None or by.is_system:
        return
    now = at or timezone.now()
    holding = Measure.objects.filter(Q(until=None) | Q(until__gt=now), membership_id=by.membership_id)
    held = list(
        holding.filter(kind__in=[MeasureKind.LIMIT, MeasureKind.SUSPEND], lifted_at=None).values_list(
            "kind", "until"
        )
    )
    if any(kind == MeasureKind.SUSPEND for kind, _until in held):
        raise NotAllowed(_("Your membership ends for now: you can finish what runs, and begin nothing new."))
    if held:
        until = max(until for _kind, until in held if until)
        sentence = _("You are limited until %(day)s: until then you place nothing and propose nothing new.")
        raise NotAllowed(sentence % {"day": date_format(timezone.localtime(until), "j F Y")})


def refuse_when_hidden(listing: Listing) -> None:
    """What a moderator hid shows again when the measure ends, not before. Raises ListingHidden."""
    if listing.hidden_at is not None:
        raise ListingHidden
