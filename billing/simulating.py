"""A draft on past months: what it would have brought in, and who would have paid more or less than they did.

Deals are reckoned anew from what was kept of them, with the same functions that charge. Fees of a period are metered for
real in a transaction that is rolled back.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from billing.actions.closing import period_of
from billing.actions.metering import meter_as_if
from billing.models import BillingPeriod, Charge, Party, RatedDeal, RevenueModel
from billing.months import month_of, year_of
from billing.pricing import Fee, FeeTerms, PriceOfDeal, TaxLine, Used, fee_lines
from billing.queries import rated_deals_within
from weconomics.tenancy.community import community_in_scope


@dataclass(slots=True)
class Pair:
    """What was asked, and what the draft would have asked: minor units without VAT."""

    name: str = ""
    was_minor: int = 0
    would_minor: int = 0

    @property
    def more_minor(self) -> int:
        return self.would_minor - self.was_minor


@dataclass(slots=True)
class Simulation:
    """The outcome for some months, the oldest first. `pays_more` and `pays_less` hold who changes most."""

    months: list[Pair] = field(default_factory=list)
    payers: dict[int, Pair] = field(default_factory=lambda: defaultdict(Pair))
    deal_count: int = 0

    @property
    def total(self) -> Pair:
        return Pair(
            "", sum(month.was_minor for month in self.months), sum(m.would_minor for m in self.months)
        )

    @property
    def pays_more(self) -> list[Pair]:
        return sorted((p for p in self.payers.values() if p.more_minor > 0), key=lambda p: -p.more_minor)

    @property
    def pays_less(self) -> list[Pair]:
        return sorted((p for p in self.payers.values() if p.more_minor < 0), key=lambda p: p.more_minor)

    @property
    def pays_the_same(self) -> int:
        return sum(1 for pair in self.payers.values() if pair.more_minor == 0)


def simulate(model: RevenueModel, *, months: int, before: datetime) -> Simulation:
    """The last whole months before a moment, under this version from their first day. Changes nothing."""
    found = Simulation()
    with transaction.atomic():
        periods = _periods(months, before)
        terms = [rule.terms() for rule in model.rules.all()]
        for period in periods:
            found.months.append(Pair(period.name))
        _as_it_was(found, periods)
        _deals_as_if(found, terms, periods)
        for place, period in enumerate(periods):
            for charge in meter_as_if(model, period):
                _add(found, place, charge.party_id, _net(charge.amount_minor, charge.vat_mode, charge.vat_bp))
        for party in Party.objects.filter(pk__in=found.payers):
            found.payers[party.pk].name = party.name
        transaction.set_rollback(True)
    return found


def _periods(months: int, before: datetime) -> list[BillingPeriod]:
    start, _end = month_of(before, community_in_scope().time_zone)
    periods: list[BillingPeriod] = []
    for _month in range(months):
        periods.insert(0, period_of(start - timedelta(days=1)))
        start = periods[0].from_at
    return periods


def _as_it_was(found: Simulation, periods: list[BillingPeriod]) -> None:
    """What was charged in these months for deals that still stand, and for taking part."""
    for place, period in enumerate(periods):
        charges = Charge.objects.filter(reverses=None, reversals=None, occurred_at__gte=period.from_at)
        within = charges.filter(occurred_at__lt=period.to_at).order_by()
        rows = within.values_list("party_id", "amount_minor", "vat_mode", "vat_bp")
        for party_id, amount, vat_mode, vat_bp in rows.iterator():
            net = _net(amount, vat_mode, vat_bp)
            found.months[place].was_minor += net
            found.payers[party_id].was_minor += net


def _deals_as_if(found: Simulation, terms: list[FeeTerms], periods: list[BillingPeriod]) -> None:
    """In the order in which they were completed, from the first day of the year: what was free runs out as it would have."""
    zone = community_in_scope().time_zone
    used: dict[tuple[int, int, datetime], Used] = defaultdict(Used)
    first = year_of(periods[0].from_at, zone)[0]
    place = 0
    for deal in rated_deals_within(first, periods[-1].to_at).iterator(chunk_size=2_000):
        year = year_of(deal.completed_at, zone)[0]
        while deal.completed_at >= periods[place].to_at:
            place += 1
        counts = deal.completed_at >= periods[0].from_at
        found.deal_count += counts
        for party_id, fee in _fees(deal, terms, used, year):
            if counts:
                _add(found, place, party_id, fee.net_minor)


def _fees(
    deal: RatedDeal, terms: list[FeeTerms], used: dict[tuple[int, int, datetime], Used], year: datetime
) -> Iterator[tuple[int, Fee]]:
    sides = {"provider": deal.provider_id, "requester": deal.requester_id}
    fees = fee_lines(terms, price_of(deal), lambda rule, side: used[rule.counted_as, sides[side], year])
    for fee in fees:
        party_id = sides[fee.payer]
        before = used[fee.terms.counted_as, party_id, year]
        used[fee.terms.counted_as, party_id, year] = Used(
            before.count + 1, before.base_minor + fee.base_minor
        )
        yield party_id, fee


def price_of(deal: RatedDeal) -> PriceOfDeal:
    """The deal as its fees were reckoned from."""
    return PriceOfDeal(
        deal.price_minor,
        deal.vat_bp,
        deal.exchange_type,
        deal.category_id,
        deal.provider.ref.kind,
        deal.requester.ref.kind,
        quantity=deal.quantity,
        delivery_minor=deal.delivery_minor,
        weight_g=deal.weight_g,
        listing_id=deal.listing_id,
        local_group_id=deal.local_group_id,
        provider_type=deal.provider_type,
        requester_type=deal.requester_type,
        provider_organisation_id=deal.provider.organisation_id,
        requester_organisation_id=deal.requester.organisation_id,
    )


def _add(found: Simulation, place: int, party_id: int, net_minor: int) -> None:
    found.months[place].would_minor += net_minor
    found.payers[party_id].would_minor += net_minor


def _net(amount_minor: int, vat_mode: str, vat_bp: int) -> int:
    return TaxLine(amount_minor, vat_mode, vat_bp).net_minor
