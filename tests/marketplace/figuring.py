"""The floor of the figures: their definitions once more, in plain Python over all rows."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.models import Allocation, Deal, DealStep, Listing, Message

Row = Any
Answer = tuple[Decimal | None, int]


def floor_of_figures(day: date, zone: ZoneInfo) -> dict[str, Answer]:
    """(value, people) of every figure at the end of a day, without any help of the database."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    month = datetime.combine(day - timedelta(days=29), datetime.min.time(), zone)
    quarter = datetime.combine(day - timedelta(days=89), datetime.min.time(), zone)
    deals = [deal for deal in Deal.objects.all() if _stands(deal, end)]
    agreed = [deal for deal in deals if deal.agreed_at >= quarter]
    done = [deal for deal in deals if deal.confirmed_at and month <= deal.confirmed_at < end]
    return {
        **_demand(end, month, quarter, deals),
        **_supply(end, deals, agreed),
        **_volume(done),
        **_spread(agreed),
    }


def _demand(end: datetime, month: datetime, quarter: datetime, deals: list[Row]) -> dict[str, Answer]:
    requests = [
        row for row in Listing.objects.filter(side="request") if row.published_at and not row.hidden_at
    ]
    placed = [row for row in requests if quarter <= row.published_at < end]
    met = [row for row in placed if any(deal.request_id == row.pk for deal in deals)]
    waits = [row for row in requests if _is_open(row, end) and _is_unmet(row, end)]
    return {
        "fill_rate": (percent(len(met), len(placed)), _owners(placed)),
        "first_response_hours": _waiting(requests, month, end, _responses),
        "match_hours": _waiting(
            requests, month, end, lambda row: [d.agreed_at for d in deals if d.request_id == row.pk]
        ),
        "unmet_requests": (Decimal(len(waits)), _owners(waits)),
    }


def _supply(end: datetime, deals: list[Row], agreed: list[Row]) -> dict[str, Answer]:
    offers = [row for row in Listing.objects.filter(side="offer") if _is_open(row, end)]
    used = [row for row in offers if any(deal.offer_id == row.pk for deal in agreed)]
    limited = [row for row in offers if row.quantity is not None and row.quantity_per == "total"]
    shares = [
        min(Fraction(_given(row, end, "offer")) / Fraction(row.quantity), Fraction(1)) for row in limited
    ]
    mean = round_up(100 * sum(shares) / len(shares)) if shares else None
    return {
        "used_offers": (percent(len(used), len(offers)), _owners(offers)),
        "utilisation": (mean, _owners(limited)),
    }


def _volume(done: list[Row]) -> dict[str, Answer]:
    free = [deal for deal in done if deal.unit == "hour" and deal.exchange_type in ("free", "commons")]
    paid = [deal for deal in done if _minor(deal)]
    return {
        "completed_deals": (Decimal(len(done)), _smaller_side(done)),
        "free_hours": (round_up(sum((Fraction(d.quantity) for d in free), Fraction(0))), _smaller_side(free)),
        "turnover": (Decimal(sum(map(_minor, paid))) / 100, _smaller_side(paid)),
    }


def _spread(agreed: list[Row]) -> dict[str, Answer]:
    sides = {
        "provider": [deal.provider_ref for deal in agreed],
        "requester": [deal.requester_ref for deal in agreed],
    }
    found: dict[str, Answer] = {"agreed_deals": (Decimal(len(agreed)), _smaller_side(agreed))}
    for side, refs in sides.items():
        people = set(refs)
        money = {ref: sum(_minor(d) for d, r in zip(agreed, refs, strict=True) if r == ref) for ref in people}
        paying = {ref: minor for ref, minor in money.items() if minor}
        found[f"active_{side}s"] = (Decimal(len(people)), len(people))
        found[f"top_{side}_deals"] = (
            percent(max((refs.count(ref) for ref in people), default=0), len(refs)),
            len(people),
        )
        found[f"top_{side}_value"] = (
            percent(max(paying.values(), default=0), sum(paying.values())),
            len(paying),
        )
    both, anybody = (
        set(sides["provider"]) & set(sides["requester"]),
        {r for refs in sides.values() for r in refs},
    )
    found["both_sides"] = (percent(len(both), len(anybody)), len(anybody))
    pairs = len(agreed) ** 2
    differing = [sum(one != other for one in refs for other in refs) for refs in sides.values()]
    found["nn_index"] = (percent(min(differing), pairs), min(len(set(refs)) for refs in sides.values()))
    return found


def _waiting(
    requests: list[Row], start: datetime, end: datetime, moments: Callable[[Row], Iterable[datetime]]
) -> Answer:
    waits, rows = [], []
    for row in requests:
        later = [at for at in moments(row) if at >= row.published_at]
        if later and start <= min(later) < end:
            waits.append((min(later) - row.published_at) // timedelta(microseconds=1))
            rows.append(row)
    value = round_up(Fraction(median(map(Fraction, waits))) / 3_600_000_000) if waits else None
    return value, _owners(rows)


def _responses(row: Row) -> list[datetime]:
    asked = Message.objects.filter(thread__listing=row).select_related("thread")
    moments = [message.sent_at for message in asked if message.author_id == message.thread.asker_id]
    for deal in Deal.objects.filter(request=row):
        first = DealStep.objects.filter(deal=deal).order_by("at", "pk").first()
        if first is None or first.by_id is None:
            is_own = deal.proposed_by == "requester"
        else:
            is_own = first.by_id == deal.requester_membership_id
        if not is_own:
            moments.append(deal.proposed_at)
    return moments


def _stands(deal: Row, end: datetime) -> bool:
    if deal.agreed_at is None or deal.agreed_at >= end:
        return False
    return deal.ended_at is None or deal.ended_at >= end or deal.state == "confirmed"


def _is_open(row: Row, end: datetime) -> bool:
    return bool(row.state == "published" and not row.hidden_at and row.published_at < end)


def _is_unmet(row: Row, end: datetime) -> bool:
    given = _given(row, end, "request")
    return given == 0 if row.quantity is None else given < row.quantity


def _given(row: Row, end: datetime, side: str) -> Decimal:
    lines = [
        line for line in Allocation.objects.select_related("deal") if getattr(line, f"{side}_id") == row.pk
    ]
    held = [
        getattr(line, f"{side}_quantity")
        for line in lines
        if line.deal and _stands(line.deal, end)
        if line.state in ("accepted", "agreed", "fulfilled")
        or (line.deal.ended_at and line.deal.ended_at >= end)
    ]
    return sum(held, Decimal(0))


def _minor(deal: Row) -> int:
    return int(deal.price_minor if deal.owed_minor is None else deal.owed_minor)


def _owners(rows: list[Row]) -> int:
    return len({row.owner_ref for row in rows})


def _smaller_side(deals: list[Row]) -> int:
    return min(len({deal.provider_ref for deal in deals}), len({deal.requester_ref for deal in deals}))


def percent(part: int, whole: int) -> Decimal | None:
    return round_up(Fraction(100 * part, whole)) if whole else None


def round_up(value: Fraction) -> Decimal:
    """To a tenth, halves away from zero."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
