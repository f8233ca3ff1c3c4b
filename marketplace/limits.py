"""How often a member may do something in a day. Who joined lately may do a tenth: so one who comes to disturb is slow."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import ngettext

from communities.interface import joined_at
from marketplace.errors import TooMuchToday

DAY = timedelta(days=1)
NEW_FOR = timedelta(days=14)
SHARE_OF_NEW_MEMBERS = 10


def most_a_day(most: int, *, membership_id: int, at: datetime) -> int:
    """What this member may do in a day, at least one."""
    is_new = at - joined_at(membership_id) < NEW_FOR
    return max(1, most // SHARE_OF_NEW_MEMBERS) if is_new else most


def check_daily(done: QuerySet, *, most: int, membership_id: int, time: str, at: datetime) -> None:
    """Refuse when the member did this as often as allowed in the 24 hours before `at`; `time` names the moment's field.

    Waits for a twin of the same member and kind, so that two at once do not both see the last place.
    Raises TooMuchToday.
    """
    key = f"{done.model._meta.label}:{membership_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    allowed = most_a_day(most, membership_id=membership_id, at=at)
    # No upper bound: a twin that waited less may have written a moment after this one's `at`.
    if done.filter(**{f"{time}__gt": at - DAY}).count() >= allowed:
        sentence = ngettext(
            "You can do this %(most)s time a day. Try again tomorrow.",
            "You can do this %(most)s times a day. Try again tomorrow.",
            allowed,
        )
        raise TooMuchToday(sentence % {"most": allowed}, data={"most": allowed})
