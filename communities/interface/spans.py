"""Since when and until when: what subscriptions are counted from."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from communities.enums import PartnershipState
from communities.interface.cards import MembershipSpan, PartnerSpan
from communities.models import MembershipPeriod, PartnerColleague, Partnership, PartnershipStep

Times = list[tuple[datetime, datetime]]


def membership_spans(start: datetime, end: datetime) -> list[MembershipSpan]:
    """The times of active membership that touch [start, end), cut to it, by member and time."""
    rows = MembershipPeriod.objects.filter(Q(to_at=None) | Q(to_at__gt=start), from_at__lt=end)
    return [
        MembershipSpan(row.membership_id, max(row.from_at, start), min(row.to_at or end, end))
        for row in rows.order_by("membership_id", "from_at")
    ]


def partner_spans(start: datetime, end: datetime) -> list[PartnerSpan]:
    """The times of active partnership that touch [start, end), cut to it, by organisation and time."""
    spans = [
        (organisation_id, max(from_at, start), min(to_at, end))
        for organisation_id, times in sorted(_active_times(end).items())
        for from_at, to_at in times
        if to_at > start and from_at < end
    ]
    colleagues = _colleague_times({organisation_id for organisation_id, _from, _to in spans})
    return [PartnerSpan(*span, _acting(colleagues[span[0]], span[1], span[2])) for span in spans]


def _active_times(end: datetime) -> dict[int, Times]:
    """Walks the recorded steps: active from the step into that state until the step out of it, or until `end`."""
    times: dict[int, Times] = defaultdict(list)
    since: dict[int, tuple[int, datetime]] = {}
    steps = PartnershipStep.objects.filter(at__lt=end).select_related("partnership").order_by("at", "id")
    for step in steps:
        if step.to_state == PartnershipState.ACTIVE:
            since.setdefault(step.partnership_id, (step.partnership.organisation_id, step.at))
        elif step.partnership_id in since:
            organisation_id, from_at = since.pop(step.partnership_id)
            times[organisation_id].append((from_at, step.at))
    for organisation_id, from_at in since.values():
        times[organisation_id].append((from_at, end))
    return times | _times_without_steps(end)


def _times_without_steps(end: datetime) -> dict[int, Times]:
    """Partnerships that were brought in from elsewhere know their moments, not their steps."""
    rows = Partnership.objects.filter(active_at__lt=end, steps__isnull=True)
    return {row.organisation_id: [(row.active_at, row.ended_at or end)] for row in rows if row.active_at}


def _colleague_times(organisation_ids: set[int]) -> dict[int, list[tuple[int, datetime, datetime | None]]]:
    found: dict[int, list[tuple[int, datetime, datetime | None]]] = defaultdict(list)
    for row in PartnerColleague.objects.filter(organisation_id__in=organisation_ids):
        found[row.organisation_id].append((row.membership_id, row.added_at, row.removed_at))
    return found


def _acting(colleagues: list[tuple[int, datetime, datetime | None]], start: datetime, end: datetime) -> int:
    return len(
        {
            person
            for person, added_at, removed_at in colleagues
            if added_at < end and (removed_at or end) > start
        }
    )
