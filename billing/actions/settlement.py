"""Settlement notes: for each private seller what was sold in a closed month, and what the fees for it were."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from billing.enums import PeriodState
from billing.models import (
    BillingPeriod,
    Charge,
    NumberSeries,
    Party,
    RatedDeal,
    SettlementLine,
    SettlementNote,
)
from billing.pricing import TaxLine, totals
from communities.interface import billing_identity, operator
from weconomics.money import split_by_weights
from weconomics.tenancy.community import community_in_scope

Deals = list[RatedDeal]


def sellers_to_settle(period: BillingPeriod) -> list[tuple[int, str]]:
    """Parties and currencies with paid deals in a closed month and no note yet. Who sends invoices gets none."""
    if period.state != PeriodState.CLOSED:
        return []
    done = set(SettlementNote.objects.filter(period=period).values_list("party_id", "currency"))
    found = set(_sold(period).values_list("provider_id", "currency")) - done
    parties = Party.objects.in_bulk([party_id for party_id, _currency in found])
    return sorted(
        (party_id, currency)
        for party_id, currency in found
        if not billing_identity(parties[party_id].ref).is_business
    )


@transaction.atomic
def issue_settlement_note(
    *, period: BillingPeriod, party_id: int, currency: str, at: datetime
) -> SettlementNote:
    """One note with the next number. A repeated call returns the one that is there."""
    party = Party.objects.select_for_update().get(pk=party_id)
    known = SettlementNote.objects.filter(period=period, party=party, currency=currency).first()
    if known is not None:
        return known
    deals = list(_sold(period).filter(provider=party, currency=currency))
    fees = _fees_of(party, deals)
    note = _note(period, party, currency, at)
    note.sold_minor, note.fees_minor = sum(deal.price_minor for deal in deals), sum(fees.values())
    note.number = _take_number(note.series)
    note.label = f"{note.series}-{note.number:04d}"
    note.save()
    SettlementLine.objects.bulk_create(_lines(note, deals, fees))
    return note


def _sold(period: BillingPeriod) -> Any:
    """Deals of the month with a price that were not taken back before it ended."""
    rows = RatedDeal.objects.filter(completed_at__gte=period.from_at, completed_at__lt=period.to_at)
    return rows.filter(price_minor__gt=0).exclude(reversals__reversed_at__lt=period.to_at)


def _fees_of(party: Party, deals: Deals) -> dict[int, int]:
    """What each deal cost the seller, VAT in it, such that the sum is what a document for these charges would ask."""
    nets: dict[int, int] = defaultdict(int)
    charges = list(
        Charge.objects.filter(party=party, deal_id__in=[deal.deal_id for deal in deals], reverses=None)
    )
    lines = [TaxLine(charge.amount_minor, charge.vat_mode, charge.vat_bp) for charge in charges]
    for charge, line in zip(charges, lines, strict=True):
        nets[charge.deal_id or 0] += line.net_minor
    total = sum(tax.gross_minor for tax in totals(lines))
    if not any(nets.values()):
        return dict.fromkeys(nets, 0)
    return dict(zip(nets, split_by_weights(total, list(nets.values())), strict=True))


def _note(period: BillingPeriod, party: Party, currency: str, at: datetime) -> SettlementNote:
    seller, issuer = billing_identity(party.ref), operator()
    today = at.astimezone(ZoneInfo(community_in_scope().time_zone)).date()
    return SettlementNote(
        period=period,
        party=party,
        currency=currency,
        series=f"S{today.year}",
        issued_at=at,
        issued_on=today,
        language=seller.language,
        issuer=asdict(issuer) if issuer else _community_as_issuer(),
        seller=asdict(seller),
    )


def _community_as_issuer() -> dict[str, str]:
    """A community without an operator has no deals that cost; a note says at least its name."""
    empty = dict.fromkeys(("street", "postcode", "city", "kvk", "vat_id"), "")
    return {**empty, "legal_name": community_in_scope().name}


def _lines(note: SettlementNote, deals: Deals, fees: dict[int, int]) -> list[SettlementLine]:
    zone = ZoneInfo(community_in_scope().time_zone)
    return [
        SettlementLine(
            note=note,
            position=position,
            deal_id=deal.deal_id,
            text=deal.label or _("Deal"),
            completed_on=deal.completed_at.astimezone(zone).date(),
            price_minor=deal.price_minor,
            fees_minor=fees.get(deal.deal_id, 0),
        )
        for position, deal in enumerate(deals, start=1)
    ]


def _take_number(series: str) -> int:
    """The UPDATE holds the row until the transaction ends: no gap when it fails, no number twice."""
    NumberSeries.objects.get_or_create(code=series)
    NumberSeries.objects.filter(code=series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(code=series)
