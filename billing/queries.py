"""Reads with a name. All run in the scope of one community."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from billing.enums import InvoiceKind, InvoiceState, ModelState, PeriodState, VatCategory
from billing.models import BillingPeriod, Charge, Invoice, InvoiceTax, Party, PaymentRouteTest, RevenueModel
from billing.pricing import TaxLine
from communities.interface import PartyRef, financed_organisation_ids
from weconomics.actor import Actor

# A row of a summary: names beside amounts in minor units.
Row = dict[str, Any]
ROUTE_TEST_HOLDS = timedelta(days=90)


def active_model() -> RevenueModel | None:
    """The revenue model in force, or None before the first decision."""
    return RevenueModel.objects.filter(state=ModelState.ACTIVE).first()


def model_at(moment: datetime) -> RevenueModel | None:
    """The revenue model that was in force at a moment."""
    began = RevenueModel.objects.exclude(state=ModelState.DRAFT).filter(active_from__lte=moment)
    return began.filter(Q(active_to__isnull=True) | Q(active_to__gt=moment)).first()


def draft_models() -> QuerySet[RevenueModel]:
    return RevenueModel.objects.filter(state=ModelState.DRAFT)


def uninvoiced_charges() -> QuerySet[Charge]:
    """Charges that stand on no document yet."""
    return Charge.objects.filter(lines__isnull=True).select_related("party", "rule")


def uses_in_year(party: Party, rule_id: int, start: datetime, end: datetime) -> int:
    """How often this party had this rule in these twelve months, free ones counted, reversed ones not."""
    own = Charge.objects.filter(party=party, rule_id=rule_id, occurred_at__gte=start, occurred_at__lt=end)
    return own.filter(reverses=None, reversals=None).count()


def open_periods() -> QuerySet[BillingPeriod]:
    return BillingPeriod.objects.exclude(state=PeriodState.CLOSED).order_by("from_at")


def invoices() -> QuerySet[Invoice]:
    return Invoice.objects.select_related("party", "period")


def invoices_of_actor(actor: Actor) -> QuerySet[Invoice]:
    """The documents of the member and of the organisations whose finances the member does."""
    own = Q(party__membership_id=actor.membership_id) if actor.membership_id else Q(pk=None)
    return invoices().filter(own | Q(party__organisation_id__in=financed_organisation_ids(actor)))


def open_invoices() -> QuerySet[Invoice]:
    return invoices().filter(kind=InvoiceKind.INVOICE, state=InvoiceState.ISSUED)


def totals_of_invoices() -> dict[str, int]:
    """Minor units: invoiced, paid and still open, credit notes taken off."""
    rows = Invoice.objects.aggregate(
        invoiced=Sum("gross_minor"),
        paid=Sum("gross_minor", filter=Q(state=InvoiceState.PAID, kind=InvoiceKind.INVOICE)),
        open=Sum("gross_minor", filter=Q(state=InvoiceState.ISSUED, kind=InvoiceKind.INVOICE)),
    )
    return {name: amount or 0 for name, amount in rows.items()}


def vat_by_rate(start: date, end: date) -> list[Row]:
    """Net and VAT of the documents issued in these days, per category and rate."""
    rows = InvoiceTax.objects.filter(invoice__issued_on__gte=start, invoice__issued_on__lt=end)
    sums = {"net": Sum("net_minor"), "vat": Sum("vat_minor"), "documents": Count("invoice", distinct=True)}
    found = rows.values("category", "vat_bp").annotate(**sums).order_by("-vat_bp", "category")
    return [{**row, "words": VatCategory(row["category"]).label} for row in found]


def open_by_age(today: date) -> list[Row]:
    """Open amounts by how long ago they should have been paid: 0 not yet due, 1 up to 30 days, 2 to 60, 3 longer."""
    bucket = Case(
        When(due_on__gte=today, then=Value(0)),
        When(due_on__gte=today - timedelta(days=30), then=Value(1)),
        When(due_on__gte=today - timedelta(days=60), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = open_invoices().order_by().annotate(bucket=bucket).values("bucket")
    return [
        dict(row) for row in rows.annotate(amount=Sum("gross_minor"), count=Count("pk")).order_by("bucket")
    ]


def route_was_tested() -> bool:
    """A test of the payment route that succeeded in the last 90 days."""
    since = timezone.now() - ROUTE_TEST_HOLDS
    return PaymentRouteTest.objects.filter(succeeded=True, tested_at__gte=since).exists()


def parties_by_ref(refs: Iterable[PartyRef]) -> dict[PartyRef, Party]:
    wanted = list(refs)
    members = [ref.id for ref in wanted if ref.kind == "member"]
    organisations = [ref.id for ref in wanted if ref.kind == "organisation"]
    rows = Party.objects.filter(Q(membership_id__in=members) | Q(organisation_id__in=organisations))
    return {party.ref: party for party in rows}


def charged_to_household(rule_id: int, party_ids: Iterable[int], start: datetime, end: datetime) -> int:
    """Minor units that this rule took from these parties together in the year."""
    rows = Charge.objects.filter(rule_id=rule_id, party_id__in=list(party_ids), occurred_at__gte=start)
    return rows.filter(occurred_at__lt=end).aggregate(total=Sum("amount_minor"))["total"] or 0


def charges_by_payer() -> list[Row]:
    """Not yet invoiced, summed per payer without VAT: amounts with and without it do not add up."""
    rows = uninvoiced_charges().values("party_id", "party__name", "currency", "vat_mode", "vat_bp")
    payers: dict[tuple[int, str], Row] = {}
    for row in rows.annotate(count=Count("pk"), total=Sum("amount_minor")).order_by(
        "party__name", "party_id"
    ):
        start = {"party__name": row["party__name"], "currency": row["currency"], "count": 0, "amount": 0}
        payer = payers.setdefault((row["party_id"], row["currency"]), start)
        payer["count"] += row["count"]
        payer["amount"] += TaxLine(row["total"], row["vat_mode"], row["vat_bp"]).net_minor
    return list(payers.values())
