"""From rows to traits: everything that the scorer asks of some listings, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from marketplace.availability.days import MIDNIGHT
from marketplace.enums import OPEN_PRICES, WITHOUT_MONEY, Audience, DealState, QuantityPer
from marketplace.holding import holding, with_held
from marketplace.language import Thesaurus
from marketplace.matching.said import said_in
from marketplace.matching.traits import Amount, Hours, Opening, Price, Traits
from marketplace.models import (
    Allocation,
    AvailabilityException,
    AvailabilityRule,
    Block,
    Deal,
    Listing,
    Synonym,
)

CHOSEN_DAYS = 180
CAME_TO_NOTHING = (DealState.CANCELLED, DealState.WITHDRAWN, DealState.DECLINED, DealState.LAPSED)
ZERO = Decimal(0)


def traits_of(listings: QuerySet[Listing], *, at: datetime) -> dict[int, tuple[Any, Traits]]:
    """Listing id → (row, traits). Eight queries, however many listings."""
    rows = list(with_held(listings.select_related("category", "community"), at).order_by("pk"))
    ids = [row.pk for row in rows]
    people = {row.owner_membership_id for row in rows}
    gatherer = _Gatherer(
        as_of=_today(rows, at),
        thesaurus=Thesaurus.of(Synonym.objects.values_list("words", flat=True)),
        hours=_hours(ids),
        dates=_dates(ids),
        apart=_apart(people),
        chosen=_chosen(people, at),
        providers=_providers(rows, at),
    )
    return {row.pk: (row, gatherer.traits(row)) for row in rows}


class _Gatherer:
    """What was read once for all of them."""

    def __init__(
        self,
        *,
        as_of: date,
        thesaurus: Thesaurus,
        hours: dict[int, tuple[Hours, ...]],
        dates: dict[int, tuple[tuple[date, Opening | None], ...]],
        apart: dict[int, frozenset[int]],
        chosen: Counter[tuple[str, int]],
        providers: Counter[int],
    ) -> None:
        self.as_of, self.thesaurus, self.apart = as_of, thesaurus, apart
        self.hours, self.dates = hours, dates
        self.chosen, self.providers = chosen, providers

    def traits(self, row: Any) -> Traits:
        most = row.most_providers
        return Traits(
            owner=str(row.owner_ref),
            category_id=row.category_id,
            parent_id=row.category.parent_id,
            kind=row.kind,
            said=said_in(row.title, row.text, thesaurus=self.thesaurus),
            point=None if row.lat is None else (row.lat, row.lon),
            local_group_id=row.local_group_id,
            for_group_only=row.audience == Audience.GROUP,
            price=price_of(row),
            amount=amount_of(row),
            period=(row.available_from, row.available_until),
            hours=self.hours.get(row.pk, ()),
            dates=self.dates.get(row.pk, ()),
            as_of=self.as_of,
            is_full=most is not None and self.providers[row.pk] >= most,
            people=row.owner_membership_id,
            apart_from=self.apart.get(row.owner_membership_id, frozenset()),
            chosen=self.chosen[row.side, row.owner_membership_id],
        )


def price_of(row: Listing) -> Price:
    """What it costs, or what somebody gives for it, as a band."""
    if row.price_type in WITHOUT_MONEY:
        return Price(row.price_type, 0, 0)
    if row.price_type in OPEN_PRICES:
        most = row.price_until_minor if row.price_until_minor is not None else row.price_minor
        return Price(row.price_type, row.price_minor, most)
    return Price(row.price_type, row.price_minor, row.price_minor)


def amount_of(row: Any) -> Amount:
    """What is left of it; of a capacity of each day, a whole day's."""
    left = row.quantity
    if left is not None and row.quantity_per != QuantityPer.DAY:
        left -= row.held
    return Amount(
        unit=row.unit,
        left=left,
        least=row.least_quantity,
        all_or_nothing=row.all_or_nothing,
        from_one_only=row.most_providers == 1,
    )


def _today(rows: list[Any], at: datetime) -> date:
    """On the clock of the community."""
    return at.astimezone(ZoneInfo(rows[0].community.time_zone)).date() if rows else at.date()


def _hours(ids: Iterable[int]) -> dict[int, tuple[Hours, ...]]:
    found: dict[int, list[Hours]] = defaultdict(list)
    for rule in AvailabilityRule.objects.filter(listing_id__in=list(ids)):
        found[rule.listing_id].append((rule.weekday, *_opening(rule.from_time, rule.until_time)))
    return {pk: tuple(hours) for pk, hours in found.items()}


def _dates(ids: Iterable[int]) -> dict[int, tuple[tuple[date, Opening | None], ...]]:
    found: dict[int, list[tuple[date, Opening | None]]] = defaultdict(list)
    for row in AvailabilityException.objects.filter(listing_id__in=list(ids)).order_by("on"):
        opening = None
        if row.is_open and row.from_time and row.until_time:
            opening = _opening(row.from_time, row.until_time)
        found[row.listing_id].append((row.on, opening))
    return {pk: tuple(dates) for pk, dates in found.items()}


def _opening(start: time, until: time) -> Opening:
    """In minutes; the last moment of a day ends it."""
    end = 24 * 60 if until == MIDNIGHT else until.hour * 60 + until.minute
    return start.hour * 60 + start.minute, end


def _apart(people: set[int]) -> dict[int, frozenset[int]]:
    """Whoever of the two blocked: neither learns of it, and neither is suggested the other."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Block.objects.filter(blocker_id__in=people, blocked_id__in=people)
    for one, other in rows.values_list("blocker_id", "blocked_id"):
        found[one].add(other)
        found[other].add(one)
    return {pk: frozenset(others) for pk, others in found.items()}


def _chosen(people: set[int], at: datetime) -> Counter[tuple[str, int]]:
    """Deals that came about in the last half year, on each side."""
    lately = Deal.objects.filter(agreed_at__gte=at - timedelta(days=CHOSEN_DAYS)).exclude(
        state__in=CAME_TO_NOTHING
    )
    found: Counter[tuple[str, int]] = Counter()
    for side, field in (("offer", "provider_membership_id"), ("request", "requester_membership_id")):
        rows = lately.filter(**{f"{field}__in": people}).order_by().values_list(field)
        found.update({(side, pk): count for pk, count in rows.annotate(count=Count("pk"))})
    return found


def _providers(rows: Iterable[Any], at: datetime) -> Counter[int]:
    """How many different providers give to each request that takes of a few."""
    limited = [row.pk for row in rows if row.most_providers is not None]
    held = Allocation.objects.filter(holding("request", at), request_id__in=limited, deal__isnull=False)
    givers = held.values_list("request_id", "deal__provider_membership_id", "deal__provider_organisation_id")
    different = {(pk, 0 if organisation else member, organisation) for pk, member, organisation in givers}
    return Counter(pk or 0 for pk, _member, _organisation in different)
