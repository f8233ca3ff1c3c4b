"""How long a listing lives: until its own last day, else as long as its type or the community says."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from marketplace.enums import ListingState
from marketplace.models import Listing
from marketplace.settings import market_settings
from marketplace.standing.repeating import today_in
from weconomics.tenancy.community import community_in_scope


def today_here(at: datetime) -> date:
    """The day that it is in the community's own time zone."""
    return today_in(community_in_scope().time_zone, at)


def lives_until(listing: Listing, at: datetime) -> date:
    """The last day on which it is shown when it is published or renewed at this moment."""
    if listing.available_until:
        return listing.available_until
    days = listing.type.lives_days if listing.type else None
    return today_here(at) + timedelta(days=days or market_settings().listing_days)


def to_be_reminded(at: datetime) -> QuerySet[Listing]:
    """Published ones that end within the days of the reminder, and whose owner was not reminded of this end."""
    days, today = market_settings().remind_days, today_here(at)
    soon = Listing.objects.filter(state=ListingState.PUBLISHED, reminded_at=None, expires_on__gte=today)
    return soon.filter(expires_on__lte=today + timedelta(days=days)) if days else soon.none()


def overdue(at: datetime) -> QuerySet[Listing]:
    """Published ones whose last day is over."""
    return Listing.objects.filter(state=ListingState.PUBLISHED, expires_on__lt=today_here(at))
