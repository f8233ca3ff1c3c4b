"""What comes back when a deal is called off: three policies, each a few steps before the agreed start.

Pure: it knows no deal, no clock and no database. Shares are basis points of the price: 10000 is all of it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from marketplace.enums import CancellationPolicy, Proposer
from weconomics import money

ALL_BP, HALF_BP, NOTHING_BP = 10_000, 5_000, 0


@dataclass(frozen=True, slots=True)
class Term:
    """Until so long before the start, this share comes back. Days are days of the calendar, hours are hours that pass."""

    refund_bp: int
    days: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """The same for one deal: this share comes back until this moment; None is the last step, without an end."""

    refund_bp: int
    until: datetime | None


TERMS: dict[str, tuple[Term, ...]] = {
    CancellationPolicy.FLEXIBLE: (Term(ALL_BP, hours=24),),
    CancellationPolicy.MODERATE: (Term(ALL_BP, days=5), Term(HALF_BP, hours=24)),
    CancellationPolicy.STRICT: (Term(HALF_BP, days=7),),
}
AT_LAST_BP: dict[str, int] = {
    CancellationPolicy.FLEXIBLE: HALF_BP,
    CancellationPolicy.MODERATE: NOTHING_BP,
    CancellationPolicy.STRICT: NOTHING_BP,
}


def start_of(planned_on: date | None, planned_at: time | None, zone: ZoneInfo) -> datetime | None:
    """When it begins, in UTC. With a day alone: at the beginning of that day. An hour the clock skips is the next one."""
    if planned_on is None:
        return None
    return datetime.combine(planned_on, planned_at or time.min, zone).astimezone(UTC)


def end_of(planned_on: date | None, planned_at: time | None, zone: ZoneInfo) -> datetime | None:
    """From when on somebody who did not come is too late: the hour agreed on, or the end of that day."""
    if planned_on is None or planned_at is not None:
        return start_of(planned_on, planned_at, zone)
    return start_of(planned_on + timedelta(days=1), None, zone)


def steps_of(policy: str, start: datetime, zone: ZoneInfo) -> list[Step]:
    """The policy as moments, in UTC, earliest first."""
    steps = [Step(term.refund_bp, _before(start, term, zone)) for term in TERMS[policy]]
    return [*steps, Step(AT_LAST_BP[policy], None)]


def refund_bp(policy: str, *, start: datetime | None, now: datetime, by: str, zone: ZoneInfo) -> int:
    """The share that comes back when `by` (provider or requester) calls it off now.

    Who provides gives all back, always. Where no day was agreed nobody is late.
    """
    if by == Proposer.PROVIDER or start is None:
        return ALL_BP
    steps = steps_of(policy, start, zone)
    return next(step.refund_bp for step in steps if step.until is None or now <= step.until)


def refund_bp_of_no_show(policy: str, *, missing: str) -> int:
    """Who provides and does not come gives all back; for who asked and was not there the last step counts."""
    return ALL_BP if missing == Proposer.PROVIDER else AT_LAST_BP[policy]


def owed_minor(price_minor: int, refund_bp: int) -> int:
    """What the requester still pays: the price less its share, half a cent away from zero."""
    return price_minor - money.share(price_minor, refund_bp)


def in_words(policy: str) -> list[str]:
    """The policy as sentences for both, before they agree. The provider's own promise comes last."""
    sentences = {
        CancellationPolicy.FLEXIBLE: [
            _("Until 24 hours before the start you pay nothing."),
            _("After that you pay half of the price."),
        ],
        CancellationPolicy.MODERATE: [
            _("Until 5 days before the start you pay nothing."),
            _("Until 24 hours before the start you pay half of the price."),
            _("After that you pay the whole price."),
        ],
        CancellationPolicy.STRICT: [
            _("Until 7 days before the start you pay half of the price."),
            _("After that you pay the whole price."),
        ],
    }
    provider = _("If the provider calls it off, the requester pays nothing.")
    return [*sentences[CancellationPolicy(policy)], provider]


def _before(start: datetime, term: Term, zone: ZoneInfo) -> datetime:
    """Days go back on the clock of the wall, hours on the clock that never stops: the two differ when the clock changes."""
    if term.days:
        wall = start.astimezone(zone).replace(tzinfo=None) - timedelta(days=term.days)
        return wall.replace(tzinfo=zone).astimezone(UTC)
    return start.astimezone(UTC) - timedelta(hours=term.hours)
