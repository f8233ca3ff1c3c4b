"""The reads behind the figures: a fixed number of queries a day, each over the rows of one community.

A deal that was agreed stands at a moment when it had not ended by then. Listings keep no history of their states:
what is open is what is published when the question is asked, and was placed before the moment.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Avg,
    BigIntegerField,
    Case,
    Count,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from marketplace.enums import (
    HOLDING,
    DealState,
    ExchangeType,
    ListingState,
    Proposer,
    QuantityPer,
    Side,
    Unit,
)
from marketplace.figures.definitions import MONTH, QUARTER
from marketplace.figures.reckoning import PartyTotal, Reckoned, hours, percent, rounded, spread
from marketplace.figures.spans import Span, span_until
from marketplace.holding import in_own_unit
from marketplace.medians import Median
from marketplace.models import Allocation, Deal, DealStep, Listing, Message
from marketplace.units import FACTORS

ZERO = Decimal(0)
CENTS = 100
WITHOUT_MONEY = (ExchangeType.FREE, ExchangeType.COMMONS)
QUANTITY: DecimalField = DecimalField(max_digits=20, decimal_places=6)


def figures_on(day: date, zone: ZoneInfo) -> dict[str, Reckoned]:
    """Every figure as it stands at the end of a day. Nine queries; the day of today holds what happened so far."""
    month, quarter = span_until(day, MONTH, zone), span_until(day, QUARTER, zone)
    return {
        "fill_rate": _fill_rate(quarter),
        "first_response_hours": _first_response(month),
        "match_hours": _time_to_match(month),
        "unmet_requests": _unmet(month),
        "used_offers": _used_offers(quarter),
        "utilisation": _utilisation(quarter),
        **_completed(month),
        **spread(_totals("provider", quarter), _totals("requester", quarter)),
    }


def unmet_requests(requests: QuerySet[Listing], span: Span) -> QuerySet[Any]:
    """Those of which at the end of the span less was agreed than they ask; adds `given`, in their own unit."""
    allocations = Allocation.objects.filter(
        Q(state__in=HOLDING) | Q(deal__ended_at__gte=span.end), _stood(span, "deal__"), request=OuterRef("pk")
    )
    given = allocations.order_by().values("request").annotate(total=Sum("amount")).values("total")
    rows = requests.annotate(given=in_own_unit(Coalesce(Subquery(given, output_field=QUANTITY), ZERO)))
    return rows.filter(Q(quantity__gt=F("given")) | Q(quantity=None, given=0))


def _fill_rate(span: Span) -> Reckoned:
    placed = _listings(Side.REQUEST).filter(published_at__gte=span.start, published_at__lt=span.end)
    met = Exists(Deal.objects.filter(_stood(span), request=OuterRef("pk")))
    found = placed.annotate(met=met).aggregate(
        placed=Count("pk"), filled=Count("pk", filter=Q(met=True)), people=_people("owner")
    )
    return Reckoned(percent(found["filled"], found["placed"]), found["people"])


def _first_response(span: Span) -> Reckoned:
    """By a proposal or a question of somebody else, whichever came first."""
    began = DealStep.objects.filter(deal=OuterRef("pk")).order_by("at", "pk").values("by_id")[:1]
    deals = Deal.objects.filter(request=OuterRef("pk"), proposed_at__gte=OuterRef("published_at"))
    by_other = Q(began__isnull=False) & ~Q(began=F("requester_membership_id"))
    by_other |= Q(began=None) & ~Q(proposed_by=Proposer.REQUESTER)
    proposed = deals.annotate(began=Subquery(began)).filter(by_other).order_by("proposed_at")
    asked = Message.objects.filter(
        thread__listing=OuterRef("pk"), author=F("thread__asker"), sent_at__gte=OuterRef("published_at")
    ).order_by("sent_at")
    first = Least(Subquery(proposed.values("proposed_at")[:1]), Subquery(asked.values("sent_at")[:1]))
    return _median_wait(first, span)


def _time_to_match(span: Span) -> Reckoned:
    agreed = Deal.objects.filter(
        _stood(span), request=OuterRef("pk"), agreed_at__gte=OuterRef("published_at")
    )
    return _median_wait(Subquery(agreed.order_by("agreed_at").values("agreed_at")[:1]), span)


def _median_wait(first: Any, span: Span) -> Reckoned:
    """From its placing until the moment that `first` answers, over the requests for which that is in the span."""
    placed = _listings(Side.REQUEST).filter(published_at__lt=span.end)
    rows = placed.annotate(first=first).filter(first__gte=span.start, first__lt=span.end)
    wait = ExpressionWrapper(F("first") - F("published_at"), output_field=DurationField())
    found = rows.annotate(wait=wait).aggregate(median=Median("wait"), people=_people("owner"))
    return Reckoned(hours(found["median"]), found["people"])


def _unmet(span: Span) -> Reckoned:
    rows = unmet_requests(_open(Side.REQUEST, span), span)
    found = rows.aggregate(waiting=Count("pk"), people=_people("owner"))
    return Reckoned(Decimal(found["waiting"]), found["people"])


def _used_offers(span: Span) -> Reckoned:
    used = Exists(Deal.objects.filter(_stood(span), offer=OuterRef("pk"), agreed_at__gte=span.start))
    found = (
        _open(Side.OFFER, span)
        .annotate(used=used)
        .aggregate(offers=Count("pk"), used_ones=Count("pk", filter=Q(used=True)), people=_people("owner"))
    )
    return Reckoned(percent(found["used_ones"], found["offers"]), found["people"])


def _utilisation(span: Span) -> Reckoned:
    """Each offer counts once, whatever its unit. What has a capacity of each day anew is left out."""
    offers = _open(Side.OFFER, span).filter(quantity__isnull=False, quantity_per=QuantityPer.TOTAL)
    allocations = Allocation.objects.filter(
        Q(state__in=HOLDING) | Q(deal__ended_at__gte=span.end), _stood(span, "deal__"), offer=OuterRef("pk")
    )
    taken = allocations.order_by().values("offer").annotate(total=Sum("amount")).values("total")
    used = in_own_unit(Coalesce(Subquery(taken, output_field=QUANTITY), ZERO))
    share = Least(used / F("quantity"), Value(Decimal(1)))
    rows = offers.annotate(share=ExpressionWrapper(share, output_field=QUANTITY))
    found = rows.aggregate(mean=Avg("share"), people=_people("owner"))
    return Reckoned(None if found["mean"] is None else rounded(100 * found["mean"]), found["people"])


def _completed(span: Span) -> dict[str, Reckoned]:
    deals = Deal.objects.filter(_stood(span), confirmed_at__gte=span.start, confirmed_at__lt=span.end)
    free = Q(unit__in=[Unit.HOUR, Unit.MINUTE], exchange_type__in=WITHOUT_MONEY)
    in_hours = Case(When(unit=Unit.MINUTE, then=F("quantity") / FACTORS[Unit.HOUR]), default=F("quantity"))
    minor = Coalesce("owed_minor", "price_minor")
    paid = Q(minor__gt=0)
    found = deals.annotate(minor=minor).aggregate(
        deals=Count("pk"),
        **_sides("all", None),
        hours=Coalesce(Sum(in_hours, filter=free, output_field=QUANTITY), ZERO, output_field=QUANTITY),
        **_sides("free", free),
        money=Coalesce(Sum("minor", filter=paid), 0),
        **_sides("paid", paid),
    )
    people = {
        name: min(found[f"{name}_providers"], found[f"{name}_requesters"]) for name in ("all", "free", "paid")
    }
    return {
        "completed_deals": Reckoned(Decimal(found["deals"]), people["all"]),
        "free_hours": Reckoned(rounded(found["hours"]), people["free"]),
        "turnover": Reckoned(Decimal(found["money"]) / CENTS, people["paid"]),
    }


def _sides(name: str, which: Q | None) -> dict[str, Any]:
    return {
        f"{name}_providers": _people("provider", which),
        f"{name}_requesters": _people("requester", which),
    }


def _totals(side: str, span: Span) -> list[PartyTotal]:
    deals = Deal.objects.filter(_stood(span), agreed_at__gte=span.start)
    minor = Coalesce("owed_minor", "price_minor")
    rows = deals.order_by().annotate(party=_party(side), minor=minor).values("party")
    found = rows.annotate(deals=Count("pk"), total=Sum("minor"))
    return [PartyTotal(row["party"], row["deals"], row["total"]) for row in found]


def _stood(span: Span, prefix: str = "") -> Q:
    """Agreed before the end of the span, and not ended before it. A dispute can revive a deal that had ended."""
    not_ended = Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gte": span.end})
    not_ended |= Q(**{f"{prefix}state": DealState.CONFIRMED})
    return Q(**{f"{prefix}agreed_at__lt": span.end}) & not_ended


def _listings(side: str) -> QuerySet[Listing]:
    """That were ever placed, and are not hidden from others."""
    return Listing.objects.filter(side=side, published_at__isnull=False, hidden_at=None).order_by()


def _open(side: str, span: Span) -> QuerySet[Listing]:
    return _listings(side).filter(state=ListingState.PUBLISHED, published_at__lt=span.end)


def _party(side: str) -> Case:
    """One number for each party: of an organisation below zero, of a member above."""
    organisation = When(**{f"{side}_organisation__isnull": False}, then=-F(f"{side}_organisation_id"))
    return Case(organisation, default=F(f"{side}_membership_id"), output_field=BigIntegerField())


def _people(side: str, which: Q | None = None) -> Count:
    return Count(_party(side), distinct=True, filter=which)
