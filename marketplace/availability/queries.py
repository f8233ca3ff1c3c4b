"""The pattern of a listing, from its rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from marketplace.availability.days import DayOff, Hours, Otherwise, Pattern
from marketplace.models import AvailabilityException, AvailabilityRule, Listing


def pattern_of(listing: Listing) -> Pattern:
    """Hours, exceptions and the period of a listing. Two queries."""
    return patterns_of([listing])[listing.pk]


def patterns_of(listings: Iterable[Listing]) -> dict[int, Pattern]:
    """The same of many, by id. Two queries."""
    rows = {listing.pk: listing for listing in listings}
    weeks: dict[int, dict[int, list[Hours]]] = {pk: defaultdict(list) for pk in rows}
    exceptions: dict[int, dict[date, Otherwise | DayOff]] = {pk: {} for pk in rows}
    for rule in AvailabilityRule.objects.filter(listing__in=rows):
        weeks[rule.listing_id][rule.weekday].append(Hours(rule.from_time, rule.until_time))
    for row in AvailabilityException.objects.filter(listing__in=rows):
        exceptions[row.listing_id][row.on] = _read(row)
    return {
        pk: Pattern(dict(weeks[pk]), exceptions[pk], listing.available_from, listing.available_until)
        for pk, listing in rows.items()
    }


def coming_exceptions(pattern: Pattern, today: date) -> dict[date, Otherwise | DayOff]:
    """Those of today and later, earliest first."""
    return {day: pattern.exceptions[day] for day in sorted(pattern.exceptions) if day >= today}


def _read(row: AvailabilityException) -> Otherwise | DayOff:
    if row.is_open and row.from_time and row.until_time:
        return Otherwise(Hours(row.from_time, row.until_time), row.note)
    return DayOff(row.note)
