"""The right of a consumer to withdraw: when it holds, until when, and what is owed then.

Pure: it knows no deal, no clock and no database. Sources: Directive 2011/83/EU, art. 9 to 16 and 11a (the latter by
Directive (EU) 2023/2673, in force since 19 June 2026); Regulation 1182/71 for how days count.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Kind
from marketplace.holidays import next_working_day

DAYS_BY_LAW = 14
# Art. 16(l): lodging, transport, catering and leisure for a certain date or period.
DATED_KINDS = (Kind.SPACE, Kind.TRANSPORT)


class NoRight(StrEnum):
    """Why there is no right to withdraw."""

    NOT_AGREED = "not_agreed"
    WITHOUT_MONEY = "without_money"
    PRIVATE_PROVIDER = "private_provider"
    NOT_A_CONSUMER = "not_a_consumer"
    EXCEPTION = "exception"
    DATED = "dated"
    PERFORMED = "performed"
    TOO_LATE = "too_late"


SENTENCES: dict[NoRight, Promise] = {
    NoRight.NOT_AGREED: _("There is no agreement yet: you can still say no."),
    NoRight.WITHOUT_MONEY: _("Nothing is paid, so this right does not apply."),
    NoRight.PRIVATE_PROVIDER: _("The provider is a private person: consumer law does not apply."),
    NoRight.NOT_A_CONSUMER: _("Who buys for a company or organisation does not have this right."),
    NoRight.EXCEPTION: _("The law makes an exception for what was bought here."),
    NoRight.DATED: _("This was booked for a certain day: the law makes an exception for that."),
    NoRight.PERFORMED: _(
        "It was done completely within the term, after you asked for that and gave up this right."
    ),
    NoRight.TOO_LATE: _("The term to withdraw is over."),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the right depends on. `exception` is that of the category; `delivered_at` is when the last part arrived."""

    price_minor: int
    kind: str
    provider_is_trader: bool
    requester_is_consumer: bool
    agreed_at: datetime | None
    delivered_at: datetime | None = None
    has_date: bool = False
    exception: str = ""
    asked_to_begin_early: bool = False
    days: int = DAYS_BY_LAW


@dataclass(frozen=True, slots=True)
class Right:
    """`until` is None while the term has not begun: goods that have not arrived. `missing` says why there is no right."""

    until: datetime | None = None
    missing: NoRight | None = None

    @property
    def holds(self) -> bool:
        return self.missing is None

    @property
    def why_not(self) -> Promise | str:
        return SENTENCES[self.missing] if self.missing else ""


def right_of(facts: Facts, *, now: datetime, zone: ZoneInfo) -> Right:
    """Whether the requester may withdraw now, and until when."""
    if missing := _never(facts):
        return Right(missing=missing)
    until = until_of(facts, zone)
    if until is not None and now > until:
        return Right(until, NoRight.TOO_LATE)
    if _is_performed(facts):
        return Right(until, NoRight.PERFORMED)
    return Right(until)


def until_of(facts: Facts, zone: ZoneInfo) -> datetime | None:
    """The end of the last day of the term, in UTC; None for goods that have not arrived.

    The day from which it runs does not count, and a term never ends on a day when offices are closed.
    """
    begins = facts.delivered_at if facts.kind == Kind.GOOD else facts.agreed_at
    if begins is None:
        return None
    last = next_working_day(begins.astimezone(zone).date() + timedelta(days=max(facts.days, DAYS_BY_LAW)))
    return datetime.combine(last, time.max, zone).astimezone(UTC)


def owed_minor(
    price_minor: int, *, done: Decimal, whole: Decimal, asked_to_begin_early: bool, kind: str
) -> int:
    """What was done of a service before the withdrawal, when the consumer asked to begin within the term; else nothing.

    Art. 14(3): in proportion to what was done. Goods go back instead.
    """
    if kind == Kind.GOOD or not asked_to_begin_early or done <= 0:
        return 0
    part = min(done, whole) / whole
    return int((Decimal(price_minor) * part).quantize(Decimal(1), ROUND_HALF_UP))


def _never(facts: Facts) -> NoRight | None:
    """What holds for the whole deal, whatever the day."""
    if facts.agreed_at is None:
        return NoRight.NOT_AGREED
    if facts.price_minor <= 0:
        return NoRight.WITHOUT_MONEY
    if not facts.provider_is_trader:
        return NoRight.PRIVATE_PROVIDER
    if not facts.requester_is_consumer:
        return NoRight.NOT_A_CONSUMER
    if facts.exception:
        return NoRight.EXCEPTION
    return NoRight.DATED if facts.has_date and facts.kind in DATED_KINDS else None


def _is_performed(facts: Facts) -> bool:
    """Art. 16(a): a service done completely, after the consumer asked to begin and gave up the right."""
    is_service = facts.kind != Kind.GOOD
    return is_service and facts.asked_to_begin_early and facts.delivered_at is not None
