"""Rows that the API shows, written straight to their tables."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from billing.models import BillingPeriod, Invoice, InvoiceLine, InvoiceTax, Party
from marketplace.actions.deals.terms import write_terms
from marketplace.models import (
    Allocation,
    Deal,
    GroupOrder,
    Listing,
    Match,
    Notice,
    PriceStep,
    StandingDeal,
)
from marketplace.units import in_smallest
from tests.factories import make_category
from weconomics.tenancy.scope import scope

ADDRESS = {"street": "Dorpsstraat 1", "postcode": "7211 AA", "city": "Eefde", "kvk": "00000001", "vat_id": ""}
ISSUER = {**ADDRESS, "legal_name": "Coöperatie Voorbeeld U.A.", "iban": "NL79WECO0000000001"}
INVOICE = {
    "series": "2026",
    "currency": "EUR",
    "net_minor": 1000,
    "vat_minor": 210,
    "gross_minor": 1210,
    "issued_at": datetime(2026, 11, 1, tzinfo=UTC),
    "issued_on": date(2026, 11, 1),
    "due_on": date(2026, 11, 15),
    "issuer": ISSUER,
}
_numbers = count(1)
FIRST, WEEK = date.today() + timedelta(days=9), timedelta(weeks=1)  # noqa: DTZ011  # any day to come


def make_invoice(
    community: Any, *, membership: Any = None, organisation: Any = None, **fields: Any
) -> Invoice:
    """€ 12,10 with € 2,10 VAT, for October 2026 unless `month` says otherwise."""
    number, month = next(_numbers), fields.pop("month", 10)
    with scope(community):
        period, _ = BillingPeriod.objects.get_or_create(
            label=f"2026-{month:02}",
            from_at=datetime(2026, month, 1, tzinfo=UTC),
            to_at=datetime(2026, month, 28, tzinfo=UTC),
        )
        party, _ = Party.objects.get_or_create(
            membership=membership,
            organisation=organisation,
            defaults={"name": str(membership or organisation)},
        )
        fields = {
            **INVOICE,
            "number": number,
            "label": f"ZK-2026-{number:04}",
            "payer": {**ADDRESS, "name": party.name, "email": ""},
            **fields,
        }
        invoice = Invoice.objects.create(period=period, party=party, **fields)
        about = {"vat_mode": "excl", "vat_bp": 2100}
        InvoiceLine.objects.create(
            invoice=invoice,
            position=1,
            text="Bijdrage",
            occurred_on=date(2026, 10, 3),
            amount_minor=1000,
            **about,
        )
        InvoiceTax.objects.create(invoice=invoice, category="S", net_minor=1000, vat_minor=210, **about)
    return invoice


def make_listing(
    community: Any, owner: Any, *, organisation: Any = None, side: str = "offer", **fields: Any
) -> Listing:
    """Published, four hours at € 25,00 an hour, unless `fields` say otherwise."""
    number = next(_numbers)
    fields = {
        "title": f"Boomhut {side} {number}",
        "kind": "service",
        "quantity": 4,
        "unit": "hour",
        "price_type": "per_unit",
        "price_minor": 2500,
        "vat_bp": 2100,
        "vat_category": "standard",
        "state": "published",
        "published_at": datetime.now(UTC),
        **fields,
    }
    category = fields.pop("category", None) or make_category(community)
    with scope(community):
        return Listing.objects.create(
            side=side, owner_membership=owner, owner_organisation=organisation, category=category, **fields
        )


def make_match(offer: Listing, request: Listing, **fields: Any) -> Match:
    fields = {"score": 80, "reasons": [{"code": "category", "points": 35}], **fields}
    with scope(offer.community_id):
        return Match.objects.create(offer=offer, request=request, **fields)


STATE_OF_ALLOCATION = {"proposed": "proposed", "confirmed": "fulfilled", "agreed": "agreed", "started": "agreed",
                       "delivered": "agreed", "disputed": "agreed"}  # fmt: skip
BEFORE_AGREEMENT = ("inquiry", "proposed", "declined", "lapsed", "cancelled")


def make_deal(offer: Listing, requester: Any, *, organisation: Any = None, **fields: Any) -> Deal:
    """One hour of an offer, proposed by the requester, unless `fields` say otherwise; with what it holds."""
    now = datetime.now(UTC)
    fields = {
        "proposed_by": "requester",
        "quantity": 1,
        "price_minor": 2500,
        "exchange_type": "paid",
        "state": "proposed",
        "proposed_at": now,
        "requester_accepted_at": now,
        "terms_version": 1,
        **fields,
    }
    if fields["state"] in ("inquiry", "proposed"):
        fields.setdefault("proposal_until", now + timedelta(days=7))
    if fields["state"] not in BEFORE_AGREEMENT:
        fields.setdefault("agreed_at", now)
        fields.setdefault("provider_accepted_at", now)
    if fields.get("confirmed_at"):
        fields.setdefault("reviews_until", fields["confirmed_at"] + WEEK)
    with scope(offer.community_id):
        deal = Deal.objects.create(
            offer=offer,
            provider_membership_id=offer.owner_membership_id,
            provider_organisation_id=offer.owner_organisation_id,
            requester_membership=requester,
            requester_organisation=organisation,
            title=offer.title,
            category_id=offer.category_id,
            unit=offer.unit,
            currency=offer.currency,
            vat_bp=offer.vat_bp,
            **fields,
        )
        _hold(deal)
    return deal


def _hold(deal: Deal) -> None:
    write_terms(deal, by_id=None, at=deal.proposed_at)
    state = STATE_OF_ALLOCATION.get(deal.state, "withdrawn")
    until = deal.proposal_until if state == "proposed" else None
    Allocation.objects.create(
        deal=deal,
        offer=deal.offer,
        amount=in_smallest(Decimal(deal.quantity), deal.unit),
        state=state,
        held_until=until,
        on=deal.planned_on,
    )


def make_group_order(offer: Listing, **fields: Any) -> GroupOrder:
    """Open for a day: at least two, € 9,00 each, € 7,50 from twenty on."""
    now = datetime.now(UTC)
    fields = {
        "number": next(_numbers),
        "title": "Samen",
        "organiser": offer.owner_membership,
        "least_quantity": 2,
        "opened_at": now,
        "closes_at": now + timedelta(days=1),
        **fields,
    }
    with scope(offer.community_id):
        order = GroupOrder.objects.create(offer=offer, **fields)
        for start, price in ((0, 900), (20, 750)):
            PriceStep.objects.create(group_order=order, from_quantity=start, price_minor=price)
    return order


def make_standing_deal(offer: Listing, requester: Any, **fields: Any) -> StandingDeal:
    """An hour every week from FIRST on, agreed by both."""
    now = datetime.now(UTC)
    fields = {
        "proposed_by": "requester",
        "title": offer.title,
        "quantity": 1,
        "unit": offer.unit,
        "price_minor": 2500,
        "currency": offer.currency,
        "exchange_type": "paid",
        "starts_on": FIRST,
        "state": "active",
        "proposed_at": now,
        "agreed_at": now,
        **fields,
    }
    with scope(offer.community_id):
        return StandingDeal.objects.create(
            offer=offer,
            provider_membership_id=offer.owner_membership_id,
            provider_organisation_id=offer.owner_organisation_id,
            requester_membership=requester,
            **fields,
        )


def make_notice(listing: Listing, reporter: Any) -> Notice:
    """A report that waits."""
    with scope(listing.community_id):
        return Notice.objects.create(
            number=Notice.objects.count() + 1,
            subject_kind="listing",
            subject_key=f"listing:{listing.pk}",
            listing=listing,
            membership_id=listing.owner_membership_id,
            reporter=reporter,
            ground_kind="law",
            law="other",
            text="Dit mag niet.",
            received_at=datetime.now(UTC),
        )
