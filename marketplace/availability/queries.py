"""The pattern of a listing, from its rows."""

from collections import defaultdict
from datetime import date

from marketplace.availability.days import DayOff, Hours, Otherwise, Pattern
from marketplace.models import AvailabilityException, AvailabilityRule, Listing


def pattern_of(listing: Listing) -> Pattern:
    """Hours, exceptions and the period of a listing. Two queries."""
    week: dict[int, list[Hours]] = defaultdict(list)
    for rule in AvailabilityRule.objects.filter(listing=listing):
        week[rule.weekday].append(Hours(rule.from_time, rule.until_time))
    exceptions = {row.on: _read(row) for row in AvailabilityException.objects.filter(listing=listing)}
    return Pattern(dict(week), exceptions, listing.available_from, listing.available_until)


def coming_exceptions(pattern: Pattern, today: date) -> dict[date, Otherwise | DayOff]:
    """Those of today and later, earliest first."""
    return {day: pattern.exceptions[day] for day in sorted(pattern.exceptions) if day >= today}


def _read(row: AvailabilityException) -> Otherwise | DayOff:
    if row.is_open and row.from_time and row.until_time:
        return Otherwise(Hours(row.from_time, row.until_time), row.note)
    return DayOff(row.note)
