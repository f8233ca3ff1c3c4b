"""The quotes on a request beside each other: what each would cost, who it is, and what changed on the way.

As many queries for ten quotes as for one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from billing.interface import Quote, freeze, quote_frozen
from communities.interface import LocalGroupRef, PartyCard, PartyRef, local_groups, party_cards
from marketplace.enums import DealState
from marketplace.facts import facts_of
from marketplace.holding import left_of, providers_of
from marketplace.models import Deal, DealTerms, Listing
from marketplace.quotes.awarding import Need, Quoted, Take
from marketplace.quotes.differences import Version, history_of, price_a_unit
from marketplace.reviewing import summaries_of
from marketplace.satisfaction import Satisfaction
from marketplace.searching import km_between
from marketplace.units import convert, finer_of

OPEN = (DealState.INQUIRY, DealState.PROPOSED)
AWARDED = (
    DealState.AGREED,
    DealState.STARTED,
    DealState.DELIVERED,
    DealState.CONFIRMED,
    DealState.DISPUTED,
)
UNKNOWN_KM = float("inf")


@dataclass(frozen=True, slots=True)
class Row:
    """One quote as it is compared. `marks` are what it is best in: price, soonest, nearest, trusted."""

    deal: Deal
    card: PartyCard
    quantity: Decimal
    a_unit_minor: int
    costs: Quote
    satisfaction: Satisfaction
    versions: list[Version]
    quoted: Quoted | None
    km: float | None = None
    marks: frozenset[str] = field(default_factory=frozenset)

    @property
    def terms(self) -> DealTerms | None:
        return self.versions[-1].terms if self.versions else None

    @property
    def key(self) -> str:
        return key_of(self.deal)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`open` can be awarded, `waiting` waits for the provider, `awarded` and `ended` are over."""

    need: Need
    open: list[Row]
    waiting: list[Row]
    awarded: list[Row]
    ended: list[Row]

    @property
    def quotes(self) -> list[Quoted]:
        return [row.quoted for row in self.open if row.quoted]

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.waiting or self.awarded or self.ended)


def key_of(deal: Deal) -> str:
    """The name of its field in the form."""
    return f"take_{deal.public_id.hex}"


def need_of(request: Listing, *, at: datetime) -> Need:
    """What the request still needs. Under its lock this is the truth."""
    givers = providers_of(request, at=at)
    return Need(
        left=left_of(request, at=at),
        unit=request.unit,
        most_providers=request.most_providers,
        providers=frozenset(
            PartyRef("organisation", organisation) if organisation else PartyRef("member", member)
            for member, organisation in givers
        ),
        all_or_nothing=request.all_or_nothing,
    )


def quoted_of(deal: Deal, terms: DealTerms | None, request: Listing) -> Quoted:
    """The quote in the finer unit of the two, its own and the request's: in that any part of both can be said.

    A part is allowed where the provider said so and is who laid it.
    """
    least = terms.least_quantity if terms and deal.provider_accepted_at else None
    unit = finer_of(deal.unit, request.unit)
    return Quoted(
        key_of(deal),
        deal.provider_ref,
        convert(deal.quantity, deal.unit, unit),
        deal.price_minor,
        None if least is None else convert(least, deal.unit, unit),
        unit,
    )


def is_awardable(deal: Deal, at: datetime) -> bool:
    """It waits for the requester's yes, and its time is not over."""
    is_valid = deal.proposal_until is None or at <= deal.proposal_until
    return deal.state == DealState.PROPOSED and deal.requester_accepted_at is None and is_valid


def deals_on(request: Listing) -> list[Deal]:
    rows = Deal.objects.filter(request=request).select_related("offer", "community", "category")
    return list(rows.prefetch_related("versions").order_by("proposed_at", "pk"))


def compare(request: Listing, *, at: datetime, sort: str = "price") -> Comparison:
    """All quotes on this request, sorted by `sort`: price, soonest, nearest or trusted."""
    deals = deals_on(request)
    refs = {deal.provider_ref for deal in deals}
    cards, trust = party_cards(refs), summaries_of(refs)
    groups = {group.name: group for group in local_groups()}
    frozen = freeze(facts_of(deals[0])) if deals else {}
    rows = [
        _row(deal, request, cards[deal.provider_ref], trust[deal.provider_ref], groups, frozen)
        for deal in deals
        if deal.provider_ref in cards
    ]
    return _sorted_into_heaps(request, rows, at, sort)


def costs_of(takes: Iterable[Take], rows: Mapping[str, Row]) -> list[Quote]:
    """What each side would pay for these parts, with contributions."""
    quotes = []
    for take in takes:
        deal = rows[take.quoted.key].deal
        facts = replace(facts_of(deal), quantity=take.quantity, price_minor=take.price_minor)
        quotes.append(quote_frozen(facts, deal.frozen_fees or freeze(facts)))
    return quotes


def _row(
    deal: Deal,
    request: Listing,
    card: PartyCard,
    satisfaction: Satisfaction,
    groups: Mapping[str, LocalGroupRef],
    frozen: dict[str, object],
) -> Row:
    versions = history_of(list(deal.versions.all()))
    quantity = convert(deal.quantity, deal.unit, request.unit)
    return Row(
        deal=deal,
        card=card,
        quantity=quantity,
        a_unit_minor=price_a_unit(deal.price_minor, quantity),
        costs=quote_frozen(facts_of(deal), deal.frozen_fees or frozen),
        satisfaction=satisfaction,
        versions=versions,
        quoted=quoted_of(deal, versions[-1].terms if versions else None, request),
        km=_km(deal, request, card, groups),
    )


def _sorted_into_heaps(request: Listing, rows: list[Row], at: datetime, sort: str) -> Comparison:
    rows = sorted(rows, key=ORDERS.get(sort, ORDERS["price"]))
    live = [row for row in rows if is_awardable(row.deal, at)]
    waiting = [row for row in rows if row.deal.state in OPEN and row not in live]
    marks = _marks(live)
    return Comparison(
        need=need_of(request, at=at),
        open=[replace(row, marks=frozenset(name for name in marks if marks[name] is row)) for row in live],
        waiting=waiting,
        awarded=[row for row in rows if row.deal.state in AWARDED],
        ended=[row for row in rows if row.deal.state not in (*OPEN, *AWARDED)],
    )


def _by_price(row: Row) -> tuple[float, int]:
    return row.costs.requester_pays_minor / row.quantity.__float__(), row.deal.pk


def _by_date(row: Row) -> tuple[date, int]:
    return row.deal.planned_on or date.max, row.deal.pk


def _by_distance(row: Row) -> tuple[float, int]:
    return UNKNOWN_KM if row.km is None else row.km, row.deal.pk


def _by_trust(row: Row) -> tuple[int, int, int]:
    return -row.satisfaction.least_percent, -row.satisfaction.deals, row.deal.pk


ORDERS = {"price": _by_price, "soonest": _by_date, "nearest": _by_distance, "trusted": _by_trust}


def _marks(rows: list[Row]) -> dict[str, Row]:
    """What each is best in; nothing where there is nothing to choose from, or nothing is known."""
    if len(rows) < 2:
        return {}
    best = {name: min(rows, key=order) for name, order in ORDERS.items()}
    known = {
        "price": True,
        "soonest": best["soonest"].deal.planned_on is not None,
        "nearest": best["nearest"].km is not None,
        "trusted": best["trusted"].satisfaction.reviews > 0,
    }
    return {name: row for name, row in best.items() if known[name]}


def _km(deal: Deal, request: Listing, card: PartyCard, groups: Mapping[str, LocalGroupRef]) -> float | None:
    """From the place of the offer, or of the provider's local group: where a member lives is nobody's business."""
    there = _point(request, [request.local_group.name] if request.local_group else [], groups)
    here = _point(deal.offer, card.local_group_names, groups)
    return None if here is None or there is None else km_between(here, there)


def _point(
    listing: Listing | None, names: Iterable[str], groups: Mapping[str, LocalGroupRef]
) -> tuple[float, float] | None:
    if listing is not None and listing.lat is not None and listing.lon is not None:
        return listing.lat, listing.lon
    found = next((groups[name] for name in names if name in groups), None)
    return None if found is None else (found.lat, found.lon)
