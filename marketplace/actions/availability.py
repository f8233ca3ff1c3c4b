"""Saying on which days and hours something can be had, or is needed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.listing_life import locked
from marketplace.availability import DayOff, Hours, Otherwise
from marketplace.availability.days import joined
from marketplace.enums import ListingState
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.events import ListingChanged
from marketplace.models import AvailabilityException, AvailabilityRule, Listing
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish

MOST_EXCEPTIONS = 200
Week = Mapping[int, Sequence[Hours]]
Exceptions = Mapping[date, Otherwise | DayOff]


@transaction.atomic
def set_hours(*, listing: Listing, week: Week, exceptions: Exceptions, by: Actor) -> Listing:
    """These hours and exceptions instead of all before; hours that overlap become one. Nothing at all: at any time.

    Raises NotAllowed, WrongListingState, ListingIncomplete.
    """
    listing = locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is changes it."))
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    if len(exceptions) > MOST_EXCEPTIONS:
        sentence = _("You can give at most %s dates other hours. Remove the dates that have passed.")
        raise ListingIncomplete(sentence % MOST_EXCEPTIONS)
    AvailabilityRule.objects.filter(listing=listing).delete()
    AvailabilityException.objects.filter(listing=listing).delete()
    AvailabilityRule.objects.bulk_create(_rules(listing, week))
    AvailabilityException.objects.bulk_create(
        _exception(listing, on, exceptions[on]) for on in sorted(exceptions)
    )
    listing.save(update_fields=["updated_at"])
    if listing.is_published:
        publish(ListingChanged(listing.pk))
    return listing


def _rules(listing: Listing, week: Week) -> list[AvailabilityRule]:
    return [
        AvailabilityRule(
            listing=listing, weekday=weekday, from_time=hours.from_time, until_time=hours.until_time
        )
        for weekday in sorted(week)
        for hours in joined(week[weekday])
    ]


def _exception(listing: Listing, on: date, exception: Otherwise | DayOff) -> AvailabilityException:
    row = AvailabilityException(listing=listing, on=on, note=exception.note)
    if isinstance(exception, Otherwise):
        row.is_open = True
        row.from_time, row.until_time = exception.hours.from_time, exception.hours.until_time
    return row
