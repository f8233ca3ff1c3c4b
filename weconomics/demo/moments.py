"""Moments in the demo's past, told from today: the demo is as fresh in March as in November."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
EARLIER_MONTH = re.compile(r"^(?P<months>\d{1,2})m (?P<day>\d{1,2})$")
DAYS_AGO = re.compile(r"^(?P<days>\d{1,3})d$")
MORNING = time(9, 30)


def moment(text: str, now: datetime) -> datetime:
    """'1m 12' is the 12th of last month, '3d' three days ago, '2026-02-03' that day. Raises ValueError.

    A day of an earlier month that this month does not have becomes its last day.
    """
    today = now.astimezone(ZONE).date()
    if found := EARLIER_MONTH.match(text):
        day = _day_of_earlier_month(today, int(found["months"]), int(found["day"]))
    elif found := DAYS_AGO.match(text):
        return now - timedelta(days=int(found["days"]))
    else:
        day = date.fromisoformat(text)
    return datetime.combine(day, MORNING, ZONE)


def first_of_month(months_ago: int, now: datetime) -> date:
    """The first day of the month so many months ago."""
    return _day_of_earlier_month(now.astimezone(ZONE).date(), months_ago, 1)


def _day_of_earlier_month(today: date, months: int, day: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = following - timedelta(days=1)
    return date(year, month + 1, min(day, last.day))
