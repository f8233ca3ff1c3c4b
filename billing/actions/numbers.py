"""Numbers without a gap: the row of a series is locked from taking until the end of the transaction."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from billing.enums import InvoiceKind
from billing.models import NumberSeries
from weconomics.tenancy.community import community_in_scope

Taken = tuple[str, int, datetime]


def take_numbers(*, kind: str, count: int = 1, issued_at: datetime | None = None) -> Taken:
    """The series, the first of `count` numbers in a row, and the moment of issue.

    Without a moment it is now, looked at when nobody else can take a number any more: the order of numbers is that of
    issue. Take numbers last, so that others wait for it as short as can be; a rollback gives them back.
    """
    zone = ZoneInfo(community_in_scope().time_zone)
    series = _lock(series_of(kind, issued_at or timezone.now(), zone))
    at = issued_at or timezone.now()
    if series.code != series_of(kind, at, zone):  # a year ended while we waited
        series = _lock(series_of(kind, at, zone))
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + count)
    return series.code, series.last + 1, at


def series_of(kind: str, at: datetime, zone: ZoneInfo) -> str:
    """F2026 for what asks, C2026 for what gives back: by the year of the community's own calendar."""
    return f"{'C' if kind == InvoiceKind.CREDIT_NOTE else 'F'}{at.astimezone(zone).year}"


def label_of(series: str, number: int) -> str:
    return f"{series}-{number:04d}"


def _lock(code: str) -> NumberSeries:
    NumberSeries.objects.get_or_create(code=code)
    return NumberSeries.objects.select_for_update().get(code=code)
